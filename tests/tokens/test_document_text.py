import dataclasses

from patentgpt_jax.corpus.record import Claim, Record, Section
from patentgpt_jax.tokens.text import claims_prompt, document_text

PATENT = Record(
    publication_number="US1B2",
    language="en",
    title="Folding ladder",
    abstract="A ladder that folds.",
    sections=(
        Section("background", "BACKGROUND", "Ladders are long.\n\nThey are heavy."),
        Section("other", "", "A text without a heading."),
        Section("other", "", ""),
    ),
    claims=(
        Claim(1, "A ladder comprising:\na hinge."),
        Claim(2, "(canceled)", cancelled=True),
        Claim(3, "The ladder of claim 1, wherein the hinge locks.", depends_on=(1,)),
    ),
)


def test_a_patent_reads_title_abstract_claims_description() -> None:
    assert document_text(PATENT) == (
        "Folding ladder\n\n"
        "Abstract\nA ladder that folds.\n\n"
        "Claims\n1. A ladder comprising:\na hinge.\n3. The ladder of claim 1, wherein the hinge locks.\n\n"
        "Description\n\nBACKGROUND\nLadders are long.\n\nThey are heavy.\n\nA text without a heading.\n"
    )


def test_chinese_headings_for_a_chinese_patent() -> None:
    patent = Record(
        publication_number="CN1A",
        language="zh",
        title="一种折叠梯",
        abstract="本发明公开了一种折叠梯。",
        sections=(Section("technical_field", "技术领域", "本发明涉及梯子。"),),
        claims=(Claim(1, "一种折叠梯，其特征在于，包括铰链。"),),
    )
    assert document_text(patent) == (
        "一种折叠梯\n\n摘要\n本发明公开了一种折叠梯。\n\n"
        "权利要求书\n1. 一种折叠梯，其特征在于，包括铰链。\n\n"
        "说明书\n\n技术领域\n本发明涉及梯子。\n"
    )
    assert document_text(patent).startswith(claims_prompt(patent.title, patent.abstract, "zh"))


def test_what_is_no_patent_is_its_title_and_text() -> None:
    sections = (Section("other", "", "One."), Section("other", "2 Methods", "Two."))
    paper = Record("text-1", language="en", document_type="text", title="On valves", sections=sections)
    assert document_text(paper) == "On valves\n\nOne.\n\n2 Methods\nTwo.\n"


def test_parts_that_are_missing_leave_nothing_behind() -> None:
    assert document_text(Record("USD1S1", title="Chair")) == "Chair\n"


def test_the_prompt_is_the_beginning_of_the_text_and_ends_before_the_space_of_claim_1() -> None:
    for patent in (PATENT, dataclasses.replace(PATENT, abstract="")):
        prompt = claims_prompt(patent.title, patent.abstract, patent.language)
        assert document_text(patent).startswith(prompt + " A ladder comprising:")


def test_the_prompt_has_the_tokens_that_the_text_begins_with(tokenizer) -> None:
    prompt = tokenizer.encode(claims_prompt(PATENT.title, PATENT.abstract))
    assert tokenizer.encode(document_text(PATENT))[: len(prompt)] == prompt
