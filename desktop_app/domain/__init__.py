"""Frozen values of the product: no IO, no clock, no Qt."""
