"""A request by the plain form: what was typed is a sealed draft until its person confirms it. I-1 to I-10.

The browser holds a secret; the draft lies under its hash. Filing and cancelling delete the draft, a fault
keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.answers.decide import decide
from assistant.dialogue.requesting import ADDRESS_LIMIT, NAME_LIMIT, SCOPE_LIMIT
from assistant.dialogue.texts import message
from assistant.errors import InvalidInputError, NotFoundError, RateLimitedError
from assistant.law.articles import LawPoint, law_of_all
from assistant.law.names import right_name
from assistant.rights.deadline import DueDate
from assistant.rights.identity import AddressError, Level, Representative, parse_address
from assistant.service import drafts, identity, requests
from assistant.service.acting import Act
from assistant.service.budgets import spend
from assistant.service.counting import due_of
from assistant.service.keys import keyed_hash
from assistant.service.parts import Parts
from assistant.store import DataSubjectRequest, FormDraft
from assistant.terms import Locale, Message, Passage, Right
from assistant.text import as_kept, without_controls
from assistant.translations import render

CHANNEL = "form"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHOWN_PASSAGES = 2
"""Passages of the policy that are shown for one right."""
_LIMITS = {"email": ADDRESS_LIMIT, "name": NAME_LIMIT, "scope": SCOPE_LIMIT}
_TOO_LONG = "This is too long: at most %(most)d characters fit."
_CHOOSE = "Choose at least one thing that you ask for."
Faults = Mapping[str, Message]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What somebody typed into the form. `representative` is None if they ask for themselves."""

    locale: Locale
    rights: tuple[Right, ...] = ()
    email: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    scope: str = field(default="", repr=False)
    representative: Representative | None = None

    @property
    def faults(self) -> dict[str, Message]:
        """What keeps it from being filed, by field."""
        found = {
            name: message(_TOO_LONG, most=most)
            for name, most in _LIMITS.items()
            if len(getattr(self, name)) > most
        }
        if not self.rights:
            found["rights"] = message(_CHOOSE)
        try:
            parse_address(self.email)
        except AddressError as error:
            found["email"] = error.message
        return found


@dataclass(frozen=True, slots=True)
class Told:
    """What is told before anything is filed: the policy and the law on each right, and the due date. I-8."""

    passages: Mapping[Right, tuple[Passage, ...]]
    law: tuple[LawPoint, ...]
    due: DueDate
    needs_code: bool


def cleaned(sheet: Sheet) -> Sheet:
    """Return the sheet as it may be kept: no control characters, no national identity numbers. I-4."""
    return Sheet(
        sheet.locale,
        tuple(right for right in dict.fromkeys(sheet.rights) if right.is_filed),
        without_controls(sheet.email).strip(" \t"),
        as_kept(sheet.name),
        as_kept(sheet.scope),
        sheet.representative,
    )


def keep(act: Act, controller: str, secret: str, sheet: Sheet, *, network: str) -> None:
    """Keep what was typed under the browser's secret; the first time is when the request was received. I-3.

    Raises:
        RateLimitedError: too many forms came from this network address in an hour.
    """
    hashed = _hash(act.parts, controller, secret)
    draft = act.session.get(FormDraft, hashed)
    content = drafts.closed(act.parts, _values(sheet))
    if draft is not None:
        draft.content, draft.touched = content, act.now
        return
    from_there = keyed_hash(act.parts.keys.address, "network", network)
    limit = act.parts.limits.requests_per_hour_per_network_address
    if not spend(act, "form", from_there, limit=limit, window=HOUR):
        raise RateLimitedError(
            "Too many requests were made from here; try again in an hour.", retry_after_ms=_MS
        )
    act.session.add(
        FormDraft(hash=hashed, controller=controller, content=content, received_at=act.now, touched=act.now)
    )


_MS = int(HOUR.total_seconds() * 1000)


def _values(sheet: Sheet) -> dict[str, str]:
    return {
        "locale": sheet.locale.value,
        "rights": ",".join(sheet.rights),
        "email": sheet.email,
        "name": sheet.name,
        "scope": sheet.scope,
        "representative": sheet.representative.value if sheet.representative else "",
    }


