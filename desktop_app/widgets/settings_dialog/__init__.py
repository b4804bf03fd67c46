"""The settings: one searchable layer, its rows made from the declared settings."""
