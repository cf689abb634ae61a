"""Every setting once: its name, type, default, range and meaning."""
