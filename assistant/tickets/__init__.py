"""How a ticket may change and who may change it. Pure."""
