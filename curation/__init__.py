"""Persona Curator: synthetic data from personas, with the evidence for it."""

__version__ = "0.1.0"
