"""Letters about time and proof: the notice of an extension, the question who somebody is, staff reminders."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from assistant.errors import NotFoundError
from assistant.law.authorities import authority
from assistant.policy.load import Controller
from assistant.rights.identity import Doubt
from assistant.service.letters import DOMAIN, KIND_HEADER, REFERENCE_HEADER, status_url, ways_to_reach
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.store import DataSubjectRequest
from assistant.terms import Locale
from assistant.translations import spoken_day, translate

EXTENSION, IDENTITY_QUESTION, STAFF_REMINDER = "extension", "identity_question", "staff_reminder"
DOUBTS: Mapping[Doubt, str] = {
    Doubt.OTHER_ADDRESS: "The address that you wrote from is not one that we hold for the data.",
    Doubt.SHARED_MAILBOX: "More than one person can read the mailbox that was confirmed.",
    Doubt.CONTRADICTION: "What you told us about yourself does not fit what we hold.",
    Doubt.SENSITIVE_DATA: "The data is of a kind that needs special care, such as data about health.",
    Doubt.ELSEWHERE: "The answer is to go to somebody or somewhere else than before.",
    Doubt.REPRESENTATIVE: "You ask for another person, and we have not seen yet that you may.",
}
"""Every doubt as it is told to the person. Rule V-8."""


def extension(parts: Parts, request: DataSubjectRequest, due: date, why: str) -> Mail:
    """Return the notice that the answer takes longer: until when, why, and whom to complain to. D-5, R-1.

    Raises:
        NotFoundError: the request's address was purged.
    """
    controller, locale = _controller(parts, request), request.locale
    received = spoken_day(request.received_at.astimezone(ZoneInfo(controller.timezone)), locale)
    paragraphs = [
        _say(locale, "Hello,"),
        _say(
            locale,
            "%(controller)s received your request on %(day)s and needs more time for it. You get the answer"
            " by %(due)s at the latest. GDPR Art. 12(3) allows up to three months from receipt for requests"
            " that are complex or many, if you are told within the first month.",
            controller=controller.name,
            day=received,
            due=spoken_day(due, locale),
        ),
        _say(locale, "This is the reason:"),
        why,
        _remedies(controller, locale),
        _say(locale, "On this page you see how far it is, and can write to us or withdraw it:"),
        status_url(parts, request),
    ]
    subject = "Your request %(reference)s needs more time"
    return _mail(parts, request, EXTENSION, _say(locale, subject, reference=request.reference), paragraphs)


def identity_question(parts: Parts, request: DataSubjectRequest, doubt: Doubt, text: str) -> Mail:
    """Return the letter that asks for more proof: which doubt there is, and what would settle it. Rule V-8.

    Raises:
        NotFoundError: the request's address was purged.
    """
    locale = request.locale
    paragraphs = [
        _say(locale, "Hello,"),
        _say(
            locale,
            "Before we go on with your request %(reference)s, we need to be surer that it is you. GDPR Art."
            " 12(6) allows this where there is a reasonable doubt, and this is ours:",
            reference=request.reference,
        ),
        _say(locale, DOUBTS[doubt]),
        text,
        _say(
            locale,
            "Please send no copy of an identity document and no personal identity number. To answer, write to"
            " us on the page of your request:",
        ),
        status_url(parts, request),
        _remedies(_controller(parts, request), locale),
    ]
    subject = "A question about your request %(reference)s"
    kind = IDENTITY_QUESTION
    return _mail(parts, request, kind, _say(locale, subject, reference=request.reference), paragraphs)


def staff_reminder(parts: Parts, request: DataSubjectRequest, days_left: int) -> Mail:
    """Return the letter that tells the staff what falls due; it names nobody and quotes nothing. Rule D-10.

    Raises:
        NotFoundError: the controller has no mailbox for its staff.
    """
    controller = _controller(parts, request)
    if not controller.staff_mailbox:
        raise NotFoundError("The controller has no mailbox for its staff.")
    locale = next(iter(controller.locales), Locale.EN)
    what = (
        "The request %(reference)s is due on %(due)s."
        if days_left >= 0
        else "The request %(reference)s was due on %(due)s and is late."
    )
    line = _say(locale, what, reference=request.reference, due=spoken_day(request.due, locale))
    page = f"{parts.base_url}/staff/?q={request.reference}"
    return Mail(
        addressee=controller.staff_mailbox,
        sender=controller.sender,
        sender_name=controller.name,
        subject_line=line,
        text=f"{line}\n\n{page}\n",
        message_id=uuid.uuid4().hex,
        headers=((KIND_HEADER, STAFF_REMINDER), (REFERENCE_HEADER, request.reference)),
    )


def _remedies(controller: Controller, locale: str) -> str:
    known = authority(controller.country)
    return _say(
        locale,
        "If you are not content with what we do about your request, you can complain to the supervisory"
        " authority and go to court: %(authority)s, %(post)s, %(phone)s, %(email)s.",
        authority=known.name(Locale(locale)),
        post=known.post,
        phone=known.phone,
        email=known.email,
    )


def _mail(
    parts: Parts, request: DataSubjectRequest, kind: str, subject_line: str, paragraphs: Iterable[str]
) -> Mail:
    if request.address is None:
        raise NotFoundError("The address of this request was purged.")
    controller = _controller(parts, request)
    reach = "\n".join((_say(request.locale, "You can also reach us this way:"), *ways_to_reach(controller)))
    signature = controller.signature.get(Locale(request.locale), controller.name)
    return Mail(
        addressee=request.address,
        sender=controller.sender,
        sender_name=controller.name,
        subject_line=subject_line,
        text="\n\n".join((*paragraphs, reach, signature)) + "\n",
        message_id=uuid.uuid4().hex,
        headers=((KIND_HEADER, kind), (REFERENCE_HEADER, request.reference)),
    )


def _controller(parts: Parts, request: DataSubjectRequest) -> Controller:
    return parts.knowledge().controller(request.controller)


def _say(locale: str, msgid: str, /, **parameters: object) -> str:
    return translate(DOMAIN, locale, msgid, **parameters)
