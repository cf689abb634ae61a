"""Letters to requestors: plain text in the request's language, nothing personal in any header."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistant.errors import NotFoundError
from assistant.law.authorities import authority
from assistant.law.names import right_name
from assistant.policy.load import Controller
from assistant.rights.explanation import explain, trace_of
from assistant.rights.identity import Level
from assistant.rights.states import LineState
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.store import DataSubjectRequest, RequestLine
from assistant.terms import Locale, Right
from assistant.translations import ntranslate, render, spoken_day, spoken_list, spoken_time, translate

DOMAIN = "letters"
KIND_HEADER, REFERENCE_HEADER = "X-Assistant-Kind", "X-Assistant-Reference"
CODE, ACKNOWLEDGEMENT, CORRESPONDENCE, WITHDRAWN = "code", "acknowledgement", "correspondence", "withdrawn"
REMINDER, EXPIRED = "reminder", "expired"
_ENDED = (LineState.CLOSED, LineState.PURGED)


def code(parts: Parts, request: DataSubjectRequest, digits: str) -> Mail:
    """Return the letter that proves a mailbox; the code stands alone on its line. Rule V-4.

    Raises:
        NotFoundError: the request's address was purged.
    """
    controller, locale = _controller(parts, request), request.locale
    paragraphs = [
        _say(locale, "Hello,"),
        _say(
            locale,
            "On %(day)s at %(time)s somebody asked %(controller)s for this and gave your e-mail address:"
            " %(rights)s.",
            day=_day(controller, locale, request.received_at),
            time=_time(controller, locale, request.received_at),
            controller=controller.name,
            rights=rights_asked(request),
        ),
        _say(locale, "If it was you, type this code on the page of your request."),
        f"Code: {digits}",  # never translated: programs look for it
        ntranslate(
            DOMAIN,
            locale,
            ("It works once, for %(num)d minute.", "It works once, for %(num)d minutes."),
            parts.limits.code_ttl_minutes,
        ),
        status_url(parts, request),
        *_without_the_code(request),
    ]
    subject_line = _say(locale, "Your code for the request to %(controller)s", controller=controller.name)
    return _mail(parts, request, CODE, subject_line, paragraphs)


def acknowledgement(parts: Parts, request: DataSubjectRequest) -> Mail:
    """Return the letter that says what was asked, until when it is answered and why then.

    What the person wrote is not repeated: nobody may send words of their own to somebody else's mailbox.

    Raises:
        NotFoundError: the request's address was purged.
    """
    controller, locale = _controller(parts, request), request.locale
    paragraphs = [
        _say(locale, "Hello,"),
        _say(
            locale,
            "%(controller)s received your request on %(day)s. You asked for: %(rights)s.",
            controller=controller.name,
            day=_day(controller, locale, request.received_at),
            rights=rights_asked(request),
        ),
        _say(locale, "Reference: %(reference)s", reference=request.reference),
        " ".join(why_due(request)),
        _say(locale, "The date follows from GDPR Art. 12(3) and Regulation 1182/71 Art. 3."),
        _say(locale, "On this page you see how far it is, and can write to us or withdraw it:"),
        status_url(parts, request),
        _say(locale, "You can also reach us this way:"),
        "\n".join(ways_to_reach(controller)),
    ]
    subject_line = _say(locale, "We have received your request %(reference)s", reference=request.reference)
    return _mail(parts, request, ACKNOWLEDGEMENT, subject_line, paragraphs)


def correspondence(parts: Parts, request: DataSubjectRequest, text: str) -> Mail:
    """Return a letter with the staff's own words, untouched, how to answer and whom to complain to. Rule R-2.

    A refusal is written like any other answer, so every one names the authority and the court. Rule R-1.

    Raises:
        NotFoundError: the request's address was purged.
    """
    locale = request.locale
    paragraphs = [
        text,
        _say(locale, "To answer, write to us on the page of your request:"),
        status_url(parts, request),
        _remedies(parts, request),
    ]
    subject_line = _say(locale, "About your request %(reference)s", reference=request.reference)
    return _mail(parts, request, CORRESPONDENCE, subject_line, paragraphs)


def withdrawn(parts: Parts, request: DataSubjectRequest) -> Mail:
    """Return the letter that confirms a withdrawal.

    Raises:
        NotFoundError: the request's address was purged.
    """
    controller, locale = _controller(parts, request), request.locale
    paragraphs = [
        _say(locale, "Hello,"),
        _say(
            locale,
            "Your request to %(controller)s of %(day)s was withdrawn. Nothing more is done about it, and you"
            " can make a new one at any time.",
            controller=controller.name,
            day=_day(controller, locale, request.received_at),
        ),
        _say(locale, "If it was not you who withdrew it, tell us:"),
        "\n".join(ways_to_reach(controller)),
    ]
    subject_line = _say(locale, "Your request %(reference)s was withdrawn", reference=request.reference)
    return _mail(parts, request, WITHDRAWN, subject_line, paragraphs)


def reminder(parts: Parts, request: DataSubjectRequest, closing_on: date) -> Mail:
    """Return the letter that reminds of a request whose mailbox nobody has proved yet. Rule V-7.

    Raises:
        NotFoundError: the request's address was purged.
    """
    controller, locale = _controller(parts, request), request.locale
    paragraphs = [
        _say(locale, "Hello,"),
        _say(
            locale,
            "On %(day)s %(controller)s was asked for this with your e-mail address: %(rights)s. Nobody has"
            " confirmed yet that the mailbox is theirs.",
            day=_day(controller, locale, request.received_at),
            controller=controller.name,
            rights=_named(_to_prove(request), locale),
        ),
        _say(
            locale,
            "If it was you, ask for a code on this page and type it there. Without it we close the request"
            " on %(closing)s.",
            closing=spoken_day(closing_on, locale),
        ),
        status_url(parts, request),
        *_without_the_code(request),
    ]
    subject_line = _say(locale, "Your request %(reference)s waits for you", reference=request.reference)
    return _mail(parts, request, REMINDER, subject_line, paragraphs)


def expired(parts: Parts, request: DataSubjectRequest) -> Mail:
    """Return the letter that closes what nobody confirmed: why, how to go on, whom to complain to. Rule V-7.

    Raises:
        NotFoundError: the request's address was purged.
    """
    controller, locale = _controller(parts, request), request.locale
    paragraphs = [
        _say(locale, "Hello,"),
        _say(
            locale,
            "A part of the request to %(controller)s of %(day)s with your e-mail address was closed:"
            " %(rights)s. Nobody confirmed with a code that the mailbox is theirs, so we cannot tell whose"
            " data is meant."
            if _going_on(request)
            else "The request to %(controller)s of %(day)s with your e-mail address was closed: nobody"
            " confirmed with a code that the mailbox is theirs, so we cannot tell whose data is meant.",
            day=_day(controller, locale, request.received_at),
            controller=controller.name,
            rights=_named(_to_prove(request), locale),
        ),
        _say(locale, "You can make the request again at any time, or reach us this way:"),
        "\n".join(ways_to_reach(controller)),
        _remedies(parts, request),
        *_without_the_code(request),
    ]
    subject = (
        "About your request %(reference)s" if _going_on(request) else "Your request %(reference)s was closed"
    )
    subject_line = _say(locale, subject, reference=request.reference)
    return _mail(parts, request, EXPIRED, subject_line, paragraphs)


def _without_the_code(request: DataSubjectRequest) -> tuple[str, ...]:
    """Return what happens without the code: nothing, or only what needs no proof."""
    locale = request.locale
    if not (going_on := _going_on(request)):
        only = "If this was not you, do nothing: without the code nothing is looked up or changed."
        return (_say(locale, only),)
    return (
        _say(
            locale, "This needs no code and goes on without it: %(rights)s.", rights=_named(going_on, locale)
        ),
        _say(
            locale, "If this was not you, do nothing: without the code nothing else is looked up or changed."
        ),
    )


def _going_on(request: DataSubjectRequest) -> list[RequestLine]:
    return [line for line in request.lines if line.level == Level.L0.name and line.state not in _ENDED]


def _to_prove(request: DataSubjectRequest) -> list[RequestLine]:
    return [line for line in request.lines if line.level != Level.L0.name]


def _remedies(parts: Parts, request: DataSubjectRequest) -> str:
    known = authority(_controller(parts, request).country)
    return _say(
        request.locale,
        "If you are not content with what we do about your request, you can complain to the supervisory"
        " authority and go to court: %(authority)s, %(post)s, %(phone)s, %(email)s.",
        authority=known.name(Locale(request.locale)),
        post=known.post,
        phone=known.phone,
        email=known.email,
    )


def status_url(parts: Parts, request: DataSubjectRequest) -> str:
    """Return the address of the request's own page."""
    return f"{parts.base_url}/requests/{request.reference}"


