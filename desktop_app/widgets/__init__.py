"""Pixels only: widgets that show view models and hold no facts."""
