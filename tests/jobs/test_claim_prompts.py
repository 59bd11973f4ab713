"""Claims are written for patents alone, two of each language."""

from patentgpt_jax.corpus.record import Record
from patentgpt_jax.jobs.samples import claim_prompts


def test_papers_are_passed_over_and_languages_have_two_prompts_each() -> None:
    paper = Record("paper-1", document_type="text", language="en", title="On valves", abstract="We study.")
    patents = [
        Record(f"{language}{number}", language=language, title=f"{language} {number}", abstract="A valve.")
        for number in range(3)
        for language in ("en", "zh")
    ]
    prompts = claim_prompts([paper, Record("US1", language="en", title="No abstract"), *patents])
    assert [each.splitlines()[0] for each in prompts] == ["en 0", "en 1", "zh 0", "zh 1"]
    assert prompts[0] == "en 0\n\nAbstract\nA valve.\n\nClaims\n1."
