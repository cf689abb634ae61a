"""TicketSQL, Request Tracker's language for finding tickets: text to a syntax tree and back. Pure."""
