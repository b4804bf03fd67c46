"""The transcript: messages painted by one virtualised view, however long and however fast."""
