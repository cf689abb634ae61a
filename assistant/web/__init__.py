"""The Flask faces: pages, JSON, sockets."""
