"""The inspector dock: parameters of the conversation, the stream of an answer, its raw form."""
