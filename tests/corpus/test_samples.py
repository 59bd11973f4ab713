"""The generated sample patents are well-formed, lawful in form, varied, and the same for a seed."""

import hashlib
import itertools
import random
import re
import subprocess
import sys
from pathlib import Path
from xml.parsers import expat

import pytest

from patentgpt_jax.corpus.read import read
from patentgpt_jax.corpus.samples import write_samples
from patentgpt_jax.corpus.samples.document import Claim, Publication
from patentgpt_jax.corpus.samples.families import SIGNAL_FEATURES
from patentgpt_jax.corpus.samples.grammar import compile_template, expand
from patentgpt_jax.corpus.samples.invention import DOMAINS
from patentgpt_jax.corpus.samples.library import Library, sample_library
from patentgpt_jax.corpus.samples.markup import wrapped
from patentgpt_jax.corpus.samples.morphology import gerund_phrase, plural, third_person_phrase, with_article
from patentgpt_jax.errors import InputError

US, CHINESE = 84, 36


@pytest.fixture(scope="module")
def library() -> Library:
    return sample_library(US, CHINESE, seed=3)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_samples(tmp_path_factory.mktemp("samples"), US + CHINESE, seed=3)


@pytest.fixture(scope="module")
def grants(library: Library) -> list[Publication]:
    return [grant for week in library.weeks for grant in week]


def documents(path: Path) -> list[bytes]:
    """The concatenated documents of a file, each from its XML declaration on."""
    return [b"<?xml" + part for part in path.read_bytes().split(b"<?xml")[1:]]


def ancestry(claims: tuple[Claim, ...], claim: Claim) -> list[Claim]:
    """The claims that every way up from `claim` passes through, `claim` last."""
    if not claim.parents:
        return [claim]
    paths = [ancestry(claims, claims[parent - 1]) for parent in claim.parents]
    return [each for each in paths[0] if all(each in path for path in paths)] + [claim]


def plain(text: str) -> str:
    """The characters alone: no white space, sub- and superscripts as `CO2` and `m2`."""
    return re.sub(r"[\s^_]", "", text.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉²³", "012345678923")))


# The same for a seed


def digest(paths: list[Path]) -> str:
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in paths)).hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first = write_samples(tmp_path / "first", 20, seed=1)
    again = write_samples(tmp_path / "again", 20, seed=1)
    other = write_samples(tmp_path / "other", 20, seed=2)
    assert digest(first) == digest(again) != digest(other)
    texts = {p.text.plain for seed in (1, 2) for week in sample_library(14, 0, seed).weeks for p in week}
    assert len(texts) == 28


def test_bytes_do_not_depend_on_string_hashing(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from patentgpt_jax.corpus.samples import write_samples; "
        "write_samples(Path(sys.argv[1]), 12, 5)"
    )
    found = []
    for hash_seed in ("1", "2"):
        directory = tmp_path / hash_seed
        environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run([sys.executable, "-c", script, str(directory)], check=True, env=environment)
        found.append(digest(sorted(directory.iterdir())))
    assert found[0] == found[1]


def test_a_library_of_one_document_is_possible_and_of_none_is_refused(tmp_path: Path) -> None:
    (only,) = write_samples(tmp_path, 1)
    assert len(list(read(only))) == 1
    with pytest.raises(InputError, match="documents=0: expected at least 1"):
        write_samples(tmp_path, 0)


# The source formats


def test_every_document_is_well_formed(files: list[Path]) -> None:
    count = 0
    for path in files:
        for document in documents(path):
            expat.ParserCreate().Parse(document, True)
            count += 1
    assert count == US + CHINESE


def test_weekly_files_have_both_versions_and_the_traps_of_the_format(files: list[Path]) -> None:
    weekly = [path for path in files if path.name.startswith("ipg")]
    text = b"".join(path.read_bytes() for path in weekly)
    assert all(re.fullmatch(r"ipg\d{6}\.xml", path.name) for path in weekly)
    assert text.isascii()
    for expected in (
        b"us-patent-grant-v42-2006-08-23.dtd",
        b"us-patent-grant-v45-2014-04-03.dtd",
        b'<?BRFSUM description="Brief Summary" end="lead"?>',
        b'<?brief-description-of-drawings description="Brief Description of Drawings" end="tail"?>',
        b'<?DETDESC description="Detailed Description" end="lead"?>',
        b'<?RELAPP description="Other Patent Relations" end="lead"?>',
        b'<figref idref="DRAWINGS">FIG. 1</figref>',
        b'<claim-ref idref="CLM-00001">claim 1</claim-ref>',
        b"\n<claim-text>",
        b"&#xb0;C",
        b"<continuation>",
        b"<priority-claims>",
        b"<classification-cpc>",
    ):
        assert expected in text, expected
    assert re.search(rb"[a-z] <b>\d+</b>", text)
    assert re.search(rb"The ornamental design for an? [a-z ]+, as shown and described\.", text)


