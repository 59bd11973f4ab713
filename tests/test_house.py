"""The house stands as it was drawn: floors, short files, a path from flag to step that can be read."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "patentgpt_jax"
# In the order in which one reads them: what happens between a flag and an optimizer step. What is looked up
# on the way (a field's check, how data are made ready, how the model computes) is not part of it.
FLAG_TO_STEP = (
    "main.py",
    "configs/smoe.py",
    "configs/common.py",
    "patentgpt_jax/jobs/__init__.py",
    "patentgpt_jax/jobs/flags.py",
    "patentgpt_jax/jobs/train.py",
    "patentgpt_jax/training/trainer.py",
    "patentgpt_jax/training/step.py",
    "patentgpt_jax/training/objective.py",
)


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_rooms_import_from_the_floors_below_only() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 kept, 0 broken" in done.stdout


def test_the_corpus_and_the_reports_load_without_jax() -> None:
    code = (
        "import sys; import patentgpt_jax.corpus.pipeline, patentgpt_jax.corpus.samples, "
        "patentgpt_jax.reporting.report; sys.exit('jax' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_the_path_from_flag_to_step_is_short() -> None:
    assert sum(_lines(ROOT / name) for name in FLAG_TO_STEP) < 1000


def test_files_are_short_and_say_what_they_are_for() -> None:
    for path in [*PACKAGE.rglob("*.py"), *(ROOT / "configs").glob("*.py"), ROOT / "main.py"]:
        assert _lines(path) < 400, path
        assert path.read_text(encoding="utf-8").startswith('"""'), path
