"""The layer that shows what answers took: a plot, and the same as tables."""
