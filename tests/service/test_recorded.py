"""Holds that each kind of entry is recorded by what really happens, with no personal word in the open.

Each kind is driven through the service as people drive it, never written by hand. Rule A-2.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from assistant.rights.checklist import ItemState
from assistant.rights.identity import Doubt, Method
from assistant.rights.states import LineOutcome, LineState
from assistant.service import (
    asking,
    checklists,
    desk,
    erasing,
    evidence,
    holding,
    identifiers,
    identity,
    links,
    merging,
    outbox,
    outcomes,
    packages,
    proofs,
    reminders,
    requests,
    retention,
    tickets,
    timers,
    watchers,
)
from assistant.service.acting import SYSTEM, Act, Actor
from assistant.service.files import Upload
from assistant.service.identifiers import Claim, Kind
from assistant.service.items import items_of
from assistant.service.letters import AnswerWords
from assistant.service.outcomes import Proposal
from assistant.service.parts import Parts
from assistant.service.staff_proof import StaffCheck
from assistant.store import OutboxMail, Ticket, Transaction
from assistant.terms import Locale, Right
from assistant.tickets.history import TransactionKind
from tests.service.answering import Desk
from tests.service.conftest import ADDRESS, ALVA, BO, Clock, Postbox, acting, filing

K = TransactionKind
SECRET = "The blue bicycle of Aino Virtanen"
"""What staff and the person write; nothing of it may stand outside the seal."""
SCOPE = "All of it, please."
PERSONAL = ("aino", "virtanen", ADDRESS, "bicycle", "4711", "crm.csv", "someone@example.org", "192.0.2.7")


@dataclass
class Scene:
    """A request, its people and its clock. `other` is a second request of the same mailbox."""

    parts: Parts
    session: Session
    clock: Clock
    postbox: Postbox
    ticket: Ticket
    other: Ticket

    def act(self, who: Actor = ALVA) -> Act:
        return acting(self.parts, self.session, who)

    @property
    def person(self) -> Act:
        return acting(self.parts, self.session)

    @property
    def desk(self) -> Desk:
        return Desk(self.parts, self.session, self.ticket)

    def send(self) -> None:
        """Mail what waits, in turns of its own, as the worker does."""
        self.session.commit()
        outbox.deliver(self.parts, self.postbox)
        self.session.expire_all()

    def prove(self) -> None:
        request = self.ticket.request
        identity.send_code(self.person, request, nonce="page", network="192.0.2.7")
        self.send()
        identity.confirm(self.person, self.ticket.request, nonce="page", code=self.postbox.code)

    def begin(self) -> None:
        self.prove()
        self.desk.begin()

    def answered(self) -> None:
        self.begin()
        item = next(item for item in items_of(self.session, self.desk.line) if not item.is_automatic)
        checklists.add_file(self.act(), self.ticket, item, Upload("crm.csv", b"name;mail\n"))
        self.desk.answer_from_here()
        self.send()


@pytest.fixture
def scene(parts: Parts, clock: Clock, postbox: Postbox) -> Iterator[Scene]:
    with parts.sessions() as session:
        first = requests.file(acting(parts, session), filing(Right.ACCESS, Right.MARKETING_BAN))
        claimed = (Claim(Kind.CUSTOMER_NUMBER, "4711"),)
        identifiers.claim(acting(parts, session), first, claimed)
        second = requests.file(acting(parts, session), filing(Right.MARKETING_BAN, key="second"))
        ticket, other = (tickets.of_request(session, one) for one in (first, second))
        yield Scene(parts, session, clock, postbox, ticket, other)


def prove(scene: Scene) -> None:
    scene.prove()


def begin(scene: Scene) -> None:
    scene.begin()


def take(scene: Scene) -> None:
    tickets.take(scene.act(), scene.ticket)


def filed(_: Scene) -> None:
    """Nothing more has to happen."""


def wrong_code(scene: Scene) -> None:
    identity.send_code(scene.person, scene.ticket.request, nonce="page", network="192.0.2.7")
    scene.send()
    wrong = "000000" if scene.postbox.code != "000000" else "000001"
    identity.confirm(scene.person, scene.ticket.request, nonce="page", code=wrong)


def change_language(scene: Scene) -> None:
    requests.set_language(scene.act(), scene.ticket, Locale.SV)


def change_priority(scene: Scene) -> None:
    tickets.set_field(scene.act(), scene.ticket, priority=50)


def look(scene: Scene) -> None:
    desk.note_view(scene.act(), scene.ticket)


def comment(scene: Scene) -> None:
    tickets.comment(scene.act(), scene.ticket, SECRET)


def write(scene: Scene) -> None:
    requests.write(scene.person, scene.ticket.request, SECRET)


def take_back(scene: Scene) -> None:
    version = scene.ticket.version
    requests.reply(scene.act(), scene.ticket, SECRET, version=version, can_undo=True)
    holding.take_back(scene.act(), scene.ticket)


def ask_for_time(scene: Scene) -> None:
    asking.extend(scene.act(), scene.ticket, "complexity", SECRET)


def get_time(scene: Scene) -> None:
    ask_for_time(scene)
    scene.send()


def doubt(scene: Scene) -> None:
    scene.begin()
    asking.ask_identity(scene.act(), scene.ticket, 1, Doubt.SHARED_MAILBOX, SECRET)


def settle_doubt(scene: Scene) -> None:
    doubt(scene)
    StaffCheck(Method.CALLED_BACK, (0,), SECRET).prove(scene.act(), scene.ticket)


def remind_staff(scene: Scene) -> None:
    scene.begin()
    scene.session.commit()
    scene.clock.move(days=32)
    timers.remind_staff(scene.parts)
    scene.session.expire_all()


def set_reminder(scene: Scene) -> None:
    reminders.add(scene.act(), scene.ticket, SECRET, date(2026, 3, 20))


def finish_reminder(scene: Scene) -> None:
    set_reminder(scene)
    (row,) = reminders.open_of(scene.session, scene.ticket)
    reminders.finish(scene.act(), scene.ticket, row.id)


def mark_item(scene: Scene) -> None:
    scene.begin()
    item = next(item for item in items_of(scene.session, scene.desk.line) if not item.is_automatic)
    checklists.mark(scene.act(), scene.ticket, item, ItemState.DONE, note=SECRET)


def add_file(scene: Scene) -> None:
    scene.begin()
    item = next(item for item in items_of(scene.session, scene.desk.line) if not item.is_automatic)
    checklists.add_file(scene.act(), scene.ticket, item, Upload("crm.csv", b"name;mail\n"))


def remove_file(scene: Scene) -> None:
    add_file(scene)
    item = next(item for item in items_of(scene.session, scene.desk.line) if not item.is_automatic)
    (kept,) = item.files
    checklists.remove_file(scene.act(), scene.ticket, item, kept.id)


def propose(scene: Scene) -> None:
    scene.begin()
    words = AnswerWords(SECRET, SECRET)
    outcomes.propose(scene.act(), scene.ticket, scene.desk.line, Proposal(LineOutcome.FULFILLED, words))


def approve(scene: Scene) -> None:
    scene.begin()
    scene.desk.answer_from_here()


def watch(scene: Scene) -> None:
    watchers.add(scene.act(), scene.ticket, "cc", "someone@example.org")


def unwatch(scene: Scene) -> None:
    watch(scene)
    watchers.remove(scene.act(), scene.ticket, "cc", "someone@example.org")


def link(scene: Scene) -> None:
    links.add(scene.act(), scene.ticket, "refers_to", scene.other)


def unlink(scene: Scene) -> None:
    link(scene)
    links.remove(scene.act(), scene.ticket, "refers_to", scene.other)


def merge(scene: Scene) -> None:
    merging.merge(scene.act(BO), scene.ticket, scene.other, SECRET)


def export(scene: Scene) -> None:
    evidence.pack(scene.act(BO), scene.ticket.request)


def download(scene: Scene) -> None:
    scene.answered()
    request = scene.ticket.request
    (package,) = packages.open_packages(scene.session, request, now=scene.clock.now)
    packages.download(scene.person, request, package.id, verified=scene.clock.now)


def bounce(scene: Scene) -> None:
    scene.prove()
    mail = scene.session.query(OutboxMail).filter_by(request_id=scene.ticket.request_id).first()
    assert mail is not None
    outbox.note_bounce(scene.act(SYSTEM), mail, "came back")


def refuse(scene: Scene) -> None:
    scene.begin()
    scene.desk.answer_from_here(LineOutcome.REFUSED)
    scene.send()
    scene.desk.close()


def close(scene: Scene) -> None:
    scene.answered()
    scene.desk.close()


def reopen(scene: Scene) -> None:
    close(scene)
    tickets.move_line(scene.person, scene.desk.line, LineState.IN_PROGRESS)


def withdraw(scene: Scene) -> None:
    requests.withdraw(scene.person, scene.ticket.request)


def hold(scene: Scene) -> None:
    retention.hold(scene.act(BO), scene.ticket, until=date(2027, 1, 1), reason=SECRET)


def purge(scene: Scene) -> None:
    withdraw(scene)
    erasing.purge(scene.act(SYSTEM), scene.ticket.request)


def override(scene: Scene) -> None:
    proofs.override(scene.act(BO), scene.ticket, SECRET)


Told = tuple[str, str | None, str | None, str | None, str | None, str]
"""Actor, rule, field, old and new value, and the sealed text; `*` is what differs each time."""
DRIVEN: Mapping[TransactionKind, tuple[Callable[[Scene], None], Told]] = {
    K.RECEIVED: (
        filed,
        ("data_subject", "I-1", "rights", None, "access,marketing_ban", SCOPE),
    ),
    K.CODE_SENT: (prove, ("data_subject", "V-1", None, None, None, "")),
    K.VERIFY_FAILED: (wrong_code, ("data_subject", "V-1", "tries", "0", "1", "")),
    K.VERIFIED: (prove, ("data_subject", "V-9", "mailbox", None, "*", "")),
    K.LEVEL_CHANGED: (prove, ("data_subject", "V-1", "verified_level", "L0", "L1", "")),
    K.LINE_MOVED: (begin, ("alva", "F-1", "line 1", "open", "in_progress", "")),
    K.STATUS_CHANGED: (withdraw, ("system", None, "status", "open", "rejected", "")),
    K.FIELD_CHANGED: (change_priority, ("alva", None, "priority", "0", "50", "")),
    K.LANGUAGE_CHANGED: (change_language, ("alva", "I-7", "locale", "en", "sv", "")),
    K.VIEWED: (look, ("alva", None, None, None, None, "")),
    K.ASSIGNED: (take, ("alva", None, "owner", None, "alva", "")),
    K.COMMENT: (comment, ("alva", None, None, None, None, SECRET)),
    K.CORRESPONDENCE: (write, ("data_subject", None, None, None, None, SECRET)),
    K.UNSENT: (take_back, ("alva", None, "reply", "2", None, "")),
    K.EXTENSION_REQUESTED: (ask_for_time, ("alva", "D-5", "reason", None, "complexity", SECRET)),
    K.EXTENSION_SENT: (get_time, ("system", "D-5", "sent", None, "2026-03-05", "")),
    K.SUSPENDED: (doubt, ("alva", "V-8", "line 1", None, "shared_mailbox", "")),
    K.RESUMED: (settle_doubt, ("system", "D-7", "line 1", None, None, "")),
    K.DUE_CHANGED: (get_time, ("system", "D-5", "due", "2026-04-07", "2026-06-05", "")),
    K.REMINDED: (remind_staff, ("system", "D-10", "due", "2026-04-07", "T-1", "")),
    K.REMINDER_SET: (set_reminder, ("alva", None, "reminder", None, "2026-03-20", SECRET)),
    K.REMINDER_DONE: (finish_reminder, ("alva", None, "reminder", "2026-03-20", None, "")),
    K.CHECKED_ITEM: (mark_item, ("alva", "F-1", "access:search", "open", "done", SECRET)),
    K.FILE_ADDED: (add_file, ("alva", "F-1", "access:search", None, "text/csv, 10 bytes", "")),
    K.FILE_REMOVED: (remove_file, ("alva", "F-1", "access:search", "text/csv, 10 bytes", None, "")),
    K.ANSWER_PROPOSED: (propose, ("alva", "R-2", "line 1", None, "fulfilled", "*")),
    K.APPROVED: (approve, ("bo", "F-2", "line 1", None, "fulfilled", "")),
    K.WATCHED: (watch, ("alva", None, "cc", None, None, "someone@example.org")),
    K.UNWATCHED: (unwatch, ("alva", None, "cc", None, None, "someone@example.org")),
    K.LINKED: (link, ("alva", None, "refers_to", None, "2", "")),
    K.UNLINKED: (unlink, ("alva", None, "refers_to", "2", None, "")),
    K.MERGED: (merge, ("bo", "D-11", "merged", None, "*", SECRET)),
    K.EXPORTED: (export, ("bo", "A-3", "evidence", None, None, "")),
    K.PACKAGE_DOWNLOADED: (download, ("data_subject", "R-4", "line 1", "0", "1", "")),
    K.MAIL_SENT: (prove, ("system", None, "mail", None, "code", "")),
    K.MAIL_BOUNCED: (bounce, ("system", "R-4", "mail", "code", "came back", "")),
    K.REFUSED: (refuse, ("alva", "R-5", "line 1", "responded", "closed: refused", "")),
    K.WITHDRAWN: (withdraw, ("data_subject", "R-6", "line 2", "open", "closed: withdrawn", "")),
    K.CLOSED: (close, ("alva", "R-5", "line 1", "responded", "closed: fulfilled", "")),
    K.REOPENED: (reopen, ("data_subject", "R-5", "line 1", "closed: fulfilled", "in_progress", "")),
    K.LEGAL_HOLD: (hold, ("bo", "T-1", "held_until", None, "2027-01-01", SECRET)),
    K.PURGED: (purge, ("system", "T-1", "line 2", "closed: withdrawn", "purged: withdrawn", "")),
    K.OVERRIDE: (override, ("bo", "V-7", "line 1", "received_unverified", "verified", SECRET)),
}
"""How each kind comes about, and what the newest of it says then."""


@pytest.mark.parametrize("kind", list(TransactionKind))
def test_every_kind_is_recorded_with_who_by_which_rule_and_what_and_nothing_personal_in_the_open(
    scene: Scene, kind: TransactionKind
) -> None:
    """Rule A-2."""
    drive, expected = DRIVEN[kind]
    drive(scene)
    scene.session.flush()
    row = [row for row in scene.ticket.history if row.kind == kind][-1]
    told = (row.actor, row.rule, row.field, row.old, row.new, tickets.text_of(scene.parts, row))
    assert (
        tuple("*" if wish == "*" else found for found, wish in zip(told, expected, strict=True)) == expected
    )
    assert [shown for one in scene.ticket.history if (shown := _personal(one))] == []


def _personal(row: Transaction) -> list[str]:
    """Return what of the person stands in the columns that no purge empties."""
    open_words = f"{row.actor} {row.field} {row.old} {row.new}".casefold()
    return [word for word in PERSONAL if word in open_words]
