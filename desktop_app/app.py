"""Composition root of the window: builds, wires and shuts down; it alone knows every floor."""
