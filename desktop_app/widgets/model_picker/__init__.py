"""Choosing the model of a conversation: one searchable list over all providers."""
