"""Everything that answers below /REST/2.0: importing the modules gives their views to the blueprint."""

from assistant.web.rest import queues, records, tickets, users
from assistant.web.rest.door import bp

PARTS = (tickets, records, queues, users)
__all__ = ["PARTS", "bp"]
