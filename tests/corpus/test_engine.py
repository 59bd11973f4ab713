"""Which engine runs the corpus."""

import sys

import pytest

from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.engine import Processes, make_engine
from patentgpt_jax.errors import InputError


def test_processes_by_default():
    assert isinstance(make_engine(CorpusConfig()), Processes)


def test_options_of_an_engine_that_does_not_run_are_refused():
    with pytest.raises(InputError, match=r"beam_options='--runner=X': engine is 'processes'"):
        CorpusConfig(beam_options="--runner=X")


def test_what_is_to_be_installed_for_beam_is_told(monkeypatch):
    for name in [each for each in sys.modules if each.startswith("patentgpt_jax.corpus.beam")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "apache_beam", None)
    with pytest.raises(InputError, match=r"not installed; `pip install -r requirements-data.txt`"):
        make_engine(CorpusConfig(engine="beam"))
