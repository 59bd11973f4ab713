"""Pure functions on arrays: attention, expert networks, cross-entropy. They know nothing of models."""