def rights_asked(request: DataSubjectRequest) -> str:
    """Return the names of the rights as one list, in the request's language."""
    return _named(request.lines, request.locale)


def _named(lines: Iterable[RequestLine], locale: str) -> str:
    return spoken_list([render(right_name(Right(line.right)), locale) for line in lines], locale)


def why_due(request: DataSubjectRequest, locale: str = "") -> tuple[str, ...]:
    """Return the due date and the steps to it as sentences, in its language or another. Rule D-9."""
    return tuple(render(message, locale or request.locale) for message in explain(trace_of(request.trace)))


def ways_to_reach(controller: Controller) -> Iterator[str]:
    """Yield the mailboxes, the postal address and the telephone number that the controller names, once."""
    officer = controller.dpo.email if controller.dpo else ""
    for way in dict.fromkeys((controller.contact.email, officer, controller.contact.post, controller.phone)):
        if way:
            yield way


def _mail(
    parts: Parts, request: DataSubjectRequest, kind: str, subject_line: str, paragraphs: Iterable[str]
) -> Mail:
    if request.address is None:
        raise NotFoundError("The address of this request was purged.")
    controller = _controller(parts, request)
    signature = controller.signature.get(Locale(request.locale), controller.name)
    return Mail(
        addressee=request.address,
        sender=controller.sender,
        sender_name=controller.name,
        subject_line=subject_line,
        text="\n\n".join((*paragraphs, signature)) + "\n",
        message_id=uuid.uuid4().hex,
        headers=((KIND_HEADER, kind), (REFERENCE_HEADER, request.reference)),
    )


def _controller(parts: Parts, request: DataSubjectRequest) -> Controller:
    return parts.knowledge().controller(request.controller)


def _say(locale: str, msgid: str, /, **parameters: object) -> str:
    return translate(DOMAIN, locale, msgid, **parameters)


def _day(controller: Controller, locale: str, at: datetime) -> str:
    return spoken_day(at.astimezone(ZoneInfo(controller.timezone)), locale)


def _time(controller: Controller, locale: str, at: datetime) -> str:
    return spoken_time(at.astimezone(ZoneInfo(controller.timezone)), locale)
