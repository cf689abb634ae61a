"""The dialogue engine on a small content of its own."""
