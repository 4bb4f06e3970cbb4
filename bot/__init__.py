"""What Alba does: channels, the road of a message, understanding, care, and the `alba` command."""
