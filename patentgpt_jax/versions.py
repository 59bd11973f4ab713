"""What a result was made with, without importing any of it."""

import importlib.metadata
import platform

from patentgpt_jax import __version__

_PACKAGES = (
    "jax",
    "jaxlib",
    "flax",
    "optax",
    "orbax-checkpoint",
    "grain",
    "sentencepiece",
    "tokenizers",
    "numpy",
)


def versions() -> dict[str, str]:
    """Of Python, of this package and of those it computes with, as far as they are installed."""
    found = {"python": platform.python_version(), "patentgpt_jax": __version__}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # the corpus part needs few of them
    return found
