"""What the screen shows, without pixels."""
