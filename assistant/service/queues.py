"""Queues: one for each company, one for its unproved requests, and those that an admin adds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.service.acting import Act
from assistant.service.tickets import UNVERIFIED_SUFFIX
from assistant.store import Queue
from assistant.text import fold_space, without_controls
from assistant.tickets.lifecycle import LIFECYCLES

NAME_CHARACTERS = 64 - len(UNVERIFIED_SUFFIX)


@dataclass(frozen=True, slots=True)
class NewQueue:
    """A queue to add; `controller` is empty where it belongs to no company."""

    name: str
    description: str = ""
    controller: str = ""
    lifecycle: str = "default"
    correspond_address: str = ""
    comment_address: str = ""
    serves_rest: bool = False


def ensure(act: Act) -> None:
    """Add the queues of the companies in force that are not there yet."""
    known = set(act.session.scalars(select(Queue.name)))
    for controller in act.parts.knowledge().controllers.values():
        for name in (controller.queue, controller.queue + UNVERIFIED_SUFFIX):
            if name not in known:
                known.add(name)
                act.session.add(
                    Queue(name=name, controller=controller.id, description=controller.name, created=act.now)
                )
    act.session.flush()


def all_queues(session: Session, *, disabled: bool = False) -> Sequence[Queue]:
    """Return the queues by name, with the disabled ones if they are asked for."""
    query = select(Queue).order_by(Queue.name)
    return session.scalars(query if disabled else query.where(Queue.is_disabled.is_(False))).all()


def queue_named(session: Session, name: str) -> Queue:
    """Return a queue by its name or its number; names are found whatever their capitals.

    Raises:
        NotFoundError: there is none.
    """
    text = fold_space(name)
    found = session.scalar(select(Queue).where(func.lower(Queue.name) == text.lower()))
    if found is None and text.isascii() and text.isdecimal() and len(text) < len(str(2**31)):
        found = session.get(Queue, int(text))
    if found is None:
        raise NotFoundError("There is no such queue.")
    return found


def lifecycle_of(session: Session, name: str) -> str:
    """Return the lifecycle of a queue; of one that has no row, such as of unverified requests, `request`."""
    return session.scalar(select(Queue.lifecycle).where(Queue.name == name)) or "request"


def standing(queue: Queue) -> str:
    """Return what can be switched at a queue on one line, for a form to bring back what its page showed."""
    return f"disabled={queue.is_disabled} rest={queue.serves_rest}"


def add(act: Act, new: NewQueue) -> Queue:
    """Add a queue.

    Raises:
        InvalidInputError: the name or the lifecycle cannot be used.
        ConflictError: there is one of that name.
    """
    name = fold_space(without_controls(new.name))
    if not 1 <= len(name) <= NAME_CHARACTERS or name.endswith(UNVERIFIED_SUFFIX) or name == "*":
        raise InvalidInputError(f"A queue's name has from 1 to {NAME_CHARACTERS} characters.")
    if new.lifecycle not in LIFECYCLES:
        raise InvalidInputError(f"A lifecycle is one of {', '.join(LIFECYCLES)}.")
    if act.session.scalar(select(Queue.id).where(func.lower(Queue.name) == name.lower())) is not None:
        raise ConflictError("There is a queue of this name already.")
    queue = Queue(
        name=name,
        description=fold_space(new.description)[:255],
        controller=new.controller,
        lifecycle=new.lifecycle,
        correspond_address=new.correspond_address,
        comment_address=new.comment_address,
        serves_rest=new.serves_rest,
        created=act.now,
    )
    act.session.add(queue)
    act.session.flush()
    return queue
