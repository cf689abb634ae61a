"""Who may see the private part of a request: whoever holds a signed visit, given for a right code.

A code belongs to the page that it was asked on. The page's nonce comes once from the chat as `?page=`
and then lives in a cookie; so does what the page tells of its tries, which decides nothing.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from flask import Response, request

from assistant.errors import PermissionDeniedError
from assistant.service.keys import keyed_hash, same
from assistant.store import DataSubjectRequest
from assistant.web.cookies import drop_cookie, read_cookie, set_cookie
from assistant.web.runtime import runtime

VISIT = timedelta(hours=2)
PAGE = timedelta(hours=2)
FORM_FIELD = "form_token"
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SECONDS = re.compile(r"[0-9]{1,10}")
_PAGE_COOKIE = re.compile(rf"({_NONCE.pattern})\.({_SECONDS.pattern})\.([0-9]{{1,2}})")
_BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Page:
    """The page a code belongs to. `asked_at` is None while only the chat knows when that was."""

    nonce: str = field(repr=False)
    asked_at: datetime | None = None
    tries: int = 0

    def ends(self, minutes: int) -> datetime | None:
        """Return until when a code of so many minutes is good; None while nobody here knows."""
        return self.asked_at + timedelta(minutes=minutes) if self.asked_at else None

    @property
    def tried(self) -> "Page":
        """The same page after one more try."""
        return replace(self, tries=min(self.tries + 1, 99))


def new_visit(filed: DataSubjectRequest) -> tuple[str, datetime]:
    """Return a signed visit and when it ends."""
    ends = (runtime().now() + VISIT).replace(microsecond=0)
    return f"{int(ends.timestamp())}.{_signature(filed, int(ends.timestamp()))}", ends


def visit_of(filed: DataSubjectRequest) -> str:
    """Return the visit that this browser or program holds for the request; empty if it holds none."""
    sent = request.headers.get("Authorization", "")
    visit = sent.removeprefix(_BEARER) if sent.startswith(_BEARER) else read_cookie(_name("visit", filed))
    ends, _, signature = visit.partition(".")
    if not _SECONDS.fullmatch(ends):
        return ""
    is_signed = same(signature, _signature(filed, int(ends)))
    return visit if is_signed and runtime().now().timestamp() < int(ends) else ""


def began(visit: str) -> datetime:
    """Return when a visit that holds was given, which is when a right code was typed."""
    return datetime.fromtimestamp(int(visit.partition(".")[0]), UTC) - VISIT


def keep_visit(response: Response, filed: DataSubjectRequest, visit: str) -> None:
    """Let this browser show the private part until the visit ends; its page has done its work."""
    set_cookie(response, _name("visit", filed), visit, seconds=int(VISIT.total_seconds()))
    drop_cookie(response, _name("page", filed))


def drop_visit(response: Response, filed: DataSubjectRequest) -> None:
    """End this browser's visit."""
    drop_cookie(response, _name("visit", filed))


def page_of(filed: DataSubjectRequest, *, named: str = "") -> Page | None:
    """Return the page a code belongs to: by the nonce a program names, the chat's link, or the cookie."""
    match = _PAGE_COOKIE.fullmatch(read_cookie(_name("page", filed)))
    kept = Page(match[1], _instant(int(match[2])), int(match[3])) if match else None
    linked = named or request.args.get("page", "")
    if _NONCE.fullmatch(linked) and not (kept and kept.nonce == linked):
        return Page(linked)
    return kept


def keep_page(response: Response, filed: DataSubjectRequest, page: Page) -> None:
    """Remember the page in this browser. Lax, so that a link in a mail finds it again."""
    asked = int(page.asked_at.timestamp()) if page.asked_at else 0
    value = f"{page.nonce}.{asked}.{page.tries}"
    seconds = int(PAGE.total_seconds())
    set_cookie(response, _name("page", filed), value, seconds=seconds, same_site="Lax")


def form_token(filed: DataSubjectRequest, secret: str) -> str:
    """Return what shows that a form was on our page, for whoever holds the visit or the page's nonce."""
    return keyed_hash(runtime().keys.token, "form", filed.id, secret)


def check_form(filed: DataSubjectRequest, secret: str) -> None:
    """Refuse a form that was not on our page for this visit. JSON needs no token: no form can send it.

    Raises:
        PermissionDeniedError: the token is missing or another one.
    """
    if request.is_json:
        return
    if not same(request.form.get(FORM_FIELD, ""), form_token(filed, secret)):
        raise PermissionDeniedError("This form is not of the page that is open now; reload it.")


def _signature(filed: DataSubjectRequest, ends: int) -> str:
    return keyed_hash(runtime().keys.token, "visit", filed.id, filed.address_hash, str(ends))


def _name(kind: str, filed: DataSubjectRequest) -> str:
    return f"{kind}-{filed.reference}"


def _instant(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
