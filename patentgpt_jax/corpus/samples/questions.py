"""Sample examinations and talks: questions about invented inventions, with their answers.

What is asked follows from the tables of words, so that the answers are right in that world: what a part
is for, which part does something, which effects are sought.
"""

from collections.abc import Iterator, Mapping

from patentgpt_jax.corpus.samples.morphology import with_article
from patentgpt_jax.corpus.samples.prose import ENGLISH, Writer, language_of
from patentgpt_jax.corpus.samples.vocabulary import Part, Term

_LETTERS = "ABCD"
_SEVERAL = 0.25  # share of the questions with more than one answer
_BY_PART = 0.5  # share of the others that ask for the part, not for what it does
_TALKS = ("function", "problem", "claim")
_SYSTEM = Term(
    "You are an assistant for questions of intellectual property.", "你是一名回答知识产权问题的助手。"
)


def examinations(count: int, seed: int) -> Iterator[Mapping[str, object]]:
    """Questions as IPQuiz has them: `language`, `problem`, `candidates` by letter, `answer` (one or more)."""
    for index in range(count):
        writer = Writer(f"{seed}/exams/{index}", language_of(index))
        problem, candidates = (_effects if writer.rng.random() < _SEVERAL else _about_parts)(writer)
        order = writer.rng.sample(list(candidates), len(candidates))
        yield {
            "language": writer.language,
            "problem": problem[0].upper() + problem[1:],
            "candidates": dict(zip(_LETTERS, order, strict=True)),
            "answer": ", ".join(
                letter for letter, each in zip(_LETTERS, order, strict=True) if candidates[each]
            ),
        }


def conversations(count: int, seed: int) -> Iterator[Mapping[str, object]]:
    """Talks as `messages` of a role and its content: one to three questions with their answers."""
    for index in range(count):
        writer = Writer(f"{seed}/chat/{index}", language_of(index))
        messages = []
        if writer.rng.random() < 0.3:
            messages.append({"role": "system", "content": _told(writer, _SYSTEM)})
        for about in writer.rng.sample(_TALKS, writer.rng.randint(1, len(_TALKS))):
            bound = _part(writer, writer.rng.choice(writer.domain.parts)) if about == "function" else {}
            for role, kind in (("user", "ask"), ("assistant", "answer")):
                messages.append({"role": role, "content": _sentences(writer.say(f"{kind} {about}", **bound))})
        yield {"messages": messages}


def _about_parts(writer: Writer) -> tuple[str, dict[str, bool]]:
    """A question about one of four parts, and the candidates with whether they are right."""
    right, *wrong = writer.rng.sample(writer.domain.parts, len(_LETTERS))
    told = [_part(writer, each) for each in (right, *wrong)]
    if writer.rng.random() < _BY_PART:
        problem, answers = writer.say("exam part", function=told[0]["function"]), "part"
    else:
        problem, answers = writer.say("exam function", part=told[0]["part"]), "function"
    to = "to " if answers == "function" and writer.language == ENGLISH else ""
    return problem, {f"{to}{each[answers]}": number == 0 for number, each in enumerate(told)}


def _effects(writer: Writer) -> tuple[str, dict[str, bool]]:
    """A question with two right answers: effects among drawbacks."""
    rng, domain = writer.rng, writer.domain
    right, wrong = rng.sample(domain.effects, 2), rng.sample(domain.drawbacks, 2)
    candidates = {_told(writer, each): True for each in right}
    return writer.say("exam effects"), candidates | {_told(writer, each): False for each in wrong}


def _part(writer: Writer, part: Part) -> dict[str, str]:
    """The part's name, and what it does."""
    name = with_article(part.name.en) if writer.language == ENGLISH else part.name.zh
    return {"part": name, "function": _told(writer, part.function)}


def _told(writer: Writer, term: Term) -> str:
    return writer.teller.say(term.en if writer.language == ENGLISH else term.zh)


def _sentences(text: str) -> str:
    """`text` with a capital where a sentence begins."""
    parts = text.split(". ")
    return ". ".join(each[:1].upper() + each[1:] for each in parts)
