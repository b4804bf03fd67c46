"""The controls that pages are made of: painted from the theme, holding no facts."""
