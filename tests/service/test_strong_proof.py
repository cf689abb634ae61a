"""Holds what the strongest proof, L3, asks of the staff: from a doubt, or the settings, to the download."""

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy.orm import Session

from assistant.errors import PermissionDeniedError, TransitionNotAllowedError
from assistant.rights.identity import Doubt, Level, Method
from assistant.rights.states import LineOutcome, LineState
from assistant.service import asking, identifiers, letters, outcomes, packages, proofs, requests, tickets
from assistant.service.acting import Act, Actor
from assistant.service.identifiers import Claim, Kind
from assistant.service.letters import AnswerWords
from assistant.service.parts import Parts
from assistant.service.proofs import IdentityProof, Proof
from assistant.service.staff_proof import StaffCheck
from assistant.store import Ticket
from assistant.terms import Right, Role
from tests.service.answering import Desk
from tests.service.conftest import ALVA, BO, Clock, acting, filing

EVE = Actor("eve", Role.APPROVER)
PHONE = "+358 40 1234567"


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions() as session:
        yield session


@pytest.fixture
def desk(parts: Parts, session: Session) -> Desk:
    """Return a request for access whose right needs the strongest proof and has none yet."""
    request = requests.file(acting(parts, session), filing(Right.ACCESS))
    identifiers.claim(acting(parts, session), request, (Claim(Kind.PHONE, PHONE),))
    request.lines[0].level = Level.L3.name
    return Desk(parts, session, tickets.of_request(session, request))


def check(desk: Desk, who: Actor, *, confirmed: Sequence[int] = (0, 1)) -> None:
    """Let a member of staff check the person by telephone, through the port that any proof goes through."""
    port: IdentityProof = StaffCheck(Method.CALLED_BACK, confirmed, "Called back on the known number.")
    port.prove(acting(desk.parts, desk.session, who), desk.ticket)


def test_two_people_confirm_a_disclosure_that_needs_the_strongest_proof(
    parts: Parts, session: Session, desk: Desk, clock: Clock
) -> None:
    """Rules R-4, F-2 and V-8: one checks who asks, another approves, and it is checked again to download."""
    proofs.accept(
        acting(parts, session),
        desk.ticket,
        Proof(Method.CODE, Level.L1, desk.ticket.request.address_hash),
    )
    assert desk.line.state == LineState.RECEIVED_UNVERIFIED, "a code is not enough"
    check(desk, EVE)
    assert desk.line.state == LineState.OPEN
    clock.move(days=1)
    desk.begin()
    desk.finish_items()
    answer = desk.propose()
    for alone in (ALVA, EVE):
        with pytest.raises(PermissionDeniedError):
            desk.send(answer, alone)
    desk.send(answer, BO)
    assert "our staff must check once more who you are" in tickets.text_of(parts, desk.last_letter())
    request = desk.ticket.request
    (package,) = packages.open_packages(session, request, now=parts.now())
    clock.move(hours=1)
    act = acting(parts, session)
    with pytest.raises(PermissionDeniedError):
        packages.download(act, request, package.id, verified=clock.now)
    check(desk, ALVA)
    assert packages.download(act, request, package.id, verified=clock.now).startswith(b"PK")
    assert [row.kind for row in desk.ticket.history][-1] == "package_downloaded"


@pytest.mark.parametrize("right", [Right.PORTABILITY, Right.RECTIFICATION])
def test_the_strongest_proof_makes_any_right_one_for_two_people(
    parts: Parts, session: Session, right: Right
) -> None:
    """Rule F-2."""
    request = requests.file(acting(parts, session), filing(right))
    request.lines[0].level = Level.L3.name
    desk = Desk(parts, session, tickets.of_request(session, request))
    check(desk, ALVA, confirmed=(0,))
    desk.begin()
    desk.finish_items()
    answer = desk.propose()
    assert outcomes.needs_two(answer)
    with pytest.raises(PermissionDeniedError):
        desk.send(answer, ALVA)


def doubted(parts: Parts, session: Session) -> tuple[Act, Ticket, Desk]:
    """Return a verified request on which staff have asked for more proof, and the person has answered."""
    request = requests.file(acting(parts, session), filing(Right.RECTIFICATION))
    desk = Desk(parts, session, tickets.of_request(session, request))
    hashed = request.address_hash
    proofs.accept(acting(parts, session), desk.ticket, Proof(Method.CODE, Level.L1, hashed))
    desk.begin()
    act = acting(parts, session, ALVA)
    asking.ask_identity(act, desk.ticket, 1, Doubt.SHARED_MAILBOX, "Which was your first order?")
    requests.write(acting(parts, session), request, "A blue bicycle.")
    return act, desk.ticket, desk


def test_a_documented_doubt_is_settled_by_a_check_that_is_recorded_and_by_nothing_weaker(
    parts: Parts, session: Session, clock: Clock
) -> None:
    """Rule V-8: neither an answer in words nor another code of the doubted mailbox settles it."""
    _, ticket, desk = doubted(parts, session)
    raised = [(row.rule, row.old, row.new) for row in ticket.history if row.kind == "level_changed"]
    assert ("V-8", "L1", "L3") in raised
    clock.move(minutes=5)
    proofs.accept(acting(parts, session), ticket, Proof(Method.CODE, Level.L1, ticket.request.address_hash))
    desk.finish_items()
    with pytest.raises(TransitionNotAllowedError, match="There was a doubt who asks"):
        desk.propose()
    session.rollback()
    _, ticket, desk = doubted(parts, session)
    desk.finish_items()
    check(desk, ALVA, confirmed=(0,))
    assert desk.propose().outcome == LineOutcome.FULFILLED


def test_who_stays_in_doubt_can_be_told_so(parts: Parts, session: Session) -> None:
    """Rules V-8 and R-1: that nobody can tell who asks needs no proof to be said."""
    _, _, desk = doubted(parts, session)
    desk.finish_items()
    assert desk.propose(LineOutcome.CANNOT_IDENTIFY, AnswerWords(reasons="Two people read it.")) is not None


def test_a_proof_from_before_the_doubt_does_not_settle_it(
    parts: Parts, session: Session, clock: Clock
) -> None:
    """Rule V-8."""
    request = requests.file(acting(parts, session), filing(Right.RECTIFICATION))
    desk = Desk(parts, session, tickets.of_request(session, request))
    check(desk, ALVA, confirmed=(0,))
    clock.move(days=1)
    desk.begin()
    asking.ask_identity(acting(parts, session, ALVA), desk.ticket, 1, Doubt.ELSEWHERE, "Where to?")
    tickets.move_line(acting(parts, session, ALVA), desk.line, LineState.IN_PROGRESS)
    desk.finish_items()
    with pytest.raises(TransitionNotAllowedError, match="There was a doubt"):
        desk.propose()


def test_a_package_at_the_usual_level_needs_no_second_check(parts: Parts, session: Session) -> None:
    request = requests.file(acting(parts, session), filing(Right.ACCESS))
    words = AnswerWords("Done.")
    told = letters.answer(parts, request.lines[0], "fulfilled", words).text
    assert "check once more" not in told
