"""What a compiled program sends between devices, read from its HLO text.

Bytes are those that one device receives, with collectives as good as rings (so a device's own part does not
count): of an all-gather, a reduce-scatter (of what goes in) or an all-to-all of n devices (n - 1) / n of the
array, of an all-reduce twice that, of a permutation all of it. What stands in the body of a loop is counted
as often as the loop runs.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_WIDTH = {"pred": 1, "s8": 1, "u8": 1, "bf16": 2, "f16": 2, "s16": 2, "u16": 2, "s32": 4, "u32": 4}
_WIDTH |= {"f32": 4, "s64": 8, "u64": 8, "f64": 8}
_KINDS = "all-gather|all-reduce|reduce-scatter|all-to-all|collective-permute"
# A TPU's reduce-scatter: a fusion of an all-reduce and of the slice that the device keeps.
_SCATTERED = "all-reduce-scatter"
_COMPUTATION = re.compile(r"^(ENTRY )?%?([\w.\-]+) \(.*\{$")
_COLLECTIVE = re.compile(rf"= (\(?.*?\)?) ({_KINDS})(-start)?\((.*)$")
_ARRAY = re.compile(r"\b([a-z]+\d*)\[([\d,]*)\]")
_CALLED = re.compile(r"(?:calls|to_apply|condition|body|true_computation|false_computation)=%?([\w.\-]+)")
_BRANCHES = re.compile(r"branch_computations=\{([^}]*)\}")
_TRIPS = re.compile(r'"known_trip_count":\{"n":"(\d+)"\}')
_BOUND = re.compile(r"= s(?:32|64)\[\][^ ]* constant\((\d+)\)")


class Collective(NamedTuple):
    """One collective of a program.

    shape: the arrays that it gives, as HLO writes them, without layouts.
    array_bytes: of what a group holds together: what an all-gather gives, what a reduce-scatter takes.
    group: devices that take part together. times: how often it runs in one call of the program.
    """

    kind: str
    shape: str
    array_bytes: int
    group: int
    times: int
    name: str

    @property
    def received(self) -> float:
        """Bytes that a device receives in one call of the program."""
        if self.kind == "collective-permute":
            return float(self.array_bytes * self.times)
        ways = 2 if self.kind == "all-reduce" else 1
        return ways * self.array_bytes * (1 - 1 / self.group) * self.times


def collectives(text: str, devices: int, unbounded_trips: int = 0) -> list[Collective]:
    """The collectives of a compiled program (`compiled.as_text()`), the largest receivers first.

    How often a loop runs is what XLA notes of it (`known_trip_count`); TPU programs lack that, so there it is
    the one integer constant of the loop's condition, as `lax.scan` leaves it. Both branches of a conditional
    count. An asynchronous pair counts once, by its start.

    Args:
      devices: of the program: a collective that names no groups runs over all of them.
      unbounded_trips: how often a loop without such a number runs (a `while_loop` over data): of the rounds
        of experts, none beyond the first when routing is balanced.
    """
    bodies, entry = _computations(text)
    found = []
    for name, times in _runs(bodies, entry, unbounded_trips):
        inside = [each for line in bodies[name] for each in _collective(line, devices, times)]
        if name.startswith(_SCATTERED):
            inside = [each._replace(kind="reduce-scatter") for each in inside]
        found += inside
    return sorted(found, key=lambda each: -each.received)


def received_by_kind(found: list[Collective]) -> Mapping[str, float]:
    """Bytes that a device receives, by kind of collective."""
    return {kind: sum(each.received for each in found if each.kind == kind) for kind in _KINDS.split("|")}


def _computations(text: str) -> tuple[dict[str, list[str]], str]:
    bodies: dict[str, list[str]] = {}
    entry, lines = "", []
    for line in text.splitlines():
        if head := _COMPUTATION.match(line):
            lines = bodies.setdefault(head[2], [])
            entry = head[2] if head[1] else entry
        else:
            lines.append(line)
    return bodies, entry


def _runs(
    bodies: dict[str, list[str]], name: str, unbounded: int, times: int = 1
) -> Iterator[tuple[str, int]]:
    """Every computation reached from `name`, once for each call, with how often it runs."""
    yield name, times
    for line in bodies[name]:
        called = _CALLED.findall(line)
        for branches in _BRANCHES.findall(line):
            called += [each.strip(" %") for each in branches.split(",")]
        trips = _trips(bodies, line, unbounded) if " while(" in line else 1
        for each in called:
            if trips and each in bodies:
                yield from _runs(bodies, each, unbounded, times * trips)


def _trips(bodies: dict[str, list[str]], line: str, unbounded: int) -> int:
    if known := _TRIPS.search(line):
        return int(known[1])
    condition = re.search(r"condition=%?([\w.\-]+)", line)
    assert condition is not None
    reached = [condition[1], *(c for each in bodies[condition[1]] for c in _CALLED.findall(each))]
    bounds = {int(n) for each in reached for inner in bodies[each] for n in _BOUND.findall(inner)}
    return bounds.pop() if len(bounds) == 1 else unbounded


def _collective(line: str, devices: int, times: int) -> Iterator[Collective]:
    match = _COLLECTIVE.search(line)
    if match is None:
        return
    shape, kind, started, rest = match.groups()
    arrays = _ARRAY.findall(shape)
    if started and kind in ("all-gather", "all-to-all", "collective-permute"):
        # What goes in, what comes out, and scalars.
        arrays = [each for each in arrays if each[1]] or arrays
        arrays = arrays[:1] if kind == "collective-permute" else arrays[len(arrays) // 2 :]
    group = _group(rest, devices)
    size = sum(_WIDTH[dtype] * math.prod(int(n) for n in sides.split(",") if n) for dtype, sides in arrays)
    name = re.search(r'op_name="([^"]*)"', rest)
    yield Collective(
        kind,
        " ".join(f"{dtype}[{sides}]" for dtype, sides in arrays),
        size * group if kind == "reduce-scatter" else size,
        group,
        times,
        name[1] if name else "",
    )


def _group(rest: str, devices: int) -> int:
    if listed := re.search(r"replica_groups=\{\{([\d,]+)\}", rest):
        return len(listed[1].split(","))
    if iota := re.search(r"replica_groups=\[\d+,(\d+)\]<=", rest):
        return int(iota[1])
    if mesh := re.search(r"replica_groups=mesh\[([^\]]*)\] ?\{([^}]*)\}", rest):
        sides = dict(re.findall(r"'(\w+)'=(\d+)", mesh[1]))
        return math.prod(int(sides[axis]) for axis in re.findall(r"'(\w+)'", mesh[2]))
    return devices
