"""Holds what changes a due date and what does not: rules D-4 to D-11 and V-8, on a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.answers.knowledge import joined
from assistant.answers.volume import Own
from assistant.errors import InvalidInputError, TransitionNotAllowedError
from assistant.matcher.model import Model
from assistant.policy.read import read_policy
from assistant.rights.identity import Doubt
from assistant.rights.states import LineState
from assistant.service import asking, outbox, posting, progress, requests, tickets, timing
from assistant.service.parts import Parts
from assistant.store import OutboxMail, Suspension, Transaction
from assistant.terms import Locale, Right
from tests.content import small_knowledge
from tests.service.conftest import ALVA, BO, Clock, Postbox, acting, filing

SOON = date(2026, 4, 7)
LATER = date(2026, 6, 5)


def file_open(parts: Parts, right: Right = Right.MARKETING_BAN, key: str = "first") -> str:
    """File a request that needs no proof, so that the staff have it at once."""
    with parts.sessions.begin() as session:
        return requests.file(acting(parts, session), filing(right, key=key)).reference


def extend(parts: Parts, reference: str, *, reason: str = "complexity", text: str = "Many systems.") -> None:
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        asking.extend(acting(parts, session, ALVA), ticket, reason, text)


def dues(parts: Parts, reference: str) -> tuple[date, date | None]:
    with parts.reads() as session:
        request = requests.find(session, reference)
        return request.due, tickets.of_request(session, request).due


def kinds(parts: Parts, reference: str) -> list[str]:
    with parts.reads() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        return [row.kind for row in ticket.history]


def test_an_extension_changes_the_date_only_once_its_notice_was_sent(parts: Parts, postbox: Postbox) -> None:
    """Rule D-5."""
    reference = file_open(parts)
    extend(parts, reference)
    assert dues(parts, reference) == (SOON, SOON)
    outbox.deliver(parts, postbox)
    assert dues(parts, reference) == (LATER, LATER)
    happened = kinds(parts, reference)
    sent = happened.index("extension_sent")
    assert happened[sent - 1 : sent + 2] == ["mail_sent", "extension_sent", "due_changed"]
    notice = next(mail.text for mail in postbox.mails if "extension" in dict(mail.headers).values())
    assert "by 5 June 2026 at the latest" in notice
    assert "Many systems." in notice
    assert "Office of the Data Protection Ombudsman" in notice
    with parts.reads() as session:
        found = requests.find(session, reference)
        told = progress.progress(session, parts, found, is_verified=False, locale=Locale.EN)
    assert "The time to answer was extended; the notice went out on 5 March 2026." in told.why


def test_a_notice_that_leaves_too_late_extends_nothing(parts: Parts, clock: Clock, postbox: Postbox) -> None:
    """Rule D-5."""
    reference = file_open(parts)
    clock.now = datetime(2026, 4, 7, 20, 0, tzinfo=UTC)
    extend(parts, reference)
    clock.move(hours=2)  # after midnight in Helsinki
    outbox.deliver(parts, postbox)
    assert dues(parts, reference) == (SOON, SOON)


def test_an_extension_is_refused_twice_too_late_or_without_a_lawful_reason(
    parts: Parts, clock: Clock
) -> None:
    """Rule D-5."""
    reference = file_open(parts)
    with pytest.raises(InvalidInputError):
        extend(parts, reference, reason="holidays")
    with pytest.raises(InvalidInputError):
        extend(parts, reference, text=" ")
    extend(parts, reference)
    with pytest.raises(TransitionNotAllowedError, match="once only"):
        extend(parts, reference)
    late = file_open(parts, key="second")
    clock.move(days=34)
    with pytest.raises(TransitionNotAllowedError, match="until the first due date"):
        extend(parts, late)


def test_a_refusal_after_the_first_month_is_warned_of_even_when_extended(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rule D-6."""
    reference = file_open(parts)
    extend(parts, reference)
    outbox.deliver(parts, postbox)
    with parts.reads() as session:
        request = requests.find(session, reference)
        assert not timing.warns_of_late_refusal(acting(parts, session), request)
        clock.move(days=34)
        assert timing.warns_of_late_refusal(acting(parts, session), request)


