"""Settings to a wired application: the only module that sees web and adapters."""
