"""Searches for inputs that break what must not break."""
