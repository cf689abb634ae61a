"""All that shows how a request was handled, for the authority: facts, record, and that it holds. A-3."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.law.authorities import NOT_KNOWN, authority
from assistant.law.names import right_name
from assistant.rights.checklist import DOMAIN as LAW
from assistant.rights.checklist import WHOLE
from assistant.service import audit, checklists, outcomes, tickets
from assistant.service.acting import Act
from assistant.service.items import items_of
from assistant.service.letters import why_due
from assistant.service.parts import Parts
from assistant.service.readiness import answer_of, is_delivered
from assistant.service.recording import Change, text_of
from assistant.service.tables import as_csv
from assistant.store import (
    DataSubjectRequest,
    Extension,
    Package,
    RequestLine,
    Suspension,
    Ticket,
    Transaction,
    Verification,
)
from assistant.terms import Locale, Message, Right
from assistant.tickets.history import TransactionKind
from assistant.translations import render

Json = dict[str, Any]
LANGUAGES = {"FI": Locale.FI, "SE": Locale.SV}
"""The language in which each country's authority is written to, unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Pack:
    """An evidence pack: its content, and the language of the sentences in it."""

    content: Json
    locale: Locale


def pack(act: Act, request: DataSubjectRequest, *, locale: Locale | None = None) -> Pack:
    """Return the evidence of a request, and record who took it out. Rules A-2 and A-3."""
    ticket = tickets.hold(act.session, request)
    tickets.record(act, ticket, TransactionKind.EXPORTED, change=Change("A-3", "evidence"))
    country = act.parts.knowledge().controller(request.controller).country
    chosen = locale or LANGUAGES.get(country, Locale(request.locale))
    return Pack(_content(act.session, act.parts, ticket, chosen), chosen)


def _content(session: Session, parts: Parts, ticket: Ticket, locale: Locale) -> Json:
    request = ticket.request
    controller = parts.knowledge().controller(request.controller)
    known = authority(controller.country)
    problems = audit.audit_problems(
        session, parts, request, kept=parts.anchors.all().get(request.reference, ())
    )
    return {
        "made": parts.now().isoformat(),
        "reference": request.reference,
        "controller": controller.name,
        "authority": known.name(locale) if known else render(NOT_KNOWN, locale),
        "received": request.received_at.isoformat(),
        "channel": request.channel,
        "language": request.locale,
        "requestor": {"name": request.name, "address": request.address, "details": request.scope},
        "proof": [
            {"method": one.method, "level": one.level, "at": one.at.isoformat()}
            for one in session.scalars(_of(Verification, request))
        ],
        "due": {
            "day": request.due.isoformat(),
            "nominal": request.nominal.isoformat(),
            "house": request.internal_due.isoformat(),
            "why": list(why_due(request, locale)),
        },
        "extension": [
            {"reason": one.reason, "sent": one.sent_on.isoformat() if one.sent_on else None}
            for one in session.scalars(_of(Extension, request))
        ],
        "waits": [
            {
                "doubt": one.doubt,
                "asked": one.asked_at.isoformat(),
                "answered": one.answered_at.isoformat() if one.answered_at else None,
            }
            for one in session.scalars(_of(Suspension, request))
        ],
        "rights": [_line(session, parts, line, locale) for line in request.lines],
        "history": [_event(parts, row) for row in ticket.history],
        "record": {
            "holds": not problems,
            "problems": [{"fault": one.fault.value, "position": one.position} for one in problems],
            "length": ticket.last_seq,
            "head": ticket.head,
        },
    }


def _of(kind: Any, request: DataSubjectRequest) -> Any:  # noqa: ANN401 - a row class with a request_id
    return select(kind).where(kind.request_id == request.id)


def _line(session: Session, parts: Parts, line: RequestLine, locale: Locale) -> Json:
    package = session.scalars(select(Package).where(Package.line_id == line.id)).one_or_none()
    return {
        "right": line.right,
        "name": render(right_name(Right(line.right)), locale),
        "level": line.level,
        "state": line.state,
        "outcome": line.outcome,
        "answer": _answer(session, parts, line),
        "package": None
        if package is None
        else {
            "bytes": package.size,
            "delivered": package.delivered.isoformat() if package.delivered else None,
            "downloads": package.downloads,
        },
        "checklist": [
            {
                "text": render(Message(LAW, item.text, {"place": item.place or Message(LAW, WHOLE)}), locale),
                "article": item.article,
                "state": item.state,
                "by": item.done_by,
                "at": item.done_at.isoformat() if item.done_at else None,
                "evidence": checklists.evidence_of(parts, item),
                "files": len(item.files),
            }
            for item in items_of(session, line)
        ],
    }


def _answer(session: Session, parts: Parts, line: RequestLine) -> Json | None:
    answer = answer_of(session, line)
    if answer is None:
        return None
    words = outcomes.words_of(parts, answer)
    return {
        "outcome": answer.outcome,
        "done": words.done,
        "reasons": words.reasons,
        "unfounded": words.demonstration,
        "proposed": {"by": answer.proposed_by, "at": answer.proposed_at.isoformat()},
        "approved": None
        if answer.approved_at is None
        else {"by": answer.approved_by, "at": answer.approved_at.isoformat()},
        "delivered": is_delivered(session, answer),
    }


def _event(parts: Parts, row: Transaction) -> Json:
    return {
        "number": row.seq,
        "at": row.at.isoformat(),
        "kind": row.kind,
        "by": row.actor,
        "role": row.role,
        "rule": row.rule,
        "field": row.field,
        "old": row.old,
        "new": row.new,
        "text": text_of(parts, row),
        "digest": row.digest,
        "link": row.link,
    }


HEADS = (
    "reference",
    "controller",
    "received",
    "channel",
    "right",
    "level",
    "state",
    "outcome",
    "due",
    "closed",
    "verified",
    "owner",
)


def register(session: Session, queues: frozenset[str] | None = None) -> str:
    """Return the register of requests as CSV: one row a right, without name or address. GDPR Art. 5(2).

    `queues` leaves out tickets elsewhere; None is for all.
    """
    return as_csv(HEADS, _rows(session, queues))


def _rows(session: Session, queues: frozenset[str] | None) -> Iterator[tuple[object, ...]]:
    listed = select(Ticket).join(Ticket.request).order_by(DataSubjectRequest.received_at, Ticket.id)
    for ticket in session.scalars(listed):
        if queues is not None and ticket.queue not in queues:
            continue
        request = ticket.request
        for line in request.lines:
            yield (
                request.reference,
                request.controller,
                request.received_at.isoformat(),
                request.channel,
                line.right,
                line.level,
                line.state,
                line.outcome,
                request.due.isoformat(),
                ticket.resolved.isoformat() if ticket.resolved and not ticket.is_active else None,
                request.verified_level,
                ticket.owner,
            )