def ask(parts: Parts, reference: str, doubt: Doubt | None = Doubt.OTHER_ADDRESS) -> None:
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        act = acting(parts, session, ALVA)
        if ticket.request.lines[0].state == LineState.OPEN:
            tickets.move_line(act, ticket.request.lines[0], LineState.IN_PROGRESS)
        asking.ask_identity(act, ticket, 1, doubt, "Which year did you become a customer?")


def test_only_a_doubt_of_the_list_opens_a_wait_and_the_answer_ends_it(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rules V-8 and D-7."""
    reference = file_open(parts)
    with pytest.raises(InvalidInputError, match="Choose the doubt"):
        ask(parts, reference, None)
    ask(parts, reference)
    clock.move(days=3)
    with parts.sessions.begin() as session:
        requests.write(acting(parts, session), requests.find(session, reference), "In 2019.")
    with parts.reads() as session:
        request = requests.find(session, reference)
        (wait,) = session.scalars(select(Suspension))
        assert (wait.doubt, wait.answered_at) == ("other_address", clock.now)
        assert timing.suspended_due(session, parts, request) == date(2026, 4, 8)
        assert request.due == SOON, "alarms stay on the unsuspended date"
    assert {"suspended", "resumed"} <= set(kinds(parts, reference))
    outbox.deliver(parts, postbox)
    question = next(mail for mail in postbox.mails if "identity_question" in dict(mail.headers).values())
    assert "not one that we hold for the data" in question.text
    assert "Which year did you become a customer?" in question.text
    assert "no copy of an identity document" in question.text


def test_a_question_after_five_working_days_suspends_nothing(parts: Parts, clock: Clock) -> None:
    """Rule D-7."""
    reference = file_open(parts)
    clock.move(days=8)
    ask(parts, reference)
    clock.move(days=3)
    with parts.sessions.begin() as session:
        requests.write(acting(parts, session), requests.find(session, reference), "In 2019.")
    with parts.reads() as session:
        assert timing.suspended_due(session, parts, requests.find(session, reference)) is None


def test_a_controller_that_keeps_the_eves_has_until_after_midsummer(parts: Parts) -> None:
    """Rule D-4."""
    knowledge = parts.knowledge()
    nord = replace(knowledge.controller("nord"), eves="national")
    with_eves = replace(parts, knowledge=lambda: replace(knowledge, controllers={"nord": nord}))
    received = datetime(2026, 5, 19, 9, 0, tzinfo=UTC)
    for using, due in ((parts, date(2026, 6, 19)), (with_eves, date(2026, 6, 22))):
        with using.sessions.begin() as session:
            filed = replace(filing(Right.ACCESS, key=str(due)), received_at=received)
            assert requests.file(acting(using, session), filed).due == due


def test_every_change_of_a_date_is_recorded_with_its_rule_and_both_days(
    parts: Parts, postbox: Postbox
) -> None:
    """Rule D-9."""
    reference = file_open(parts)
    extend(parts, reference)
    outbox.deliver(parts, postbox)
    with parts.reads() as session:
        changed = session.scalars(select(Transaction).where(Transaction.kind == "due_changed")).one()
        assert (changed.rule, changed.old, changed.new) == ("D-5", "2026-04-07", "2026-06-05")


def by_letter(parts: Parts, right: Right = Right.MARKETING_BAN) -> str:
    with parts.sessions.begin() as session:
        letter = replace(filing(right, address=""), channel="letter")
        return requests.file(acting(parts, session, BO), letter).reference


def post(parts: Parts, reference: str, day: date | None) -> None:
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        asking.note_posted(acting(parts, session, ALVA), ticket, day)


def test_whoever_has_no_mailbox_is_told_of_an_extension_by_post_and_it_counts_from_that_day(
    parts: Parts, clock: Clock, postbox: Postbox
) -> None:
    """Rule D-5: the notice is printed as written; the date changes once staff say when they posted it."""
    reference = by_letter(parts)
    extend(parts, reference)
    outbox.deliver(parts, postbox)
    assert postbox.mails == []
    assert dues(parts, reference) == (SOON, SOON)
    with parts.reads() as session:
        ticket = tickets.of_request(session, requests.find(session, reference))
        act = acting(parts, session, ALVA)
        seq = asking.unposted(act, ticket)
        assert seq is not None
        told = posting.printed(act, ticket, seq).text
    for said in ("Many systems.", "by 5 June 2026 at the latest", "Office of the Data Protection Ombudsman"):
        assert said in told
    clock.move(days=2)
    for wrong in (None, date(2026, 3, 4), date(2026, 3, 8)):
        with pytest.raises(InvalidInputError):
            post(parts, reference, wrong)
    post(parts, reference, date(2026, 3, 6))
    assert dues(parts, reference) == (LATER, LATER)
    assert kinds(parts, reference)[-2:] == ["extension_sent", "due_changed"]
    with pytest.raises(TransitionNotAllowedError):
        post(parts, reference, date(2026, 3, 6))


def test_a_notice_that_is_posted_after_the_first_month_extends_nothing(parts: Parts, clock: Clock) -> None:
    """Rule D-5."""
    reference = by_letter(parts)
    extend(parts, reference)
    clock.move(days=40)
    post(parts, reference, date(2026, 4, 8))
    assert dues(parts, reference) == (SOON, SOON)


def test_questions_to_whoever_has_no_mailbox_are_writtentoo(parts: Parts) -> None:
    """Rules V-8 and I-12."""
    reference = by_letter(parts)
    with parts.sessions.begin() as session:
        ticket = tickets.hold(session, requests.find(session, reference))
        act = acting(parts, session, ALVA)
        tickets.move_line(act, ticket.request.lines[0], LineState.IN_PROGRESS)
        asking.ask_meaning(act, ticket, 1, "Which list?")
        tickets.move_line(act, ticket.request.lines[0], LineState.IN_PROGRESS)
        asking.ask_identity(act, ticket, 1, Doubt.CONTRADICTION, "Which was your first order?")
        written = [row for row in ticket.history if row.field == posting.POST]
        texts = [posting.printed(act, ticket, row.seq).text for row in written]
        assert session.scalars(select(OutboxMail)).all() == []
    assert [row.new for row in written] == ["clarification", "identity_question"]
    assert "Which list?" in texts[0]
    assert "Please send no copy of an identity document" in texts[1]


def test_the_house_answers_by_what_its_own_policy_promises_in_any_of_its_languages(
    parts: Parts, small_model: Model, tmp_path: Path
) -> None:
    """Rule D-8."""
    told = {
        Locale.EN: "We answer every request within 20 days.",
        Locale.FI: "Vastaamme pyyntöihin viiden arkipäivän kuluessa.",
    }
    knowledge = small_knowledge(tmp_path / "content", small_model)
    policies = {
        locale: read_policy(
            _written(tmp_path / f"{locale}.md", f"# Policy\n\n## Requests\n\n{text}\n"),
            id=f"nord/{locale}",
            locale=locale,
        )
        for locale, text in told.items()
    }
    own = Own(knowledge.controller("nord"), policies)
    promising = joined([own], knowledge.notices, knowledge.model)
    found = {}
    for name, known in {"silent": knowledge, "promising": promising}.items():
        using = replace(parts, knowledge=partial(replace, known))
        with using.sessions.begin() as session:
            asked = filing(Right.ACCESS, key=name)
            found[name] = requests.file(acting(using, session), asked).internal_due
    assert found == {"silent": date(2026, 3, 27), "promising": date(2026, 3, 12)}


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