def test_chinese_files_have_both_layouts_and_wrapped_lines(files: list[Path]) -> None:
    chinese = [path.read_text(encoding="utf-8") for path in files if path.name.startswith("CN")]
    sectioned = [text for text in chinese if "<technical-field>" in text]
    bare = [text for text in chinese if "<technical-field>" not in text]
    assert sectioned and bare and len(chinese) == CHINESE
    assert all(">技术领域" in text for text in bare)
    for text in chinese:
        assert "<br />" in text and '<abstract id="abstr_eng" lang="eng"' in text
        assert "其特征" in text and 'lang="eng">' in text.splitlines()[1]


def test_the_readers_find_every_document_claim_and_section(files: list[Path], library: Library) -> None:
    told = {p.application: p for week in library.weeks for p in week}
    told |= {p.application: p for p in library.chinese}
    records = [record for path in files for record in read(path)]
    assert len(records) == len(told) == US + CHINESE
    for record in records:
        publication = told[record.application_number[2:]]
        assert record.language == ("en" if record.office == "US" else "zh")
        assert record.title == publication.text.title
        assert len(record.sections) == len(publication.text.sections)
        assert [claim.depends_on for claim in record.claims] == [c.parents for c in publication.text.claims]
        for claim, wanted in zip(record.claims, publication.text.claims, strict=True):
            assert plain(claim.text) == plain(wanted.text)


def test_families_share_their_earliest_priority(files: list[Path], library: Library) -> None:
    records = {r.application_number[2:]: r for path in files for r in read(path)}
    children = [p for week in library.weeks for p in week if p.parent]
    translated = [p for p in library.chinese if p.priority]
    assert children and translated
    for child in children:
        assert child.parent and child.parent.date < child.date and child.parent.filed < child.filed
        parent = records[child.parent.application]
        assert records[child.application].earliest_priority == parent.earliest_priority
        assert records[child.application].sections[-1] == parent.sections[-1]
        assert records[child.application].claims != parent.claims
    for document in translated:
        assert records[document.application].earliest_priority.startswith(f"US{document.priority[0].number}@")


# The claims


def test_references_point_backwards_and_never_from_many_to_many(
    library: Library, grants: list[Publication]
) -> None:
    several = 0
    for publication in [*grants, *library.chinese]:
        claims = publication.text.claims
        assert [claim.number for claim in claims] == list(range(1, len(claims) + 1))
        for claim in claims:
            assert all(parent < claim.number for parent in claim.parents)
            found = re.findall(r"(?:claims?|权利要求)\s?(\d+)(?: (?:to|or) |[至或])?(\d+)?", claim.text)
            numbers = {int(each) for pair in found for each in pair if each}
            assert numbers == ({claim.parents[0], claim.parents[-1]} if claim.parents else set())
            if len(claim.parents) > 1:
                several += 1
                assert all(len(claims[parent - 1].parents) < 2 for parent in claim.parents)
    assert several > 10


def test_each_claim_is_one_sentence(library: Library, grants: list[Publication]) -> None:
    for grant in grants:
        for claim in grant.text.claims:
            assert re.fullmatch(r"[A-Z](?:[^.]|\.(?=\d))*\.", claim.text), claim.text
            assert not re.search(r"[{}\[\]|]|  | ,|,,|\b(a|the) (a|an|the)\b", claim.text), claim.text
    for document in library.chinese:
        for claim in document.text.claims:
            assert re.fullmatch(r"(?:[^。]|(?<=\d)\.(?=\d))*。", claim.text), claim.text
            assert not re.search(r"[{}\[\]|]|，，|；；|：：|所述所述", claim.text), claim.text


def test_there_are_apparatus_and_method_claims(grants: list[Publication]) -> None:
    for grant in grants:
        if not grant.design:
            starts = [claim.text[:9] for claim in grant.text.claims]
            assert not starts[0].startswith("A method")
            assert sum(start == "A method " for start in starts) == 1


def nouns(english: bool) -> list[str]:
    """Every name of a part or a detail, longest first."""
    found: dict[str, None] = {}
    for domain in DOMAINS:
        details = [*domain.family.features, *SIGNAL_FEATURES]
        for name in [*(part.name for part in domain.parts), *details]:
            found[name.en if english else name.zh] = None
            if english:
                found[plural(name.en)] = None
    return sorted(found, key=len, reverse=True)


