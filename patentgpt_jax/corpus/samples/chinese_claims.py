"""Word the planned claims in Chinese: one sentence each, every 所述 with its antecedent."""

from patentgpt_jax.corpus.samples.chinese import Chinese, listed
from patentgpt_jax.corpus.samples.document import Claim
from patentgpt_jax.corpus.samples.plan import Fact, PlannedClaim

_ELEMENT = (
    "{a}，{link}，用于{function}",
    "用于{function}的{a}，{a}{link}",
    "{a}，{link}，{a}用于{function}",
    "{a}，用于{function}，并且{link}",
)
_FIRST = ("{a}，用于{function}", "用于{function}的{a}")
_ADDED = ("还包括{a}，{a}{link}，用于{function}", "还包括用于{function}的{a}，{a}{link}")
_MEDIUM = (
    "一种计算机可读存储介质，其上存储有计算机程序，其特征在于，所述计算机程序被处理器执行时实现以下步骤："
)


def chinese_claims(teller: Chinese, plan: list[PlannedClaim]) -> tuple[Claim, ...]:
    """The claims of the plan, in the style that the teller's generator chooses once."""
    reference = teller.rng.choice(("根据权利要求{n}所述的", "如权利要求{n}所述的", "按照权利要求{n}所述的"))
    mark = teller.rng.choice(("其特征在于，", "其特征在于，", "其特征在于：", "其特征是："))
    known: dict[int, set[int]] = {}
    claims = []
    for planned in plan:
        teller.known = set.intersection(*(known[p] for p in planned.parents)) if planned.parents else set()
        if planned.fact is None:
            claims.append(_independent(teller, planned, mark, reference))
        else:
            claims.append(_dependent(teller, planned, planned.fact, mark, reference))
        known[planned.number] = teller.known
    return tuple(claims)


def _independent(teller: Chinese, planned: PlannedClaim, mark: str, reference: str) -> Claim:
    if planned.category == "thing":
        lead, limbs = _thing(teller, planned, mark)
    else:
        steps = [teller.step(step) for step in teller.invention.steps]
        limbs = [f"S{i + 1}、{step}" for i, step in enumerate(steps)] if len(steps) % 2 else steps
        whose = reference.replace("{n}", "1") if planned.parents else ""
        lead = teller.say(f"一种{whose}{{kind}}的{{method}}，{mark}包括以下步骤：")
        lead = _MEDIUM if planned.category == "medium" else lead
    ends = ["；"] * (len(limbs) - 1) + ["。"]
    return Claim(
        planned.number, planned.parents, lead, tuple(a + b for a, b in zip(limbs, ends, strict=True))
    )


def _thing(teller: Chinese, planned: PlannedClaim, mark: str) -> tuple[str, list[str]]:
    """One-part or two-part form: in the latter what is known stands before the mark."""
    core = list(teller.core())
    two_part = teller.rng.random() < 0.4
    if two_part:
        given = listed([teller.mention(element) for element in core[:2]], "和")
        lead = teller.say(f"一种{{kind}}，包括{given}，{mark}还包括：")
    else:
        lead = teller.say(f"一种{{kind}}，{mark}包括：")
    rest = core[2:] if two_part else core
    limbs = [teller.pick(_ELEMENT if e.link else _FIRST, **teller.about(e)) for e in rest]
    if two_part:
        limbs += [teller.say("其中，{a}{link}，{a}用于{function}", **teller.about(core[1]))]
    if planned.wherein:
        limbs.append("其中，" + _clause(teller, planned.wherein))
    return lead, limbs


def _dependent(teller: Chinese, planned: PlannedClaim, fact: Fact, mark: str, reference: str) -> Claim:
    parents = planned.parents
    numbers = str(parents[0])
    if len(parents) == 2:
        numbers = f"{parents[0]}或{parents[1]}"
    elif len(parents) > 2:
        numbers = f"{parents[0]}至{parents[-1]}中任一项"
    noun = teller.word("kind") if planned.category == "thing" else "方法"
    body = _clause(teller, fact)
    return Claim(planned.number, parents, f"{reference.replace('{n}', numbers)}{noun}，{mark}{body}。")


def _clause(teller: Chinese, fact: Fact) -> str:
    """What the fact adds, as a clause after 其特征在于."""
    if fact.kind == "step":
        return teller.say("[还包括|进一步包括]：") + teller.step(teller.invention.extra_steps[fact.index])
    if fact.kind in ("at", "at_inner"):
        step = teller.invention.steps[fact.index]
        assert step.condition is not None
        span = teller.range(step.condition, fact.kind == "at_inner")
        return f"{teller.step(step)}时的{step.condition.quantity.name.zh}为{span}"
    element = teller.invention.elements[fact.index]
    slots = teller.about(element)
    match fact.kind:
        case "extra":
            return teller.pick(_ADDED if element.link else ("还包括{a}，用于{function}",), **slots)
        case "materials":
            return teller.made_of(element, group=True)
        case "material":
            return teller.made_of(element, group=False)
        case "outer":
            return teller.say("{a}的{quantity}为{outer}", **slots)
        case "inner":
            return teller.say("{a}的{quantity}[为|进一步为]{inner}", **slots)
        case "feature":
            return teller.say("{a}[具有|包括|带有]{feature_link}的{feature}", **slots)
    return teller.say("{a}[还|进一步|]{alternative}", **slots)
