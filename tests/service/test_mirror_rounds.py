"""Holds how calls go to a mirror and news come back, with one that lives in memory, on both databases."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Barrier, Lock, Thread

import pytest
from sqlalchemy import select

from assistant.answers.knowledge import Knowledge
from assistant.errors import ConflictError, InvalidInputError, NotFoundError, PermissionDeniedError
from assistant.policy.load import Mirror
from assistant.rights.states import LineOutcome, LineState
from assistant.service import differences, erasing, mirror_in, mirror_out, mirrors, posting, requests, tickets
from assistant.service.acting import DATA_SUBJECT, SYSTEM
from assistant.service.attachments import NewFile
from assistant.service.mirror_port import (
    NewRemote,
    News,
    Remote,
    RemoteMessage,
    Touched,
    UnreachableError,
)
from assistant.service.parts import Parts
from assistant.store import MirrorCall, MirrorState, OutboxMail
from assistant.terms import Right
from tests.service.conftest import ALVA, Clock, acting, filing


@dataclass
class Memory:
    """Another tracker: tickets by number; `fault` is raised by every call, and `deaf` changes nothing."""

    tickets: dict[int, Remote] = field(default_factory=dict)
    comments: list[tuple[int, str]] = field(default_factory=list)
    news_of: dict[int, tuple[RemoteMessage, ...]] = field(default_factory=dict)
    changed: dict[int, datetime] = field(default_factory=dict)
    fault: Exception | None = None
    deaf: bool = False
    conflicts: int = 0
    most_bytes: int = 1024
    files: list[NewFile] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def _answer(self) -> None:
        if self.fault is not None:
            raise self.fault

    def check(self) -> None:
        self._answer()

    def find(self, reference: str) -> Sequence[int]:
        self._answer()
        return sorted(number for number, one in self.tickets.items() if one.reference == reference)

    def create(self, new: NewRemote) -> int:
        self._answer()
        with self.lock:
            number = len(self.tickets) + 1
            people = (new.address,) if new.address else ()
            self.files += new.files
            own = {"status": new.status, "owner": new.owner or "Nobody", "due": new.due}
            self.tickets[number] = Remote(
                number,
                "1",
                reference=new.reference,
                requestors=people,
                maker="bot",
                queue="Privacy",
                subject_line=new.subject_line,
                copied=("friend@example.org",),
                **own,  # type: ignore[arg-type]
            )
        return number

    def read(self, number: int) -> Remote:
        self._answer()
        if number not in self.tickets:
            raise NotFoundError("no such ticket")
        return self.tickets[number]

    def change(self, number: int, etag: str, **values: str | datetime | None) -> None:
        self._answer()
        one = self.tickets[number]
        if self.conflicts:
            self.conflicts -= 1
            raise ConflictError("changed")
        assert one.etag == etag
        if not self.deaf:
            self.tickets[number] = replace(one, etag=str(int(etag) + 1), **values)  # type: ignore[arg-type]

    def empty(self, number: int, etag: str, subject_line: str) -> None:
        self.change(number, etag, subject_line=subject_line, requestors=(), copied=())  # type: ignore[arg-type]

    def comment(self, number: int, text: str, files: Sequence[NewFile] = ()) -> None:
        self._answer()
        if sum(len(file.data) for file in files) > self.most_bytes:
            raise InvalidInputError("too large")
        self.comments.append((number, text))
        self.files += files

    def has_comment(self, number: int, mark: str, *, maker: str) -> bool:  # noqa: ARG002 - one maker only
        return any(mark in text for on, text in self.comments if on == number)

    def news(self, number: int, *, after: int, maker: str) -> News:  # noqa: ARG002 - one maker only
        found = tuple(one for one in self.news_of.get(number, ()) if one.id > after)
        return News(found, max((one.id for one in found), default=after))

    def touched(self, since: datetime | None) -> Sequence[Touched]:
        self._answer()
        return [Touched(number, at) for number, at in self.changed.items() if since is None or at >= since]


@pytest.fixture
def mirrored(parts: Parts) -> Parts:
    known = parts.knowledge()
    mirror = Mirror("request-tracker", "https://rt.example.org", "Privacy")
    nord = replace(known.controller("nord"), mirror=mirror)
    knowledge = Knowledge({"nord": nord}, {}, {}, known.model)
    return replace(parts, knowledge=lambda: knowledge)


def file(parts: Parts, key: str = "first") -> int:
    with parts.sessions.begin() as session:
        made = filing(Right.MARKETING_BAN, key=key, address=f"{key}@example.org")
        request = requests.file(acting(parts, session), made)
        return tickets.of_request(session, request).id


def comment(parts: Parts, number: int, text: str) -> None:
    with parts.sessions.begin() as session:
        tickets.comment(acting(parts, session, ALVA), tickets.load(session, number), text)


def once(parts: Parts, memory: Memory) -> int:
    return mirrors.one_round(parts, lambda _controller: memory).calls


def found_differences(parts: Parts) -> list[tuple[str, str, str]]:
    with parts.reads() as session:
        return [(one.field, one.ours, one.theirs) for one in differences.open_differences(session)]


def test_two_workers_make_each_call_once(mirrored: Parts) -> None:
    made = [file(mirrored, f"person{number}") for number in range(6)]
    for number in made:
        comment(mirrored, number, f"About {number}.")
    memory, together, done = Memory(), Barrier(2), []

    def work() -> None:
        together.wait()
        done.append(once(mirrored, memory))

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(done) == 12
    assert len(memory.tickets) == len({one.reference for one in memory.tickets.values()}) == 6
    assert sorted(text.split("\n\n")[1] for _, text in memory.comments) == [f"About {one}." for one in made]


def test_a_mirror_that_does_not_answer_rests_and_nothing_is_lost(mirrored: Parts, clock: Clock) -> None:
    memory = Memory(fault=UnreachableError("Request Tracker cannot be reached: ConnectionRefusedError"))
    file(mirrored)
    assert once(mirrored, memory) == 0
    with mirrored.reads() as session:
        state = session.scalars(select(MirrorState)).one()
        assert (state.failing_since, state.retry_at) == (clock.now, clock.now.replace(second=5))
    memory.fault = None
    assert once(mirrored, memory) == 0, "it rests"
    clock.move(seconds=5)
    assert once(mirrored, memory) == 1


def test_a_change_in_the_same_moment_is_looked_at_again(mirrored: Parts) -> None:
    memory, number = Memory(), file(mirrored)
    once(mirrored, memory)
    with mirrored.sessions.begin() as session:
        tickets.take(acting(mirrored, session, ALVA), tickets.load(session, number))
    memory.conflicts = 2
    once(mirrored, memory)
    assert memory.tickets[1].owner == "alva"
    assert found_differences(mirrored) == []


def test_a_ticket_that_was_made_otherwise_than_asked_is_an_alert(mirrored: Parts) -> None:
    class Careless(Memory):
        def create(self, new: NewRemote) -> int:
            return super().create(replace(new, due=None, address=""))

    memory = Careless(deaf=True)
    file(mirrored)
    assert once(mirrored, memory) == 1
    fields = {field: (ours, theirs) for field, ours, theirs in found_differences(mirrored)}
    assert fields["requestor"] == ("as in the request", "0 others")
    assert fields["due"][1] == "none"


def test_of_two_likes_the_older_counts_and_the_other_is_told_so(mirrored: Parts) -> None:
    memory, number = Memory(), file(mirrored)
    with mirrored.reads() as session:
        reference = tickets.load(session, number).request.reference
    new = NewRemote(reference, "x", "x", "first@example.org", "open", "", None, "x", "x")
    first, second = memory.create(new), memory.create(new)
    assert once(mirrored, memory) == 1
    assert len(memory.tickets) == 2
    assert memory.comments == [(second, f"This is the same request as ticket {first}. Work on that one.")]


def test_a_message_in_the_name_of_the_data_subject_proves_nothing(mirrored: Parts, clock: Clock) -> None:
    memory, number = Memory(), file(mirrored)
    once(mirrored, memory)
    memory.news_of[1] = (RemoteMessage(7, "first@example.org", "I am who I say."),)
    memory.changed[1] = clock.now
    clock.move(minutes=1)
    mirrors.one_round(mirrored, lambda _controller: memory)
    with mirrored.reads() as session:
        history = tickets.load(session, number).history
        texts = [(row.kind, tickets.text_of(mirrored, row)) for row in history[1:]]
    assert [kind for kind, _ in texts] == ["comment"]
    assert texts[0][1].startswith(mirror_in.UNPROVED)


def test_a_ticket_that_cannot_be_read_holds_up_no_other_and_is_read_later(
    mirrored: Parts, clock: Clock
) -> None:
    class Odd(Memory):
        def read(self, number: int) -> Remote:
            if number == 1 and self.deaf:
                raise ValueError("no date")
            return super().read(number)

    memory, numbers = Odd(), [file(mirrored, key) for key in ("odd", "even")]
    once(mirrored, memory)
    memory.deaf = True
    for number in (1, 2):
        memory.news_of[number] = (RemoteMessage(7, "asa", "Done."),)
        memory.changed[number] = clock.now
    clock.move(minutes=1)
    once(mirrored, memory)
    assert [heard(mirrored, number) for number in numbers] == [[], ["Done."]]
    memory.deaf = False
    memory.changed.clear()
    clock.move(minutes=1)
    once(mirrored, memory)
    assert [heard(mirrored, number) for number in numbers] == [["Done."], ["Done."]]


def heard(parts: Parts, number: int) -> list[str]:
    with parts.reads() as session:
        history = tickets.load(session, number).history
        return [tickets.text_of(parts, row) for row in history if row.kind == "correspondence"]


def test_a_token_that_is_refused_shows_as_a_mirror_that_fails(mirrored: Parts, clock: Clock) -> None:
    memory = Memory(fault=PermissionDeniedError("Request Tracker answers 401 to GET tickets"))
    once(mirrored, memory)
    with mirrored.reads() as session:
        assert session.scalars(select(MirrorState.failing_since)).one() == clock.now


def test_a_message_is_taken_over_once_however_often_it_is_looked_at(mirrored: Parts, clock: Clock) -> None:
    memory, number = Memory(), file(mirrored)
    once(mirrored, memory)
    memory.news_of[1] = (RemoteMessage(7, "asa", "Done."),)
    for _ in range(3):
        memory.changed[1] = clock.now
        clock.move(minutes=1)
        once(mirrored, memory)
    with mirrored.reads() as session:
        said = [row.actor for row in tickets.load(session, number).history if row.kind == "correspondence"]
    assert said == ["asa (Request Tracker)"]


def test_a_refusal_is_an_alert_that_closes_when_it_goes_through(mirrored: Parts, clock: Clock) -> None:
    memory = Memory(fault=PermissionDeniedError("Request Tracker answers 403 to POST ticket"))
    file(mirrored)
    assert once(mirrored, memory) == 0
    assert found_differences(mirrored) == [("call", "create", "Request Tracker answers 403 to POST ticket")]
    memory.fault = None
    clock.move(hours=1)
    assert once(mirrored, memory) == 1
    assert found_differences(mirrored) == []
    with mirrored.reads() as session:
        assert session.scalars(select(MirrorCall).where(MirrorCall.done_at.is_(None))).all() == []


def purge(parts: Parts, number: int) -> None:
    """Withdraw the request of a ticket, and erase it as if its time were over."""
    with parts.sessions.begin() as session:
        ticket = tickets.load(session, number)
        closing = acting(parts, session, DATA_SUBJECT)
        line, outcome = tickets.line_at(ticket, 1), LineOutcome.WITHDRAWN
        tickets.move_line(closing, line, LineState.CLOSED, outcome=outcome)
    with parts.sessions.begin() as session:
        erasing.purge(acting(parts, session, SYSTEM), tickets.load(session, number).request)


def test_a_purge_empties_what_may_be_emptied_there_and_leaves_the_rest_as_a_task(
    mirrored: Parts, clock: Clock
) -> None:
    """Rule T-2: nobody is told that all is gone while it is not; the task ends once the ticket there is."""
    memory, number = Memory(), file(mirrored)
    once(mirrored, memory)
    comment(mirrored, number, "Not sent yet.")
    purge(mirrored, number)
    assert once(mirrored, memory) == 1
    assert (memory.tickets[1].subject_line, memory.tickets[1].people) == (mirror_out.EMPTY, ())
    ((_, told),) = memory.comments
    assert "Tickets=query,id = 1" in told
    assert "Not sent yet." not in told
    assert found_differences(mirrored) == [("texts", "erased", "left: messages")]
    memory.news_of[1] = (RemoteMessage(7, "asa", "About Aino."),)
    memory.changed[1] = clock.now
    look_again(mirrored, memory, clock)
    assert heard(mirrored, number) == []
    assert len(found_differences(mirrored)) == 1
    del memory.tickets[1], memory.changed[1]
    look_again(mirrored, memory, clock)
    assert found_differences(mirrored) == []


def look_again(parts: Parts, memory: Memory, clock: Clock) -> None:
    """Look at what was erased here, as is done once a day."""
    clock.move(minutes=1)
    with parts.sessions.begin() as session:
        mirror_in.look_at_erased(session)
    once(parts, memory)


def test_what_was_merged_there_is_not_emptied(mirrored: Parts) -> None:
    """Rule T-2: the ticket that it went into is somebody else's as well."""
    memory, number = Memory(), file(mirrored)
    file(mirrored, "second")
    once(mirrored, memory)
    purge(mirrored, number)
    memory.tickets[1] = memory.tickets[2]
    once(mirrored, memory)
    assert memory.tickets[2].people == ("second@example.org", "friend@example.org")
    assert found_differences(mirrored) == [("texts", "erased", "merged into 2")]


