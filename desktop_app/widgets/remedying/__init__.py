"""What the buttons of errors do, and the small layers that some of them open."""
