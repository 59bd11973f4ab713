"""Claim sets and claims of a size that is only met in attacks, or once in a decade: still done in time."""

import random
import time

from patentgpt_jax.corpus.claims import RawClaim, build_claims, lint, without_antecedent


def test_claims_that_rest_on_all_before_them_are_held_against_the_rules_in_time():
    claims = build_claims(RawClaim("", "A pump of any preceding claim, which leaks.") for _ in range(300))
    begin = time.process_time()
    found = [each.claim for each in lint(claims, "US") if each.rule == "multiple_on_multiple"]
    assert found == list(range(4, 301))  # claim 3 is the first that refers to two
    assert time.process_time() - begin < 3


def test_chinese_phrases_are_looked_up_and_not_searched():
    noise = random.Random(0)
    han = [chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(60_000)]
    text = "".join(f"所述{first}{second}，" for first, second in zip(han[::2], han[1::2], strict=True))
    begin = time.process_time()
    assert len(without_antecedent(text, language="zh")) > 20_000
    assert time.process_time() - begin < 2
    assert without_antecedent("一种泵，包括叶轮，所述叶轮转动。", language="zh") == []
    assert without_antecedent("所述叶轮转动。", ["一种泵，包括叶轮。"], language="zh") == []


def test_many_references_in_one_claim_cost_no_more_than_all_dependencies_of_a_document():
    raw = [RawClaim("", "A pump.") for _ in range(2000)]
    raw.append(RawClaim("", "A pump " + "of any preceding claim, " * 20_000 + "or of claim 7."))
    begin = time.process_time()
    assert build_claims(raw)[-1].depends_on == tuple(range(1, 2001))
    assert time.process_time() - begin < 2


def test_a_claim_may_end_with_a_figure():
    claims = build_claims([RawClaim("", "A compound of the formula\n[figure]")])
    assert [each.rule for each in lint(claims, "US")] == []