def test_what_never_came_there_is_not_asked_to_be_erased_there(mirrored: Parts) -> None:
    memory, number = Memory(), file(mirrored)
    purge(mirrored, number)
    assert once(mirrored, memory) == 0
    assert (memory.tickets, memory.comments) == ({}, [])


def test_a_subject_that_will_not_go_is_told_and_tried_again(mirrored: Parts, clock: Clock) -> None:
    """Rule T-2: a change that is answered as done and was not counts as not done."""
    memory, number = Memory(), file(mirrored)
    once(mirrored, memory)
    purge(mirrored, number)
    memory.deaf = True
    assert once(mirrored, memory) == 1
    assert found_differences(mirrored) == [("texts", "erased", "left: subject, people, messages")]
    memory.deaf = False
    clock.move(hours=1)
    once(mirrored, memory)
    assert found_differences(mirrored) == [("texts", "erased", "left: messages")]
    assert len(memory.comments) == 1


def test_a_reply_written_there_to_somebody_without_a_mailbox_is_a_letter_to_post(
    mirrored: Parts, clock: Clock
) -> None:
    memory, number = Memory(), file(mirrored)
    with mirrored.sessions.begin() as session:
        tickets.load(session, number).request.address = None
    once(mirrored, memory)
    memory.news_of[1] = (RemoteMessage(7, "asa", "We did it."),)
    memory.changed[1] = clock.now
    clock.move(minutes=1)
    once(mirrored, memory)
    with mirrored.reads() as session:
        ticket = tickets.load(session, number)
        [letter] = [row for row in ticket.history if row.field == posting.POST]
        assert "We did it." in posting.printed(acting(mirrored, session, ALVA), ticket, letter.seq).text
        assert "correspondence" not in session.scalars(select(OutboxMail.kind)).all()
    once(mirrored, memory)
    [(remote, told)] = memory.comments
    assert (remote, mirror_in.TO_POST in told) == (1, True)
