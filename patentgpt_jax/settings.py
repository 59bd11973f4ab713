"""Configuration sections: frozen dataclasses inside, plain mappings at the edge.

Each section is a frozen dataclass that stands beside the code that uses it, holds the only
defaults, and checks itself in `__post_init__` by raising `InputError` through `require`. Here are
the two directions between such a dataclass and the mapping (an ml-collections ConfigDict, or JSON)
that configs, flags and `config.json` speak. Fields are ints, floats, bools, strings, or nested
sections: what a flag can set.
"""

import dataclasses
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from patentgpt_jax.errors import InputError, nearest

Section = TypeVar("Section")


def require(condition: bool, message: str) -> None:
    """Raise `InputError(message)` unless `condition`: how a section checks its fields."""
    if not condition:
        raise InputError(message)


def one_of(field: str, value: str, valid: tuple[str, ...]) -> None:
    """Refuse a `value` of the field named `field` that is not among `valid`."""
    require(value in valid, f"{field}={value!r}: {nearest(value, valid)}")


def to_mapping(section: Any) -> dict[str, Any]:
    """The section as nested plain dictionaries, ready for a ConfigDict or for JSON."""
    return dataclasses.asdict(section)


def from_mapping(cls: type[Section], mapping: Mapping[str, Any], name: str) -> Section:
    """Build the section `cls` from `mapping`; `name` (`config.model`) leads the error messages.

    Raises:
      InputError: a field that `cls` does not have, a value of another type, or a value that the
        section itself refuses.
    """
    types = typing.get_type_hints(cls)
    fields = {field.name for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for key, value in mapping.items():
        if key not in fields:
            raise InputError(f"{name}.{key}: no such field; {nearest(key, fields)}")
        values[key] = _checked(value, types[key], f"{name}.{key}")
    try:
        return cls(**values)
    except InputError as error:
        raise InputError(f"{name}.{error}") from None


def _checked(value: Any, expected: Any, name: str) -> Any:
    if dataclasses.is_dataclass(expected):
        if not isinstance(value, Mapping):
            raise InputError(f"{name}={value!r}: expected a section with fields")
        return from_mapping(typing.cast(type, expected), value, name)
    if expected is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    matches = isinstance(value, expected) and not (expected is int and isinstance(value, bool))
    if not matches:
        raise InputError(f"{name}={value!r}: expected {expected.__name__}, found {type(value).__name__}")
    return value
