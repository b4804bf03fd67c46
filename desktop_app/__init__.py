"""Rivulet: a native desktop assistant that streams answers from any AI gateway."""

__version__ = "0.1.0"
