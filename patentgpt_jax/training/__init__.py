"""The trainer, its optimizer, objectives, checkpoints and metrics."""
