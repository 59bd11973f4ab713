"""How the claim linter fares on real claims: those that were granted pass, faults put into them are caught.

    python -m experiments.benchmarks.claim_rules FILE... [--rounds=3] [--list=0]

Each utility patent or utility model in the files (any format that `patentgpt_jax.corpus.read` knows) is
held against the rules of its office and state, in each language that it has. A claim passes when no hard
rule (an error) is broken in it. Then, in claims that pass whole, each operator of `claim_mutations` puts
in one fault of a kind that the profile forbids as granted, `--rounds` times a document; it is caught when
the rule reports the faulty claim. The same is told of the antecedent rule, which is a warning and no hard
rule: how many lost introductions it catches, against how often it warns. `--list=N` shows N findings of
each rule.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from experiments.benchmarks.claim_mutations import OPERATORS
from experiments.benchmarks.results import print_result
from patentgpt_jax.corpus.claims import (
    PROFILES,
    Finding,
    Office,
    Rule,
    State,
    hard_rules,
    lint,
    publication_state,
)
from patentgpt_jax.corpus.read import read
from patentgpt_jax.corpus.record import Claim, Record

_TYPES = ("utility", "utility_model")
_CALIBRATED: tuple[Rule, ...] = ("antecedent",)  # a warning: how much it catches against how often it warns


class Held(NamedTuple):
    """One set of claims and what it is held against."""

    name: str
    office: Office
    state: State
    language: str
    claims: tuple[Claim, ...]

    @property
    def group(self) -> str:
        """As the metrics are called."""
        return f"{self.office}_{self.state}_{self.language}"


def held(record: Record) -> Iterator[Held]:
    """The claim sets of a document, in each of its languages."""
    if record.office not in PROFILES or record.document_type not in _TYPES:
        return
    office: Office = record.office
    state = publication_state(record.office, record.kind)
    for language, claims in [
        (record.language, record.claims),
        *((each.language, each.claims) for each in record.translations),
    ]:
        if claims:
            yield Held(record.publication_number, office, state, language, claims)


class Tally:
    """What was counted, by group of claims and by rule."""

    def __init__(self) -> None:
        self.claims: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.documents: Counter[str] = Counter()
        self.broken: Counter[tuple[str, Rule]] = Counter()  # claims in which the rule is broken
        self.tried: Counter[tuple[str, Rule]] = Counter()
        self.caught: Counter[tuple[str, Rule]] = Counter()
        self.examples: dict[Rule, list[str]] = {rule: [] for rule in get_args(Rule)}

    def add(self, each: Held, rounds: int) -> None:
        """Count one set of claims, and its mutants."""
        findings = lint(each.claims, each.office, each.state, each.language)
        failed = {finding.claim for finding in findings if finding.severity == "error"}
        self.documents[each.group] += 1
        self.claims[each.group] += len(each.claims)
        self.passed[each.group] += sum(claim.number not in failed for claim in each.claims)
        for rule, _ in {(finding.rule, finding.claim) for finding in findings}:
            self.broken[each.group, rule] += 1
        for finding in findings:
            self.examples[finding.rule].append(_shown(each, finding))
        if not failed and not any(claim.cancelled for claim in each.claims):
            self._mutate(each, rounds)

    def _mutate(self, each: Held, rounds: int) -> None:
        group = f"{each.office}_{each.language}"
        for rule in (*hard_rules(each.office, "granted"), *_CALIBRATED):
            for operator in OPERATORS[rule]:
                rng = random.Random(f"{each.name}/{operator.__name__}")
                for _ in range(rounds):
                    mutant = operator(each.claims, rng)
                    if mutant is None:
                        continue
                    found = lint(mutant.claims, each.office, "granted", each.language)
                    self.tried[group, rule] += 1
                    caught = any(one.rule == rule and one.claim == mutant.claim for one in found)
                    self.caught[group, rule] += caught
                    if not caught:
                        text = next(c.text for c in mutant.claims if c.number == mutant.claim)
                        self.examples[rule].append(f"MISSED {operator.__name__} {each.name}: {text[:300]!r}")


def _shown(each: Held, finding: Finding) -> str:
    text = next(claim.text for claim in each.claims if claim.number == finding.claim)
    context = text[max(0, finding.start - 40) : finding.end + 40]
    return f"{each.name} claim {finding.claim}: {finding.message}: {context!r}"


def metrics(tally: Tally) -> dict[str, float | None]:
    """The shares, by group and rule, and the least of them."""
    found: dict[str, float | None] = {}
    granted = [group for group in tally.claims if "_granted_" in group]
    total = sum(tally.claims[group] for group in granted)
    passed = sum(tally.passed[group] for group in granted)
    found["granted_claims"] = total
    found["granted_pass_share"] = passed / total if total else None
    for group, claims in sorted(tally.claims.items()):
        found[f"{group}/claims"] = claims
        found[f"{group}/pass_share"] = tally.passed[group] / claims
    for (group, rule), broken in sorted(tally.broken.items()):
        found[f"{group}/{rule}_share"] = broken / tally.claims[group]
    shares = {key: tally.caught[key] / tried for key, tried in tally.tried.items()}
    found["mutants"] = sum(tally.tried.values())
    hard = [share for (_, rule), share in shares.items() if rule not in _CALIBRATED]
    found["least_caught_share"] = min(hard, default=None)
    for (group, rule), share in sorted(shares.items()):
        found[f"{group}/{rule}_caught_share"] = share
    return found


def _print(tally: Tally, shown: int) -> None:
    print(f"{'claims of':<26}{'documents':>10}{'claims':>8}{'pass':>9}")
    for group in sorted(tally.claims):
        claims, documents = tally.claims[group], tally.documents[group]
        print(f"{group:<26}{documents:>10}{claims:>8}{tally.passed[group] / claims:>9.2%}")
    print(f"\n{'rule broken in':<48}{'claims':>8}{'share':>9}")
    for (group, rule), broken in sorted(tally.broken.items()):
        print(f"{group + ' ' + rule:<48}{broken:>8}{broken / tally.claims[group]:>9.2%}")
    print(f"\n{'faults put in':<48}{'tried':>8}{'caught':>9}")
    for (group, rule), tried in sorted(tally.tried.items()):
        print(f"{group + ' ' + rule:<48}{tried:>8}{tally.caught[group, rule] / tried:>9.2%}")
    for rule, examples in tally.examples.items():
        for example in examples[:shown]:
            print(f"{rule}: {example}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the files, print the tables and the last line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="mutants of each operator for a document")
    parser.add_argument("--list", type=int, default=0, help="findings of each rule to show")
    options = parser.parse_args(arguments)
    tally = Tally()
    for path in options.files:
        for record in read(path):
            for each in held(record):
                tally.add(each, options.rounds)
    _print(tally, options.list)
    print_result("claim_rules", metrics(tally), {"files": len(options.files)}, {})


if __name__ == "__main__":
    main()
