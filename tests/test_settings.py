"""Sections to mappings and back, and what is said about a mapping that does not fit."""

from dataclasses import dataclass, field

import pytest

from patentgpt_jax.errors import InputError, nearest
from patentgpt_jax.settings import from_mapping, one_of, require, to_mapping


@dataclass(frozen=True)
class Pump:
    stages: int = 2
    kind: str = "rotary"

    def __post_init__(self) -> None:
        require(self.stages > 0, f"stages={self.stages}: expected 1 or more")
        one_of("kind", self.kind, ("rotary", "piston"))


@dataclass(frozen=True)
class Plant:
    pressure: float = 1.5
    sealed: bool = False
    pump: Pump = field(default_factory=Pump)


def test_a_section_survives_the_way_there_and_back() -> None:
    plant = Plant(2.0, True, Pump(3, "piston"))
    assert to_mapping(plant) == {"pressure": 2.0, "sealed": True, "pump": {"stages": 3, "kind": "piston"}}
    assert from_mapping(Plant, to_mapping(plant), "config") == plant


def test_what_is_left_out_has_its_default() -> None:
    assert from_mapping(Plant, {"pump": {"stages": 5}}, "config") == Plant(pump=Pump(stages=5))


def test_a_whole_number_is_a_number() -> None:
    pressure = from_mapping(Plant, {"pressure": 3}, "config").pressure
    assert pressure == 3.0 and isinstance(pressure, float)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"presure": 1.0}, "config.presure: no such field; did you mean 'pressure'?"),
        ({"pump": {"zzz": 1}}, "config.pump.zzz: no such field; expected one of: kind, stages"),
        ({"pump": 3}, "config.pump=3: expected a section with fields"),
        ({"pressure": "high"}, "config.pressure='high': expected float, found str"),
        ({"pressure": True}, "config.pressure=True: expected float, found bool"),
        ({"pump": {"stages": True}}, "config.pump.stages=True: expected int, found bool"),
        ({"pump": {"stages": 1.0}}, "config.pump.stages=1.0: expected int, found float"),
        ({"sealed": 1}, "config.sealed=1: expected bool, found int"),
        ({"pump": {"stages": 0}}, "config.pump.stages=0: expected 1 or more"),
        ({"pump": {"kind": "rotry"}}, "config.pump.kind='rotry': did you mean 'rotary'?"),
    ],
)
def test_what_does_not_fit_is_named(mapping: dict, message: str) -> None:
    with pytest.raises(InputError) as refused:
        from_mapping(Plant, mapping, "config")
    assert str(refused.value) == message


def test_the_nearest_name_may_stand_in_another_section() -> None:
    fields = ["config.train.steps", "config.seed", "config.optimizer.name", "config.objective.name"]
    assert nearest("config.steps", fields) == "did you mean 'config.train.steps'?"
    assert nearest("config.optimiser.name", fields) == "did you mean 'config.optimizer.name'?"
    assert nearest("steqs", fields) == "did you mean 'config.train.steps'?"
