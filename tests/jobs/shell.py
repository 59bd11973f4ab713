"""`python main.py` in a process of its own, for the tests of the jobs."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SMALL = (
    "--config.data.samples=24",
    "--config.train.steps=8",
    "--config.train.seq_len=64",
    "--config.train.evaluate_every=4",
    "--config.train.checkpoint_every=4",
    "--config.evaluation.sample_tokens=2000",
    "--config.optimizer.warmup_steps=2",
    "--config.sampling.max_new_tokens=8",
)


@dataclass(frozen=True)
class Shell:
    """Types `python main.py` in a process of its own, which sees one device."""

    cache: Path
    compiled: Path

    def start(self, *flags: str) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"} | {
            "JAX_COMPILATION_CACHE_DIR": str(self.compiled),
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.5",
        }
        return subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), *flags, f"--config.data.cache={self.cache}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=self.cache.parent,
        )

    def run(self, *flags: str) -> str:
        """What a command that succeeds prints."""
        process = self.start(*flags)
        out, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        return out


@dataclass(frozen=True)
class Trained:
    """A finished run: its directory, the flags that ask for it, and what it printed."""

    directory: Path
    flags: list[str]
    printed: str
