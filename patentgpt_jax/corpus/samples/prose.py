"""Sample texts that are no patents, told from invented inventions: papers, judgments, books and news."""

import random
from collections.abc import Iterator, Mapping

from patentgpt_jax.corpus.samples import prose_chinese, prose_english
from patentgpt_jax.corpus.samples.chinese import Chinese
from patentgpt_jax.corpus.samples.english import English, sentence
from patentgpt_jax.corpus.samples.invention import DOMAINS, sample_invention
from patentgpt_jax.corpus.samples.people import chinese_company, company
from patentgpt_jax.corpus.samples.telling import Bound
from patentgpt_jax.corpus.samples.vocabulary import Domain

ENGLISH, CHINESE = "en", "zh"
_CHINESE_OF_EIGHT = 3  # the share of Chinese that is reported for PatentGPT's tokens is 37%
_TEMPLATES = {ENGLISH: prose_english.TEMPLATES, CHINESE: prose_chinese.TEMPLATES}


def language_of(index: int) -> str:
    """The language of a kind's `index`-th text: three of eight are Chinese, spread evenly."""
    return CHINESE if 3 * index % 8 < _CHINESE_OF_EIGHT else ENGLISH


class Writer:
    """Tells of one field of technology, in one language, from the templates of prose_*.py."""

    def __init__(self, name: str, language: str):
        self.rng = random.Random(name)
        self.language = language
        self.domain: Domain = self.rng.choice(DOMAINS)
        self._templates = _TEMPLATES[language]
        self.turn()

    def turn(self) -> None:
        """Go on to another invention of the field."""
        invention = sample_invention(self.rng, self.domain)
        teller = English if self.language == ENGLISH else Chinese
        self.teller: English | Chinese = teller(invention, self.rng, numerals=False)

    def say(self, kind: str, **bound: Bound) -> str:
        """One of the kind's templates, told, without a full stop."""
        return self.teller.pick(self._templates[kind], **bound)

    def title(self, kind: str) -> str:
        """A heading."""
        told = self.say(kind)
        return told[0].upper() + told[1:]

    def paragraph(self, kind: str, sentences: int, **bound: Bound) -> str:
        """So many sentences, no two of one template before all had their turn."""
        templates = self._templates[kind]
        order = [each for _ in range(-(-sentences // len(templates))) for each in self._shuffled(templates)]
        told = [self.teller.say(template, **bound) for template in order[:sentences]]
        return (
            " ".join(map(sentence, told))
            if self.language == ENGLISH
            else "".join(f"{each}。" for each in told)
        )

    def company(self) -> str:
        """The name of a company."""
        return (company if self.language == ENGLISH else chinese_company)(self.rng)[0]

    def _shuffled(self, templates: tuple[str, ...]) -> list[str]:
        return self.rng.sample(templates, len(templates))


def papers(count: int, seed: int) -> Iterator[Mapping[str, object]]:
    """Papers as S2ORC has them: title, abstract, and paragraphs under the headings of sections."""
    names = {
        ENGLISH: ("Introduction", "Methods", "Results", "Conclusion"),
        CHINESE: ("引言", "方法", "结果", "结论"),
    }
    for index in range(count):
        writer = Writer(f"{seed}/literature/{index}", language_of(index))
        body = [
            {"section": heading, "text": writer.paragraph(f"paper {part}", writer.rng.randint(2, 5))}
            for heading, part in zip(
                names[writer.language], ("introduction", "methods", "results", "conclusion"), strict=True
            )
            for _ in range(1 if part == "conclusion" else 2)
        ]
        yield {
            "paper_id": f"paper-{index}",
            "title": writer.title("paper title"),
            "abstract": writer.paragraph("paper abstract", 3),
            "body_text": body,
        }


def judgments(count: int, seed: int) -> Iterator[tuple[str, Mapping[str, object]]]:
    """(language, judgment), with the columns that collections in that language have."""
    for index in range(count):
        writer = Writer(f"{seed}/law/{index}", language_of(index))
        rng, english = writer.rng, writer.language == ENGLISH
        plaintiff, defendant = writer.company(), writer.company()
        number = (
            f"U.S. Pat. No. {rng.randint(5, 9)},{rng.randint(100, 999)},{rng.randint(100, 999)}"
            if english
            else f"ZL20{rng.randint(10, 19)}1{rng.randint(1000000, 9999999)}.{rng.randint(0, 9)}"
        )
        parties: dict[str, Bound] = {"plaintiff": plaintiff, "defendant": defendant, "patent": number}
        text = "\n\n".join(
            writer.paragraph(f"case {part}", rng.randint(3, 5), **parties)
            for part in ("facts", "argument", "argument", "holding")
        )
        date = f"20{rng.randint(5, 19):02d}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        if english:
            yield (
                ENGLISH,
                {"case_name": f"{plaintiff} v. {defendant}", "decision_date": date, "opinion": text},
            )
        else:
            case = {
                "案件名称": f"{plaintiff}诉{defendant}侵害发明专利权纠纷案",
                "裁判日期": date,
                "裁判文书": text,
            }
            yield CHINESE, case


def books(count: int, seed: int) -> Iterator[str]:
    """Books as plain text: a title, and chapters under their headings."""
    for index in range(count):
        writer = Writer(f"{seed}/books/{index}", language_of(index))
        parts = [writer.title("book title")]
        for number in range(1, writer.rng.randint(3, 6) + 1):
            writer.turn()
            chapter = (
                f"Chapter {number}. " if writer.language == ENGLISH else f"第{'一二三四五六'[number - 1]}章 "
            )
            parts.append(chapter + writer.title("chapter"))
            parts += [
                writer.paragraph("book", writer.rng.randint(5, 9)) for _ in range(writer.rng.randint(3, 5))
            ]
        yield "\n\n".join(parts) + "\n"


def news(count: int, seed: int) -> Iterator[Mapping[str, object]]:
    """General texts: nothing but text."""
    for index in range(count):
        writer = Writer(f"{seed}/general/{index}", language_of(index))
        paragraphs = [
            writer.paragraph("general", writer.rng.randint(3, 5)) for _ in range(writer.rng.randint(2, 4))
        ]
        yield {"text": "\n\n".join(paragraphs)}
