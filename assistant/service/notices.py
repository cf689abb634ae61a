"""Letters about time and proof: the notice of an extension, the question who somebody is, staff reminders."""

from collections.abc import Mapping
from datetime import date

from assistant.errors import NotFoundError
from assistant.rights.identity import Doubt
from assistant.service.letters import by_post, letter
from assistant.service.parts import Parts
from assistant.service.ports import Mail
from assistant.service.writing import DOMAIN
from assistant.store import DataSubjectRequest
from assistant.terms import Locale
from assistant.translations import translate

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
        InvalidInputError: it says no reason.
    """
    return letter(parts, request, EXTENSION, to=by_post(request), due=due, reasons=why)


def identity_question(parts: Parts, request: DataSubjectRequest, doubt: Doubt, text: str) -> Mail:
    """Return the letter that asks for more proof: which doubt there is, and what would settle it. Rule V-8.

    Raises:
        NotFoundError: the request's address was purged.
        InvalidInputError: it does not say what would help.
    """
    told = translate(DOMAIN, request.locale, DOUBTS[doubt])
    return letter(parts, request, IDENTITY_QUESTION, to=by_post(request), doubt=told, reasons=text)


def staff_reminder(parts: Parts, request: DataSubjectRequest, days_left: int) -> Mail:
    """Return the letter that tells the staff what falls due; it names nobody and quotes nothing. Rule D-10.

    Raises:
        NotFoundError: the controller has no mailbox for its staff.
    """
    controller = parts.knowledge().controller(request.controller)
    if not controller.staff_mailbox:
        raise NotFoundError("The controller has no mailbox for its staff.")
    to = (controller.staff_mailbox, next(iter(controller.locales), Locale.EN))
    page = f"{parts.base_url}/staff/?q={request.reference}"
    return letter(parts, request, STAFF_REMINDER, to=to, due=request.due, days_left=days_left, page=page)
