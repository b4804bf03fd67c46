"""The transcript: messages painted by one virtualised view, however long and however fast.

Nothing is imported here: what is shown first brings it piece by piece (`widgets/bringing.py`).
"""
