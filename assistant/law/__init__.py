"""Facts of law that are data: authorities, articles, holidays' choices, each with a checked-on date. Pure."""
