"""For development: everything that is seldom seen, at once, in both themes."""
