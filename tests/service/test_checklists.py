"""Holds the work on a checklist: rules F-1 and F-3, on real rows."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from assistant.errors import InvalidInputError, NotFoundError, TransitionNotAllowedError
from assistant.rights.checklist import ItemState
from assistant.rights.states import LineState
from assistant.service import checklists, files, requests, staff, tickets
from assistant.service.acting import SYSTEM
from assistant.service.files import Upload
from assistant.service.items import items_of, places_of
from assistant.service.parts import Parts
from assistant.store import ChecklistItem, ItemFile
from assistant.terms import Locale, Right, Role
from tests.service.answering import Desk
from tests.service.conftest import ALVA, acting, filing

PDF = b"%PDF-1.7 invented"


@pytest.fixture
def session(parts: Parts) -> Iterator[Session]:
    with parts.sessions.begin() as session:
        yield session


@pytest.fixture
def desk(parts: Parts, session: Session) -> Desk:
    """Work has begun on a ban on marketing, which needs no proof."""
    request = requests.file(acting(parts, session), filing(Right.MARKETING_BAN))
    desk = Desk(parts, session, tickets.of_request(session, request))
    desk.begin()
    return desk


def first(desk: Desk) -> ChecklistItem:
    return items_of(desk.session, desk.line)[0]


def test_work_begins_with_the_checklist_of_the_right_due_on_the_house_date(desk: Desk) -> None:
    """Rule F-1."""
    items = items_of(desk.session, desk.line)
    assert [item.key for item in items] == ["marketing_ban:stop", "marketing_ban:suppression"]
    assert {item.due for item in items} == {desk.ticket.request.internal_due}
    assert {item.state for item in items} == {"open"}


def test_beginning_again_keeps_what_was_done(desk: Desk) -> None:
    desk.finish_items()
    answer = desk.propose()
    tickets.move_line(
        acting(desk.parts, desk.session, ALVA), desk.line, LineState.IN_PROGRESS, reason="Not yet."
    )
    assert answer.proposed_by == "alva"
    assert {item.state for item in items_of(desk.session, desk.line)} == {"done"}


def test_an_item_keeps_who_did_it_when_and_what_shows_it_sealed(desk: Desk) -> None:
    """Rule F-1."""
    act, item = acting(desk.parts, desk.session, ALVA), first(desk)
    checklists.mark(act, desk.ticket, item, ItemState.DONE, note="Row 14 is gone.")
    assert (item.state, item.done_by, item.done_at) == ("done", "alva", act.now)
    assert checklists.evidence_of(desk.parts, item) == "Row 14 is gone."
    assert b"Row 14" not in (item.evidence or b"")
    newest = desk.ticket.history[-1]
    assert (newest.kind, newest.rule, newest.new) == ("checked_item", "F-1", "done")
    checklists.mark(act, desk.ticket, item, ItemState.OPEN, note="")
    assert (item.done_by, item.done_at, item.evidence) == (None, None, None)


def test_what_does_not_apply_needs_a_reason(desk: Desk) -> None:
    """Rule F-1."""
    act = acting(desk.parts, desk.session, ALVA)
    with pytest.raises(InvalidInputError):
        checklists.mark(act, desk.ticket, first(desk), ItemState.NOT_APPLICABLE, note=" ")


def test_a_national_number_in_the_evidence_is_masked(desk: Desk) -> None:
    act = acting(desk.parts, desk.session, ALVA)
    checklists.mark(act, desk.ticket, first(desk), ItemState.DONE, note="Found 131052-308T.")
    assert "131052" not in checklists.evidence_of(desk.parts, first(desk))


def test_an_item_is_owned_by_somebody_who_works_in_the_queue(desk: Desk) -> None:
    """Rule F-1."""
    for name, role in (("carl", Role.AGENT), ("erna", Role.EDITOR)):
        newcomer = staff.Newcomer(name, role, "eleven tame lynxes", (), Locale.EN)
        staff.add(acting(desk.parts, desk.session, SYSTEM), newcomer)
    act = acting(desk.parts, desk.session, ALVA)
    checklists.assign(act, desk.ticket, first(desk), "carl")
    assert first(desk).owner == "carl"
    with pytest.raises(InvalidInputError):
        checklists.assign(act, desk.ticket, first(desk), "erna")
    checklists.assign(act, desk.ticket, first(desk), "")
    assert first(desk).owner is None


def test_a_file_is_kept_sealed_and_comes_back_as_it_was(desk: Desk) -> None:
    """Rule F-1."""
    act = acting(desk.parts, desk.session, ALVA)
    kept = checklists.add_file(act, desk.ticket, first(desk), Upload("C:\\aino\\list.pdf", PDF))
    assert files.name_of(desk.parts, kept) == "list.pdf"
    assert files.content_of(desk.parts, kept) == PDF
    assert b"list" not in kept.name
    assert b"PDF" not in kept.sealed
    checklists.remove_file(act, desk.ticket, first(desk), kept.id)
    assert desk.session.query(ItemFile).count() == 0
    assert [row.kind for row in desk.ticket.history[-2:]] == ["file_added", "file_removed"]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("x.html", b"<script>", "kind"),
        ("x.svg", b"<svg/>", "kind"),
        ("x.exe", b"MZ", "kind"),
        ("pdf", PDF, "kind"),
        ("x.pdf", b"MZ\x90", "not what"),
        ("x.png", b"<script>", "not what"),
        ("x.csv", b"", "empty"),
        ("x.csv", b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_with_the_reason(
    desk: Desk, name: str, content: bytes, fault: str
) -> None:
    act = acting(desk.parts, desk.session, ALVA)
    with pytest.raises(InvalidInputError, match=fault):
        checklists.add_file(act, desk.ticket, first(desk), Upload(name, content))
    assert desk.session.query(ItemFile).count() == 0


@pytest.mark.parametrize(
    ("given", "plain"),
    [("../../etc/a.txt", "a.txt"), ("a\u202etxt.\x00pdf", "atxt.pdf"), ("...", "file"), ("", "file")],
)
def test_a_files_name_keeps_nothing_that_leads_elsewhere_or_hides_its_end(given: str, plain: str) -> None:
    assert files.plain_name(given) == plain


def test_an_item_of_another_line_is_unknown(desk: Desk, parts: Parts, session: Session) -> None:
    other = requests.file(acting(parts, session), filing(Right.MARKETING_BAN, key="two"))
    elsewhere = Desk(parts, session, tickets.of_request(session, other))
    elsewhere.begin()
    act = acting(parts, session, ALVA)
    with pytest.raises(NotFoundError):
        checklists.item_of(act, desk.line, first(elsewhere).id)


def test_a_checklist_is_left_alone_once_the_answer_is_ready(desk: Desk) -> None:
    desk.propose()
    act = acting(desk.parts, desk.session, ALVA)
    with pytest.raises(TransitionNotAllowedError, match="worked on"):
        checklists.mark(act, desk.ticket, first(desk), ItemState.DONE, note="")


def test_without_a_policy_the_places_are_those_of_the_settings(parts: Parts) -> None:
    places = places_of(parts.knowledge(), "nord")
    assert (places.systems, places.recipients, places.categories) == ((), (), ())
