"""How a trained model writes: sampling and generation with a key/value cache."""
