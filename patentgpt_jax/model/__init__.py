"""The transformer, its hyperparameters, and the named architectures."""
