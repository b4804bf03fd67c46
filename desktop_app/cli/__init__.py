"""The console face: the same core as the window, without Qt (CONSOLE.md is its contract)."""
