"""What a run will read, before it reads anything: tokens, epochs and languages of each source.

All follows from the index of the token shards; no text is read. Tokens that are drawn are targets, each of
which a loss is taken on; the padding that ends a source's epochs is none of them. Within a source,
languages are drawn in proportion to their tokens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from patentgpt_jax.corpus.licences import NOT_STATED
from patentgpt_jax.tokens.loader import SourceUse
from patentgpt_jax.tokens.store import TokenStore, Totals

_UNKNOWN = "unknown"  # the language of a document that says none


@dataclass(frozen=True)
class LanguagePlan:
    """The tokens in a language, those of them that are drawn, and their share of all that are drawn."""

    tokens: int
    drawn: int
    share: float


@dataclass(frozen=True)
class SourcePlan:
    """What a source has, and what a run takes of it.

    `asked` is its share of rows by weight, `share` that within the limit of epochs (`limit`, None for none).
    """

    documents: int
    tokens: int
    bytes: int
    bytes_per_token: float
    asked: float
    share: float
    limit: float | None
    epochs: float
    drawn: int
    licence: str
    languages: dict[str, LanguagePlan]


@dataclass(frozen=True)
class Plan:
    """What `steps` batches take of each source of a split, and together.

    `kept_out` are the documents that the licences keep out of it, by source and reason.
    """

    steps: int
    positions: int
    documents: int
    tokens: int
    bytes: int
    bytes_per_token: float
    drawn: int
    sources: dict[str, SourcePlan]
    languages: dict[str, LanguagePlan]
    kept_out: dict[str, dict[str, int]]

    def to_json(self) -> dict[str, Any]:
        """What a summary says of the plan; the totals stand with the split."""
        names = ("steps", "positions", "drawn", "sources", "languages", "kept_out")
        return {name: value for name, value in asdict(self).items() if name in names}


def make_plan(
    store: TokenStore, split: str, use: Mapping[str, SourceUse], steps: int, positions: int
) -> Plan:
    """The plan of a run.

    Args:
      store: the token shards, whose `provenance` has `licences` and `kept_out`.
      split: which documents are trained on.
      use: of each source, as `loader.TrainingBatches.use(steps)` tells it.
      positions: of `steps` batches.
    """
    totals = store.totals(split)
    drawn = {key: round(use[key[0]].epochs * (each.tokens - each.documents)) for key, each in totals.items()}
    everything = sum(drawn.values())

    def languages(source: str | None) -> dict[str, LanguagePlan]:
        found: dict[str, LanguagePlan] = {}
        for name in sorted({language for of, language in totals if source in (None, of)}):
            keys = [key for key in totals if key[1] == name and source in (None, key[0])]
            taken = sum(drawn[key] for key in keys)
            tokens = sum(totals[key].tokens for key in keys)
            found[name or _UNKNOWN] = LanguagePlan(tokens, taken, taken / max(everything, 1))
        return found

    licences: Mapping[str, str] = store.provenance.get("licences", {})
    sources = {}
    for name, each in use.items():
        has = _sum([total for (source, _), total in totals.items() if source == name])
        sources[name] = SourcePlan(
            *has,
            has.bytes / has.tokens,
            asked=each.asked,
            share=each.share,
            limit=each.limit,
            epochs=each.epochs,
            drawn=sum(tokens for (source, _), tokens in drawn.items() if source == name),
            licence=licences.get(name, NOT_STATED),
            languages=languages(name),
        )
    has = _sum(list(totals.values()))
    kept_out = store.provenance.get("kept_out", {})
    return Plan(
        steps, positions, *has, has.bytes / has.tokens, everything, sources, languages(None), kept_out
    )


def _sum(totals: Sequence[Totals]) -> Totals:
    return Totals(*(sum(column) for column in zip(*totals, strict=True)))


def table(plan: Plan) -> str:
    """The plan as lines of text, to read before training starts."""
    head = ["source", "documents", "tokens", "drawn", "asked", "given", "epochs", "limit", "bytes/token"]
    rows = [[*head, "languages drawn", "licence"]]
    for name, each in plan.sources.items():
        limit = "none" if each.limit is None else f"{each.limit:g}"
        shares = [f"{each.asked:.2%}", f"{each.share:.2%}", f"{each.epochs:.3g}", limit]
        languages = _shares(each.languages, each.drawn)
        rows.append([name, *_sizes(each), *shares, f"{each.bytes_per_token:.2f}", languages, each.licence])
    shares = [f"{sum(getattr(each, of) for each in plan.sources.values()):.2%}" for of in ("asked", "share")]
    ratio = f"{plan.bytes_per_token:.2f}"
    rows.append(["total", *_sizes(plan), *shares, "", "", ratio, _shares(plan.languages, plan.drawn), ""])
    lines = [
        f"{plan.steps:,} steps draw {plan.drawn:,} tokens into {plan.positions:,} positions.",
        *_aligned(rows),
    ]
    for language, found in plan.languages.items():
        share = f"{found.share:.2%} of all drawn"
        lines.append(f"language {language}: {found.tokens:,} tokens, {found.drawn:,} drawn, {share}")
    for source, reasons in plan.kept_out.items():
        for reason, count in reasons.items():
            documents = "1 document" if count == 1 else f"{count:,} documents"
            lines.append(f"kept out of training: {documents} of {source}, {_REASONS[reason]}")
    return "\n".join(lines) + "\n"


_REASONS = {
    "evaluation_only": "which is for evaluation only",
    "related": "in a family with, or nearly the same as, one for evaluation only",
}


def _sizes(of: SourcePlan | Plan) -> list[str]:
    return [f"{size:,}" for size in (of.documents, of.tokens, of.drawn)]


def _shares(languages: Mapping[str, LanguagePlan], drawn: int) -> str:
    parts = [f"{name} {each.drawn / drawn:.1%}" for name, each in languages.items() if each.drawn]
    return ", ".join(parts) or "none"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns two spaces apart: numbers to the right, the first and the last two columns to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = {0, len(widths) - 2, len(widths) - 1}
    return [
        "  ".join(
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