def find(session: Session, parts: Parts, controller: str, secret: str) -> tuple[Sheet, datetime] | None:
    """Return what was typed and when it came first; None if there is no draft."""
    draft = session.get(FormDraft, _hash(parts, controller, secret)) if secret else None
    return None if draft is None else (_sheet(drafts.opened(parts, draft.content)), draft.received_at)


def _sheet(values: Mapping[str, str]) -> Sheet:
    kind = values["representative"]
    return Sheet(
        Locale(values["locale"]),
        tuple(Right(right) for right in values["rights"].split(",") if right),
        values["email"],
        values["name"],
        values["scope"],
        Representative(kind) if kind else None,
    )


def drop(act: Act, controller: str, secret: str) -> None:
    """Delete what was typed. Rule I-1."""
    act.session.execute(delete(FormDraft).where(FormDraft.hash == _hash(act.parts, controller, secret)))


def forget_old(act: Act) -> None:
    """Delete drafts that nobody touched for a day."""
    act.session.execute(delete(FormDraft).where(FormDraft.touched < act.now - DAY))


def told(parts: Parts, controller_id: str, sheet: Sheet, received_at: datetime) -> Told:
    """Return what the policy and the law say about what is asked, and when the answer is due. Rule I-8.

    Raises:
        NotFoundError: there is no such controller.
    """
    controller = parts.knowledge().controller(controller_id)
    levels = requests.levels_of(controller, sheet.rights)
    return Told(
        {right: _passages(parts, controller_id, right, sheet.locale) for right in sheet.rights},
        law_of_all(sheet.rights),
        due_of(controller, received_at),
        needs_code=any(level is not Level.L0 for level in levels.values()),
    )


def _passages(parts: Parts, controller: str, right: Right, locale: Locale) -> tuple[Passage, ...]:
    name = render(right_name(right), locale)
    found = decide(name, sources=parts.knowledge().sources(controller), lang=locale)
    return found.passages[:SHOWN_PASSAGES]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The request that was filed; `nonce` is the page for its code, empty if none was sent just now."""

    request: DataSubjectRequest
    nonce: str = field(repr=False)
    needs_code: bool


def file(act: Act, controller: str, secret: str, *, network: str) -> Receipt:
    """File the draft and send the code that it needs; the same secret again is the same request. Rule I-5.

    Raises:
        NotFoundError: there is neither a draft nor a request of this secret.
        InvalidInputError: the draft has faults.
    """
    hashed = _hash(act.parts, controller, secret)
    held = select(FormDraft).where(FormDraft.hash == hashed).with_for_update()
    draft = act.session.scalars(held).one_or_none()
    if draft is None:
        return _filed_before(act, hashed)
    sheet, received_at = _sheet(drafts.opened(act.parts, draft.content)), draft.received_at
    if sheet.faults:
        raise InvalidInputError("Something in the form is missing or cannot be read.")
    request = requests.file(act, _filing(controller, sheet, received_at, key=_key(hashed)))
    act.session.delete(draft)
    needs_code = any(line.level != Level.L0.name for line in request.lines)
    nonce = identity.new_nonce() if needs_code else ""
    if needs_code:
        identity.send_code(act, request, nonce=nonce, network=network)
    return Receipt(request, nonce, needs_code)


def _filed_before(act: Act, hashed: str) -> Receipt:
    known = DataSubjectRequest.idempotency_key == _key(hashed)
    request = act.session.scalars(select(DataSubjectRequest).where(known)).one_or_none()
    if request is None:
        raise NotFoundError("This form is not kept any more; please fill it in again.")
    return Receipt(request, "", any(line.level != Level.L0.name for line in request.lines))


def _filing(controller: str, sheet: Sheet, received_at: datetime, *, key: str) -> requests.Filing:
    return requests.Filing(
        controller=controller,
        locale=sheet.locale,
        rights=sheet.rights,
        address=sheet.email,
        name=sheet.name,
        scope=sheet.scope,
        channel=CHANNEL,
        conversation_id=None,
        received_at=received_at,
        idempotency_key=key,
        representative=sheet.representative,
    )


def _key(hashed: str) -> str:
    return f"form:{hashed}"


def _hash(parts: Parts, controller: str, secret: str) -> str:
    return keyed_hash(parts.keys.token, "draft", controller, secret)
