"""Sample reports of our own and the answers they print."""
