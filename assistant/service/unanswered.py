"""Keeps what visitors asked in vain, stripped of personal data, for the editors to learn from."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from assistant.answers.clusters import Asked, Cluster, cluster
from assistant.answers.stripping import strip
from assistant.dialogue.events import AskedInVain, Vain
from assistant.matcher.model import Model
from assistant.service.acting import Act
from assistant.store import Unanswered
from assistant.terms import Locale

MOST_LOOKED_AT = 5000
"""Questions that are put into clusters: the newest ones."""


def note(act: Act, controller: str, asked: AskedInVain) -> None:
    """Keep a question for the time of retention; nothing if little of it is left without personal data."""
    if act.parts.limits.unanswered_retention_days == 0:
        return
    text = strip(asked.text, act.parts.knowledge().knows(controller, asked.lang))
    if text:
        row = Unanswered(
            controller=controller,
            lang=asked.lang.value,
            outcome=asked.outcome.value,
            text=text,
            nearest=list(asked.nearest),
            day=act.now.date(),
        )
        act.session.add(row)


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


def drop(act: Act, controller: str, lang: Locale, texts: Collection[str]) -> int:
    """Erase questions that were dealt with; return how many."""
    mine = (Unanswered.controller == controller, Unanswered.lang == lang.value, Unanswered.text.in_(texts))
    gone = act.session.execute(delete(Unanswered).where(*mine).execution_options(synchronize_session=False))
    return int(getattr(gone, "rowcount", 0))
