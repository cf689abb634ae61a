"""Letters about requests, in the request's language; nothing personal in any header."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.errors import NotFoundError
from assistant.law.authorities import authority, members_url
from assistant.law.names import right_name
from assistant.policy.load import Controller
from assistant.rights.explanation import explain, trace_of
from assistant.rights.identity import Level
from assistant.rights.states import LineOutcome, LineState
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.service.writing import DOMAIN, write
from assistant.store import DataSubjectRequest, RequestLine
from assistant.terms import Locale, Right
from assistant.translations import render, spoken_day, spoken_list, spoken_time, translate

KIND_HEADER, REFERENCE_HEADER = "X-Assistant-Kind", "X-Assistant-Reference"
CODE, ACKNOWLEDGEMENT, CORRESPONDENCE, WITHDRAWN = "code", "acknowledgement", "correspondence", "withdrawn"
REMINDER, EXPIRED = "reminder", "expired"
ID_DOMAIN, ID_CHARACTERS = "data-subject-assistant.invalid", 32
_ENDED = (LineState.CLOSED, LineState.PURGED)


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """What staff write into the answer to one line; all but the day stands in the letter word for word.

    `package_until` is the last day of a package that goes with it.
    """

    done: str = field(default="", repr=False)
    reasons: str = field(default="", repr=False)
    demonstration: str = field(default="", repr=False)
    package_until: date | None = None


def code(parts: Parts, request: DataSubjectRequest, digits: str) -> Mail:
    """Return the letter that proves a mailbox; the code stands alone on its line. Rule V-4.

    Raises:
        NotFoundError: the request's address was purged.
    """
    minutes = parts.limits.code_ttl_minutes
    return letter(parts, request, CODE, digits=digits, code_minutes=minutes)


def acknowledgement(parts: Parts, request: DataSubjectRequest, *, adopted: int = 0) -> Mail:
    """Return the letter that says what was asked, until when it is answered and why then.

    It tells of earlier requests that were taken over, which nobody is written to about one by one.
    What the person wrote is not repeated: nobody may send words of their own to somebody else's mailbox.

    Raises:
        NotFoundError: the request's address was purged.
    """
    return letter(parts, request, ACKNOWLEDGEMENT, why_due=why_due(request), adopted=adopted)


def correspondence(parts: Parts, request: DataSubjectRequest, text: str) -> Mail:
    """Return a letter with the staff's own words, untouched, how to answer and whom to complain to. Rule R-2.

    It has no addressee where it goes by post.

    Raises:
        NotFoundError: the request's address was purged.
    """
    return letter(parts, request, CORRESPONDENCE, to=by_post(request), text=text)


def withdrawn(parts: Parts, request: DataSubjectRequest, lines: Sequence[RequestLine]) -> Mail:
    """Return the letter that confirms that lines were withdrawn just now, and says what goes on.

    Raises:
        NotFoundError: the request's address was purged.
    """
    is_whole = all(line.outcome == LineOutcome.WITHDRAWN for line in request.lines)
    part = "" if is_whole else _named(lines, request.locale)
    rest = _named((line for line in request.lines if line.state not in _ENDED), request.locale)
    return letter(parts, request, WITHDRAWN, to=by_post(request), part=part, rest=rest)


def reminder(parts: Parts, request: DataSubjectRequest, closing_on: date) -> Mail:
    """Return the letter that reminds of a request whose mailbox nobody has proved yet. Rule V-7.

    Raises:
        NotFoundError: the request's address was purged.
    """
    return letter(parts, request, REMINDER, closing=closing_on)


def expired(parts: Parts, request: DataSubjectRequest) -> Mail:
    """Return the letter that closes what nobody confirmed: why, how to go on, whom to complain to. Rule V-7.

    Raises:
        NotFoundError: the request's address was purged.
    """
    return letter(parts, request, EXPIRED)


def clarification(parts: Parts, request: DataSubjectRequest, question: str) -> Mail:
    """Return the letter that asks the person what is meant.

    Raises:
        NotFoundError: the request's address was purged.
    """
    return letter(parts, request, "clarification", to=by_post(request), text=question)


def goes_on(parts: Parts, request: DataSubjectRequest, old: str, lines: Iterable[RequestLine]) -> Mail:
    """Return the letter that says under which reference rights of another request go on. Rule D-11.

    Raises:
        NotFoundError: the request's address was purged.
    """
    named = _named(lines, request.locale)
    to = by_post(request)
    return letter(parts, request, "linked_duplicate", to=to, old=old, right=named, due=request.due)


def answer(parts: Parts, line: RequestLine, outcome: str, words: AnswerWords) -> Mail:
    """Return the letter that answers one line with its outcome; to nobody where it goes by post. Rule R-1.

    Where nobody has shown who asks, it says that the request can be made again, and not that it reopens.

    Raises:
        InvalidInputError: the outcome needs reasons and has none.
    """
    return letter(
        parts,
        line.request,
        outcome,
        to=by_post(line.request),
        right=_named([line], line.request.locale),
        done=words.done,
        reasons=words.reasons,
        demonstration=words.demonstration,
        package_until=words.package_until,
        is_strong=Level[line.level] > Level.L1,
        is_final=line.state == LineState.RECEIVED_UNVERIFIED,
    )


def by_post(request: DataSubjectRequest) -> tuple[str, Locale] | None:
    """Return the reader of a letter that goes by post; None where there is a mailbox, or nobody to write to.

    Whoever is behind a plain ticket can be reached by mail alone.
    """
    is_there = request.address is None and request.lines and request.wrapped_key
    return ("", Locale(request.locale)) if is_there else None


def letter(
    parts: Parts,
    request: DataSubjectRequest,
    kind: str,
    *,
    to: tuple[str, Locale] | None = None,
    **values: Any,  # noqa: ANN401 - what the template of this kind speaks of
) -> Mail:
    """Return a letter of a kind to the person in the request's language; `to` names another reader.

    Raises:
        NotFoundError: the request's address was purged.
        InvalidInputError: it must give reasons and has none.
    """
    addressee, locale = to or (request.address, Locale(request.locale))
    if addressee is None:
        raise NotFoundError("There is no address to write to: none was given, or it was purged.")
    controller = _controller(parts, request)
    signature = controller.signature.get(locale, controller.name)
    known = {**_known(parts, request, locale), "is_by_post": not addressee}
    written = write(kind, locale, {**known, **values}, signature=signature)
    return Mail(
        addressee=addressee,
        sender=controller.sender,
        sender_name=controller.name,
        subject_line=written.subject_line,
        text=written.text,
        html=written.html,
        message_id=uuid.uuid4().hex,
        headers=((KIND_HEADER, kind), (REFERENCE_HEADER, request.reference)),
    )


def _known(parts: Parts, request: DataSubjectRequest, locale: Locale) -> dict[str, object]:
    """Return what every letter can speak of."""
    controller = _controller(parts, request)
    return {
        "controller": controller,
        "reference": request.reference,
        "rights": _named(request.lines, locale),
        "to_prove": _named((line for line in request.lines if line.level != Level.L0.name), locale),
        "going_on": _named(_going_on(request), locale),
        "received_day": _day(controller, locale, request.received_at),
        "received_time": time_there(controller, locale, request.received_at),
        "url": status_url(parts, request),
        "ways": tuple(ways_to_reach(controller)),
        "remedies": remedies(controller, locale),
    }


def _going_on(request: DataSubjectRequest) -> list[RequestLine]:
    """Return what needs no proof and so goes on without the code."""
    return [line for line in request.lines if line.level == Level.L0.name and line.state not in _ENDED]


def remedies(controller: Controller, locale: str) -> str:
    """Return the paragraph on the supervisory authority and the court. GDPR Art. 12(4)."""
    known = authority(controller.country)
    if known is None:
        return translate(
            DOMAIN,
            locale,
            "If you are not content with what we do about your request, you can go to court, and complain"
            " to the data protection authority of the EU or EEA country where you live, where you work or"
            " where you think that the law was broken. All of them, with their addresses: %(list)s",
            list=members_url(Locale(locale)),
        )
    return translate(
        DOMAIN,
        locale,
        "If you are not content with what we do about your request, you can complain to the supervisory"
        " authority and go to court: %(authority)s, %(post)s, %(phone)s, %(email)s.",
        authority=known.name(Locale(locale)),
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


def own_id(message_id: str) -> str:
    """Return the number of our own mail that a Message-ID names; what is not ours gives one that none has."""
    return message_id.strip("<> ").removesuffix(f"@{ID_DOMAIN}")[:ID_CHARACTERS]


def _controller(parts: Parts, request: DataSubjectRequest) -> Controller:
    return parts.knowledge().controller(request.controller)


def _day(controller: Controller, locale: str, at: datetime) -> str:
    return spoken_day(at.astimezone(ZoneInfo(controller.timezone)), locale)


def time_there(controller: Controller, locale: str, at: datetime) -> str:
    """Return a time of day where the controller is, with the place that its clock is set to."""
    place = controller.timezone.rpartition("/")[2].replace("_", " ")
    told = spoken_time(at.astimezone(ZoneInfo(controller.timezone)), locale)
    return translate(DOMAIN, locale, "%(time)s (time in %(place)s)", time=told, place=place)
