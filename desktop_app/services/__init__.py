"""Things that happen: network, storage, secrets, the built-in model. No Qt, no pixels."""
