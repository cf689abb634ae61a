"""What the law itself says about each right, in plain sentences, and what it overrides in a policy.

The article and the guidance that reads it are named apart. Wording is this project's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.terms import Message, Right

DOMAIN = "law"
CHECKED_ON = date(2026, 11, 1)
ACCESS_GUIDELINES = "EDPB Guidelines 01/2022"


@dataclass(frozen=True, slots=True)
class LawPoint:
    """One thing that the law says: where, and in a sentence. `guidance` is empty where the text is clear."""

    article: str
    message: Message
    guidance: str = ""


class PolicyTerm(StrEnum):
    """A condition that policies put on rights and the law does not uphold as it stands."""

    SIGNATURE = "signature"
    IN_WRITING = "in_writing"
    IN_PERSON = "in_person"
    REASON = "reason"
    IDENTITY_DOCUMENT = "identity_document"
    NATIONAL_ID = "national_id"
    ONCE_A_YEAR = "once_a_year"
    FEE = "fee"
    LONGER_TIME = "longer_time"
    MARKETING_BAN_INSTEAD = "marketing_ban_instead"


def _point(article: str, text: str, guidance: str = "") -> LawPoint:
    return LawPoint(article, Message(DOMAIN, text), guidance)


OF_RIGHT: Mapping[Right, LawPoint] = {
    Right.ACCESS: _point(
        "GDPR Art. 15",
        "You can learn whether data about you is used, get a copy of it, and be told why, from where and"
        " to whom.",
    ),
    Right.RECTIFICATION: _point(
        "GDPR Art. 16", "You can have wrong data about you corrected and incomplete data completed."
    ),
    Right.ERASURE: _point(
        "GDPR Art. 17",
        "You can have data about you erased when a ground in the law applies; some data must be kept, and"
        " then you are told why.",
    ),
    Right.RESTRICTION: _point(
        "GDPR Art. 18",
        "You can have data about you only stored and not used, for instance while its accuracy is examined.",
    ),
    Right.PORTABILITY: _point(
        "GDPR Art. 20",
        "You can get the data that you gave on consent or contract in a machine-readable form, or have it"
        " sent on.",
    ),
    Right.OBJECTION: _point(
        "GDPR Art. 21(1)",
        "You can object to use based on legitimate or public interest; it must stop unless there are"
        " compelling grounds.",
    ),
    Right.MARKETING_BAN: _point(
        "GDPR Art. 21(2)-(3)",
        "When you object to direct marketing it must stop; no reason is weighed against it.",
    ),
    Right.AUTOMATED_DECISION: _point(
        "GDPR Art. 22",
        "You can have a person look again at a decision that a machine alone made and that weighs on you.",
    ),
    Right.WITHDRAW_CONSENT: _point(
        "GDPR Art. 7(3)", "You can withdraw consent at any time, and it must be as easy as giving it."
    ),
    Right.COMPLAINT: _point(
        "GDPR Art. 77",
        "You can complain to the supervisory authority; you may raise the matter with the controller first.",
    ),
}

ONE_MONTH = _point(
    "GDPR Art. 12(3)",
    "The answer must come without undue delay and within one month of receipt; for complex or many requests"
    " the controller may take up to two months more if it tells you why within the first.",
)
FREE_OF_CHARGE = _point(
    "GDPR Art. 12(5)",
    "Using your rights is free of charge; only a manifestly unfounded or excessive request may cost"
    " something or be refused, and the controller must show that it is one.",
)
FURTHER_COPIES = _point(
    "GDPR Art. 15(3)", "Only for further copies of the same data may a reasonable fee be asked."
)
ANY_FORM = _point(
    "GDPR Art. 12(2)",
    "The controller must make it easy to use your rights, so it cannot insist on a form, a channel, a"
    " reason or a signature.",
    ACCESS_GUIDELINES,
)
IDENTITY_ON_DOUBT = _point(
    "GDPR Art. 12(6)",
    "More about who you are may be asked only where there is reasonable doubt, so an identity document"
    " cannot be a condition for everybody.",
    ACCESS_GUIDELINES,
)
NO_NATIONAL_ID = _point(
    "GDPR Art. 5(1)(c)",
    "Only what is needed may be asked, so please do not write your personal identity number here.",
)
REASONED_REFUSAL = _point(
    "GDPR Art. 12(4)",
    "A refusal must give its reasons within one month and say that you can complain to the supervisory"
    " authority and go to court.",
)
COURT = _point(
    "GDPR Art. 79", "You can also take the matter to court, whether or not you complain to the authority."
)

OVER_TERM: Mapping[PolicyTerm, tuple[LawPoint, ...]] = {
    PolicyTerm.SIGNATURE: (ANY_FORM,),
    PolicyTerm.IN_WRITING: (ANY_FORM,),
    PolicyTerm.IN_PERSON: (ANY_FORM,),
    PolicyTerm.REASON: (ANY_FORM,),
    PolicyTerm.IDENTITY_DOCUMENT: (IDENTITY_ON_DOUBT,),
    PolicyTerm.NATIONAL_ID: (NO_NATIONAL_ID,),
    PolicyTerm.ONCE_A_YEAR: (FREE_OF_CHARGE, FURTHER_COPIES),
    PolicyTerm.FEE: (FREE_OF_CHARGE, FURTHER_COPIES),
    PolicyTerm.LONGER_TIME: (ONE_MONTH,),
    PolicyTerm.MARKETING_BAN_INSTEAD: (OF_RIGHT[Right.ERASURE], OF_RIGHT[Right.MARKETING_BAN]),
}


ON_TOPIC: Mapping[str, tuple[LawPoint, ...]] = {
    "request-how": (ANY_FORM,),
    "response-time": (ONE_MONTH,),
    "request-cost": (FREE_OF_CHARGE, FURTHER_COPIES),
    "identity-check": (IDENTITY_ON_DOUBT,),
    "refusal": (REASONED_REFUSAL,),
    "complaint": (OF_RIGHT[Right.COMPLAINT], COURT),
    "right-access": (OF_RIGHT[Right.ACCESS],),
    "right-rectification": (OF_RIGHT[Right.RECTIFICATION],),
    "right-erasure": (OF_RIGHT[Right.ERASURE],),
    "right-restriction": (OF_RIGHT[Right.RESTRICTION],),
    "right-portability": (OF_RIGHT[Right.PORTABILITY],),
    "right-objection": (OF_RIGHT[Right.OBJECTION],),
    "right-withdraw-consent": (OF_RIGHT[Right.WITHDRAW_CONSENT],),
    "marketing-optout": (OF_RIGHT[Right.MARKETING_BAN],),
    "automated-decisions": (OF_RIGHT[Right.AUTOMATED_DECISION],),
    "rights-overview": (ONE_MONTH, FREE_OF_CHARGE, ANY_FORM),
}


def law_on(topic: str) -> tuple[LawPoint, ...]:
    """Return what the law says on a topic, whatever a policy says of it; empty where it sets no terms."""
    return ON_TOPIC.get(topic, ())


def law_of(right: Right) -> tuple[LawPoint, ...]:
    """Return what the law says to whoever uses the right, the right's own sentence first.

    A complaint is no request to the controller, so the terms of requests do not belong to it.
    """
    if not right.is_filed:
        return (OF_RIGHT[right], COURT)
    return (OF_RIGHT[right], ONE_MONTH, FREE_OF_CHARGE, ANY_FORM)


def law_of_all(rights: Iterable[Right]) -> tuple[LawPoint, ...]:
    """Return what the law says of several rights: first their own sentences, then what they share."""
    each = [law_of(right) for right in rights]
    return _once([*(points[0] for points in each), *(point for points in each for point in points[1:])])


def law_over(terms: Iterable[PolicyTerm]) -> tuple[LawPoint, ...]:
    """Return what the law puts in place of these terms of a policy, each point once, in order."""
    return _once([point for term in terms for point in OVER_TERM[term]])


def _once(points: Iterable[LawPoint]) -> tuple[LawPoint, ...]:
    found: list[LawPoint] = []
    for point in points:
        if point not in found:
            found.append(point)
    return tuple(found)
