"""patentgpt_jax: from raw patent files to an evaluated intellectual-property language model, in JAX."""

__version__ = "0.1.0"
