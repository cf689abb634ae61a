"""Who does something, when, and in which open transaction: what every use case is handed first."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.service.parts import Parts
from assistant.terms import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a staff member by name, `data_subject` or `system`; never a data subject's name."""

    name: str
    role: Role


DATA_SUBJECT = Actor("data_subject", Role.DATA_SUBJECT)
BY_MAIL = Actor("mail", Role.DATA_SUBJECT)
"""Somebody who wrote a mail and has shown nothing else."""
SYSTEM = Actor("system", Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody doing something now. The transaction is the caller's to commit."""

    session: Session
    parts: Parts
    actor: Actor
    now: datetime

    @property
    def as_system(self) -> "Act":
        """The same moment and transaction, as what follows by itself."""
        return replace(self, actor=SYSTEM)

    @property
    def holding(self) -> "Act":
        """The same moment and transaction, with the content of now: new content waits for the next turn."""
        knowledge = self.parts.knowledge()
        return replace(self, parts=replace(self.parts, knowledge=lambda: knowledge))
