"""Articles: pieces of replies in the languages they were written in, for a queue or for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.errors import ConflictError, InvalidInputError, NotFoundError
from assistant.service.acting import Act
from assistant.store import Article, Ticket
from assistant.terms import Locale
from assistant.text import fold_space, without_controls
from assistant.translations import spoken_day

TITLE_CHARACTERS, TEXT_CHARACTERS = 120, 4000


@dataclass(frozen=True, slots=True)
class Draft:
    """What an article is to say; `queue` is empty where it is for all."""

    title: str
    queue: str
    texts: Mapping[str, str] = field(repr=False)


def of_queue(session: Session, queue: str) -> Sequence[Article]:
    """Return the articles for a queue, by title."""
    own = or_(Article.queue == queue, Article.queue == "")
    return session.scalars(select(Article).where(own).order_by(Article.title)).all()


def all_articles(session: Session) -> Sequence[Article]:
    """Return every article, by title."""
    return session.scalars(select(Article).order_by(Article.title, Article.queue)).all()


def one(session: Session, article_id: str) -> Article:
    """Return an article.

    Raises:
        NotFoundError: there is none such.
    """
    row = session.get(Article, article_id)
    if row is None:
        raise NotFoundError("There is no such article.")
    return row


def add(act: Act, draft: Draft) -> Article:
    """Add an article.

    Raises:
        InvalidInputError: the title is missing, or there is no text or too much of it.
        ConflictError: there is one of that title.
    """
    checked = _checked(act.session, draft)
    row = Article(
        title=checked.title,
        queue=checked.queue,
        texts=dict(checked.texts),
        author=act.actor.name,
        changed=act.now,
    )
    act.session.add(row)
    act.session.flush()
    return row


def change(act: Act, article: Article, draft: Draft, *, version: int) -> None:
    """Let an article say something else.

    Raises:
        InvalidInputError: the title is missing, or there is no text or too much of it.
        ConflictError: there is another of that title, or a colleague changed it meanwhile.
    """
    if article.version != version:
        raise ConflictError("The article changed since you read it; read it again.")
    checked = _checked(act.session, draft, but=article.id)
    article.title, article.queue, article.texts = checked.title, checked.queue, dict(checked.texts)
    article.author, article.changed = act.actor.name, act.now


def _checked(session: Session, draft: Draft, *, but: str = "") -> Draft:
    title = fold_space(without_controls(draft.title))
    texts = {
        name: without_controls(text).strip() for name, text in draft.texts.items() if name in set(Locale)
    }
    texts = {name: text for name, text in texts.items() if text}
    if not 1 <= len(title) <= TITLE_CHARACTERS:
        raise InvalidInputError(f"A title has from 1 to {TITLE_CHARACTERS} characters.")
    if not texts or max(len(text) for text in texts.values()) > TEXT_CHARACTERS:
        raise InvalidInputError(f"An article has a text of at most {TEXT_CHARACTERS} characters.")
    same = select(Article.id).where(Article.title == title, Article.queue == draft.queue, Article.id != but)
    if session.scalar(same) is not None:
        raise ConflictError("There is an article of this title already.")
    return Draft(title, draft.queue, texts)


def filled(article: Article, ticket: Ticket) -> str:
    """Return the article in the request's language, else in English, else in what there is.

    `{reference}`, `{name}` and `{due}` in it become those of the ticket.
    """
    request = ticket.request
    text = article.texts.get(request.locale) or article.texts.get(Locale.EN.value) or ""
    text = text or next(iter(article.texts.values()), "")
    known = {
        "{reference}": request.reference,
        "{name}": request.name or "",
        "{due}": spoken_day(ticket.due, request.locale) if ticket.due else "",
    }
    for mark, value in known.items():
        text = text.replace(mark, value)
    return text
