"""What one message is painted from: each unit is one small piece with its own height."""
