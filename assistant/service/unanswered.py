"""Keeps what visitors asked in vain, stripped of personal data, for the editors to learn from."""

from collections.abc import Collection
from datetime import timedelta
from typing import cast

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from assistant.answers.clusters import Asked, Cluster, cluster
from assistant.answers.stripping import strip
from assistant.dialogue.events import AskedInVain, Vain
from assistant.editing import adopt as adopting
from assistant.editing.adopt import Adopted
from assistant.errors import NotFoundError, UnavailableError
from assistant.matcher.features import words
from assistant.matcher.model import Model
from assistant.service.acting import Act
from assistant.store import Unanswered
from assistant.terms import Locale

MOST_LOOKED_AT = 5000
"""Questions that are put into clusters: the newest ones."""
_NOTE = insert(cast("Table", Unanswered.__table__)).inline()


def note(act: Act, controller: str, asked: AskedInVain) -> None:
    """Keep a question for the time of retention; nothing if little of it is left without personal data."""
    if act.parts.limits.unanswered_retention_days == 0:
        return
    text = strip(asked.text, act.parts.knowledge().knows(controller, asked.lang), asked.lang)
    if text:
        row = {
            "controller": controller,
            "lang": asked.lang.value,
            "outcome": asked.outcome.value,
            "text": text,
            "nearest": list(asked.nearest),
            "day": act.now.date(),
        }
        act.session.connection().execute(_NOTE, row)


def forget_old(act: Act) -> None:
    """Erase the questions whose time of retention is over."""
    first = act.now.date() - timedelta(days=act.parts.limits.unanswered_retention_days)
    act.session.execute(delete(Unanswered).where(Unanswered.day <= first))


def clusters(session: Session, model: Model, controllers: Collection[str]) -> tuple[Cluster, ...]:
    """Return what was asked in vain of these controllers, alike questions together, most asked first."""
    found = session.scalars(
        select(Unanswered)
        .where(Unanswered.controller.in_(controllers))
        .order_by(Unanswered.day.desc(), Unanswered.text, Unanswered.id)
        .limit(MOST_LOOKED_AT)
    )
    asked = [
        Asked(row.controller, Locale(row.lang), row.text, Vain(row.outcome).value, tuple(row.nearest))
        for row in found
    ]
    return cluster(asked, model)


def counted(session: Session, controllers: Collection[str]) -> int:
    """Return how many questions are kept of these controllers."""
    query = select(func.count()).where(Unanswered.controller.in_(controllers))
    return session.scalar(query) or 0


def find(session: Session, model: Model, controller: str, cluster_id: str) -> Cluster:
    """Return a cluster of a controller by its id.

    Raises:
        NotFoundError: there is none any more; its most asked question may have become another.
    """
    for found in clusters(session, model, [controller]):
        if found.id == cluster_id:
            return found
    raise NotFoundError("These questions are not there any more; look again.")


def drop(act: Act, cluster: Cluster, texts: Collection[str]) -> int:
    """Erase questions of a cluster that were dealt with, however they were written; return how many."""
    forms = {" ".join(words(text)) for text, _ in cluster.questions if text in texts}
    mine = select(Unanswered).where(
        Unanswered.controller == cluster.controller, Unanswered.lang == cluster.lang.value
    )
    gone = [row for row in act.session.scalars(mine) if " ".join(words(row.text)) in forms]
    for row in gone:
        act.session.delete(row)
    return len(gone)


def adopt(act: Act, cluster: Cluster, texts: Collection[str], intent: str) -> Adopted:
    """Make questions of a cluster utterances of an intent, and erase them here: they are dealt with.

    Raises:
        NotFoundError: there is no such intent.
        ContentError: its file cannot be used as it is.
        UnavailableError: there is no folder to write to.
    """
    root = act.parts.content.state().root
    if root is None:
        raise UnavailableError("There is no content folder to write to.")
    chosen = [text for text, _ in cluster.questions if text in texts]
    adopted = adopting.adopt(root, intent, cluster.lang, chosen)
    drop(act, cluster, chosen)
    return adopted
