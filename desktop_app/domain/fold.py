"""Deltas folded into the parts of a message: the one place where an answer grows.

Fragments wait in lists and are joined when someone looks, so a delta costs the same at the start
and at the end of a long answer. Readers that follow along (the transcript, the journal) take
`text_from(index, start)` for what is new to them.
"""