def test_every_the_in_english_claims_has_its_antecedent(grants: list[Publication]) -> None:
    subjects = [f"{subject.en}" for domain in DOMAINS for subject in domain.subjects]
    names = "|".join(map(re.escape, sorted([*nouns(english=True), *subjects], key=len, reverse=True)))
    pattern = re.compile(rf"\bthe ((?:[\w-]+ )?(?:{names}))\b")
    checked = 0
    for grant in grants:
        claims = grant.text.claims
        for claim in claims:
            before = " ".join(each.text for each in ancestry(claims, claim)[:-1])
            for match in pattern.finditer(claim.text):
                earlier = f"{before} {claim.text[: match.start()]}"
                assert re.search(rf"(?i)\b(an?|a plurality of) {re.escape(match[1])}\b", earlier), (
                    f"{grant.number} claim {claim.number}: the {match[1]}"
                )
                checked += 1
    assert checked > 1000


def test_every_suoshu_in_chinese_claims_has_its_antecedent(library: Library) -> None:
    names = "|".join(map(re.escape, nouns(english=False)))
    pattern = re.compile(rf"所述(?!的|计算机程序)([^，；。所]*?(?:{names}))")
    checked = 0
    for document in library.chinese:
        claims = document.text.claims
        for claim in claims:
            before = "".join(each.text for each in ancestry(claims, claim)[:-1])
            for match in pattern.finditer(claim.text):
                earlier = before + claim.text[: match.start()]
                assert re.search(rf"(?<!所述){re.escape(match[1])}", earlier), (
                    f"{document.number} claim {claim.number}: {match[0]}"
                )
                checked += 1
        uses = sum(len(re.findall("所述(?!的)", claim.text)) for claim in claims)
        assert uses >= 3
    assert checked > 500


def test_claims_are_supported_by_the_description(grants: list[Publication]) -> None:
    number_range = re.compile(r"(-?\d[\d.]*)(?: [^\d\s]+)? (?:to|and) (?:about )?(-?\d[\d.]*\d|\d)")
    for grant in (each for each in grants if not each.design):
        detail = grant.text.sections[-1]
        assert detail.name == "detail"
        told = "\n".join(detail.paragraphs)
        for pair in grant.bold:
            noun, numeral = map(re.escape, pair.rsplit(" ", 1))
            assert re.search(rf"\b{noun} {numeral}\b", told), f"{grant.number}: {pair} is not described"
            assert not re.search(rf"(?i)\b(an?|the) {noun} (?!{numeral}\b)\d", told), (
                f"{grant.number}: {noun}"
            )
        for claim in grant.text.claims:
            for low, high in number_range.findall(re.sub("claims .*?,", "", claim.text)):
                assert low in told and high in told, f"{grant.number} claim {claim.number}: {low} to {high}"


# Variety


def test_titles_are_mostly_unique_and_all_domains_appear(library: Library, grants: list[Publication]) -> None:
    own = [grant for grant in grants if not grant.parent]
    assert len({grant.text.title for grant in own}) >= 0.95 * len(own)
    assert len({document.text.title for document in library.chinese}) >= 0.95 * CHINESE
    fields = {domain.field.zh for domain in DOMAINS}
    text = "".join(document.text.plain for document in library.chinese)
    assert len(fields) >= 12 and sum(field in text for field in fields) >= 10


def test_no_template_mark_is_left_in_any_text(library: Library, grants: list[Publication]) -> None:
    for publication in [*grants, *library.chinese]:
        found = re.search(r"[{}\[\]|]|\.\.|  |。。|，。| \.|None", publication.text.plain)
        assert not found, publication.text.plain[max(0, found.start() - 60) : found.end() + 20]


# The small tools


def test_templates_pick_alternatives_and_fill_slots_in_reading_order() -> None:
    seen: list[str] = []

    def fill(slot: str) -> str:
        seen.append(slot)
        return slot.upper()

    template = "[In use|At rest], {a} [turns[ slowly|]|stops] {b}"
    told = {expand(template, random.Random(seed), fill) for seed in range(99)}
    assert "At rest, A turns slowly B" in told and len(told) == 6
    assert seen[:2] == ["a", "b"]


@pytest.mark.parametrize("template", ["[a|b", "a]", "a|b"])
def test_unbalanced_templates_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match="template"):
        compile_template(template)


def test_english_word_forms() -> None:
    for noun in ("impeller", "hour meter", "LED driver", "optical filter"):
        assert with_article(noun) == f"an {noun}"
    for noun in ("unit", "U-shaped frame", "SoC", "user port", "pump"):
        assert with_article(noun) == f"a {noun}"
    assert gerund_phrase("cut and lock a wire") == "cutting and locking a wire"
    assert gerund_phrase("transmit torque") == "transmitting torque"
    assert third_person_phrase("carry load") == "carries load"
    assert plural("valve assembly") == "valve assemblies" and plural("trench") == "trenches"


def test_wrapped_lines_never_cut_a_number_or_start_with_a_comma() -> None:
    text = "壁厚为2.0～5.5mm，优选为" * 12
    lines = wrapped(text)
    assert "".join(lines) == text and len(lines) > 3
    assert not any(line.startswith("，") for line in lines)
    assert not any(a[-1].isascii() and b[0].isascii() for a, b in itertools.pairwise(lines))
