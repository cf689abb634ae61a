"""Holds that queries find what they mean, on both databases, and never what whoever asks may not see."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, QueryError
from assistant.service import fields, finding, links, plain, queues, tickets, watchers
from assistant.service.fields import NewField
from assistant.service.finding import Asking
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.queues import NewQueue
from assistant.store import Ticket
from assistant.terms import Right, Role, TicketStatus
from assistant.tickets.permission import Grant
from assistant.tickets.sql.syntax import Tree
from tests.service.conftest import ALVA, Clock, acting
from tests.service.test_tracker import filed
from tests.tickets.test_ticketsql import TREES

EVERYWHERE = (Grant(Role.APPROVER),)


@pytest.fixture
def session(parts: Parts, clock: Clock) -> Iterator[Session]:
    """Yield a session on tickets 1 to 5: a ban and an unproved access, then three plain ones."""
    with parts.sessions() as session:
        act = acting(parts, session, ALVA)
        for name in ("North", "South"):
            queues.add(act, NewQueue(name))
        queues.ensure(act)
        filed(parts, session)
        filed(parts, session, Right.ACCESS, key="second")
        new = NewTicket("North", "Laskutus ÅÄÖ", text="Faktureringen saknas", requestors=("kim@example.org",))
        first = plain.open_ticket(act, new)
        fields.add(act, NewField("Way in", "multi"))
        fields.set_values(act, first, "Way in", ["phone", "letter"])
        clock.move(days=2)
        act = acting(parts, session, ALVA)
        second = plain.open_ticket(act, NewTicket("South", "100% it's \\ done", status=TicketStatus.RESOLVED))
        tickets.take(act, second)
        third = plain.open_ticket(act, NewTicket("South", "Third"))
        plain.set_priority(act, third, 70)
        plain.set_due(act, third, parts.now() + timedelta(days=3))
        links.add(act, third, "depends_on", first)
        watchers.add(act, third, "cc", "sam@example.org")
        tickets.comment(act, third, "Our customers were invoiced twice")
        session.flush()
        yield session
        session.rollback()


def ask(parts: Parts, *grants: Grant) -> Asking:
    return Asking("alva", grants or EVERYWHERE, parts.keys, parts.now())


def ids(session: Session, parts: Parts, query: str, *grants: Grant) -> list[int]:
    condition = finding.found(session, ask(parts, *grants), query)
    return list(session.scalars(select(Ticket.id).where(condition).order_by(Ticket.id)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("id = 3", [3]),
        ("id IN (1, 5) OR id = 3", [1, 3, 5]),
        ("id > 3", [4, 5]),
        ("id != 1 AND id < 99999999999999999", [2, 3, 4, 5]),
        ("Queue = 'South'", [4, 5]),
        ("Queue LIKE 'nord'", [1, 2]),
        ("Subject LIKE 'åäö'", [3]),
        ("Subject = 'laskutus åäö'", [3]),
        ("Subject LIKE '100%'", [4]),
        ("Subject = '100% it\\'s \\\\ done'", [4]),
        ("Subject STARTSWITH 'las'", [3]),
        ("Subject ENDSWITH 'done'", [4]),
        ("Subject NOT LIKE 'a'", [4, 5]),
        ("Status = 'resolved'", [4]),
        ("Status = '__Active__'", [1, 2, 3, 5]),
        ("Status = '__Inactive__'", [4]),
        ("Status != 'new'", [1, 4]),
        ("Owner = 'alva'", [4]),
        ("Owner = 'Nobody' AND id > 2", [3, 5]),
        ("Owner != 'alva' AND id > 2", [3, 5]),
        ("Owner = '__CurrentUser__'", [4]),
        ("Owner IS NOT NULL", [4]),
        ("Requestor.EmailAddress = 'KIM@example.org'", [3]),
        ("Requestor LIKE 'virtanen'", [1, 2]),
        ("Requestor.Name LIKE 'aino'", [1, 2]),
        ("Requestor IS NULL", [4, 5]),
        ("Cc = 'sam@example.org'", [5]),
        ("Watcher LIKE 'example.org'", [1, 2, 3, 5]),
        ("Cc IS NULL AND id > 3", [4]),
        ("Cc = 'no address'", []),
        ("Created = 'today'", [4, 5]),
        ("Created < 'today'", [1, 2, 3]),
        ("Created > '1 hour ago'", [4, 5]),
        ("Created >= '2026-03-05' AND Created < '2026-03-06'", [1, 2, 3]),
        ("Due IS NULL", [3, 4]),
        ("Due = 'in 3 days'", [5]),
        ("Due < 'in 1 week' AND Due > 'today'", [5]),
        ("Due = 'not set'", [3, 4]),
        ("Told IS NULL", [1, 2, 3, 4, 5]),
        ("Priority > 50", [5]),
        ("Content LIKE 'fakturering'", [3]),
        ("Content LIKE 'invoice customer'", [5]),
        ("Content NOT LIKE 'invoices' AND id > 3", [4]),
        ("Type = 'ticket' AND id = 1", [1]),
        ("Type = 'reminder'", []),
        ("DependsOn = 3", [5]),
        ("DependedOnBy = 5", [3]),
        ("Linked = 5", [3]),
        ("DependsOn IS NULL AND id > 3", [4]),
        ("'CF.{Way in}' = 'phone'", [3]),
        ("CF.{Way in} LIKE 'ett'", [3]),
        ("CF.{way in} IS NULL AND id > 2", [4, 5]),
        ("CF.{Way in} != 'phone' AND id > 2", [4, 5]),
        ("Right = 'access'", [2]),
        ("Verified = 'no' AND Right = 'access'", [2]),
        ("Controller = 'nord'", [1, 2]),
        ("Language = 'en' AND id < 3", [1, 2]),
        ("NOT (id = 1 OR id = 2)", [3, 4, 5]),
        ("NOT Owner = 'alva' AND id > 2", [3, 5]),
    ],
)
def test_a_query_finds_what_it_means(session: Session, parts: Parts, query: str, expected: list[int]) -> None:
    assert ids(session, parts, query) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("laskutuksen", [3]), ("customer invoices", [5]), ("customer laskutus", []), ("?!", [])],
)
def test_words_are_found_in_whatever_form(
    session: Session, parts: Parts, typed: str, expected: list[int]
) -> None:
    assert ids(session, parts, typed) == expected


def test_a_reference_is_found_whole_and_in_part(session: Session, parts: Parts) -> None:
    reference = session.get_one(Ticket, 1).request.reference
    assert ids(session, parts, reference.lower()) == [1]
    assert ids(session, parts, reference) == [1]


@given(tree=TREES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_no_query_shows_a_ticket_of_another_queue(session: Session, parts: Parts, tree: Tree) -> None:
    asking = ask(parts, Grant(Role.AGENT, "North"))
    seen = session.scalars(select(Ticket.queue).where(finding.matching(asking, tree))).all()
    assert set(seen) <= {"North"}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
def test_whoever_may_see_no_ticket_finds_none(session: Session, parts: Parts, role: Role) -> None:
    assert ids(session, parts, "id > 0 OR id <= 0", Grant(role)) == []


def test_deleted_tickets_are_found_only_where_the_query_speaks_of_them(
    session: Session, parts: Parts
) -> None:
    plain.set_status(acting(parts, session, ALVA), session.get_one(Ticket, 3), TicketStatus.DELETED)
    session.flush()
    assert ids(session, parts, "id = 3") == []
    assert ids(session, parts, "Status = 'deleted'") == [3]


def test_an_unknown_custom_field_is_told_with_its_place(session: Session, parts: Parts) -> None:
    with pytest.raises(QueryError, match="no custom field Colour") as caught:
        ids(session, parts, "id = 1 AND CF.{Colour} = 'red'")
    assert caught.value.position == 12


def test_lists_are_sorted_by_what_they_have_and_what_has_no_value_comes_last(session: Session) -> None:
    def ordered(sort: str) -> list[int]:
        return list(session.scalars(select(Ticket.id).order_by(*finding.order_by(sort))))

    assert ordered("-id") == [5, 4, 3, 2, 1]
    assert ordered("due")[0] == 5
    assert ordered("due")[-2:] == [3, 4]
    assert ordered("-priority")[0] == 5
    with pytest.raises(InvalidInputError, match="sorted by"):
        finding.order_by("owner; DROP TABLE ticket")
