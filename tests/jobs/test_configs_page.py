"""The page of all fields, against the fields that there are."""

from pathlib import Path
from typing import Any

from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.jobs.workdir import _NOT_DEFINING
from patentgpt_jax.settings import to_mapping

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/configs.md").read_text()


def leaves(mapping: dict[str, Any], prefix: str = "") -> list[str]:
    return [
        name
        for key, value in mapping.items()
        for name in (leaves(value, f"{prefix}{key}.") if isinstance(value, dict) else [prefix + key])
    ]


def test_every_field_has_a_row() -> None:
    assert [field for field in leaves(to_mapping(RunConfig())) if f"\n| `{field}` | " not in PAGE] == []


def test_what_does_not_define_a_run_is_listed() -> None:
    section = PAGE.split("## The directory of a run")[1].split("An explicit `--workdir`")[0]
    assert all(f"`{name}*`" in section or f"`{name}`" in section for name in _NOT_DEFINING)


def test_every_family_is_listed() -> None:
    families = [path.name for path in (ROOT / "configs").glob("*.py") if "def get_config" in path.read_text()]
    assert families and all(f"`configs/{name}`" in PAGE for name in families)
