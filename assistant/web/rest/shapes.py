"""How records look to programs: the fields they ask for, what stands behind a name, pages of a list."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from flask import request

from assistant.errors import InvalidInputError, NotFoundError
from assistant.service import accounts
from assistant.service.hands import Hand
from assistant.service.queues import queue_named
from assistant.web.rest.door import PREFIX
from assistant.web.runtime import runtime

Json = dict[str, Any]
Fields = Mapping[str, Callable[[], Any]]
UNSET = "1970-01-01T00:00:00Z"
PER_PAGE, MOST_PER_PAGE, MOST_PAGES = 20, 100, 100_000
_EXPANDED = re.compile(r"fields\[([A-Za-z]{1,40})\]", re.ASCII)


def url(*path: object) -> str:
    """Return the address of something below the prefix."""
    return "/".join((runtime().base_url + PREFIX, *(quote(str(part), safe="@") for part in path)))


def entity(kind: str, id: object) -> Json:  # noqa: A002 - what the protocol calls it
    """Return a pointer to a record."""
    return {"type": kind, "id": str(id), "_url": url(kind, id)}


def instant(at: datetime | None) -> str:
    """Return an instant as the protocol has it; what is not set is the beginning of 1970."""
    return UNSET if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def asked() -> list[str] | None:
    """Return the fields that were asked for, in their order; None where nothing was said."""
    given = request.args.get("fields")
    return None if given is None else [name.strip() for name in given.split(",") if name.strip()]


def pick(hand: Hand, fields: Fields, names: Sequence[str]) -> Json:
    """Return the values of these fields, with what was asked of those that point elsewhere."""
    found = {name: fields[name]() for name in dict.fromkeys(names) if name in fields}
    for key, wanted in request.args.items():
        match = _EXPANDED.fullmatch(key)
        if match and match[1] in found:
            found[match[1]] = _expand(hand, found[match[1]], wanted.split(","))
    return found


def _expand(hand: Hand, value: Any, names: list[str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_expand(hand, one, names) for one in value]
    if not isinstance(value, dict):
        return value
    behind = _behind(hand, value)
    return {**value, **{name: behind[name] for name in (one.strip() for one in names) if name in behind}}


def _behind(hand: Hand, pointer: Json) -> Json:
    try:
        if pointer.get("type") == "user":
            return accounts.told(accounts.account(hand, pointer["id"]))
        if pointer.get("type") == "queue":
            queue = queue_named(hand.session, pointer["id"])
            return {"Name": queue.name, "Description": queue.description, "Lifecycle": queue.lifecycle}
    except NotFoundError:
        return {"Name": pointer["id"]}
    return {}


def page_asked() -> tuple[int, int]:
    """Return which page is asked for, from 1, and how many items it has at most.

    Raises:
        InvalidInputError: one of them is no number.
    """
    try:
        page, per_page = int(request.args.get("page", 1)), int(request.args.get("per_page", PER_PAGE))
    except ValueError:
        raise InvalidInputError("page and per_page must be whole numbers.") from None
    return min(max(page, 1), MOST_PAGES), min(max(per_page, 1), MOST_PER_PAGE)


def listing(items: Sequence[Json], total: int) -> Json:
    """Return one page of a list, with where the next and the one before are."""
    page, per_page = page_asked()
    pages = -(-total // per_page)
    shown: Json = {
        "count": len(items),
        "page": page,
        "pages": pages,
        "per_page": per_page,
        "total": total,
        "items": list(items),
    }
    if page < pages:
        shown["next_page"] = _other_page(page + 1)
    if page > 1:
        shown["prev_page"] = _other_page(min(page - 1, max(pages, 1)))
    return shown


def _other_page(page: int) -> str:
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    return f"{runtime().base_url}{request.path}?{urlencode([*kept, ('page', str(page))])}"


def sliced(rows: Sequence[Any]) -> Sequence[Any]:
    """Return the rows of the page that is asked for."""
    page, per_page = page_asked()
    return rows[(page - 1) * per_page : page * per_page]
