"""The section of the configuration."""

import pytest

from patentgpt_jax.corpus.decontamination import DecontaminationConfig
from patentgpt_jax.errors import InputError


def test_an_action_that_is_none_is_refused():
    assert DecontaminationConfig().action == "document"
    with pytest.raises(InputError, match="action='passages': did you mean 'passage'"):
        DecontaminationConfig(action="passages")
