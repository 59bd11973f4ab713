"""Ablations, benchmarks, launchers and results."""
