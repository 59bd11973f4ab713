"""What the readers' benchmarks read when they are given no files."""

import pytest

from experiments.benchmarks import sample_formats
from experiments.benchmarks.source_text import documents


@pytest.mark.parametrize("format", sample_formats.FORMATS)
def test_generated_input_has_every_section(format):
    found = list(documents(sample_formats.sample_file(format, 0.1)))
    assert len(found) > 10
    for document in found:
        assert document is not None and document.format == format
        assert {section for section, _ in document.texts} == {"title", "abstract", "description", "claims"}
        assert document.claim_elements > 3
