"""Measures the server beside a bare echo on the same core: `make bench-server`."""
