"""Holds that invented tickets are as real ones are, that nothing is mailed, and that they come alone."""

import pytest
from sqlalchemy import select

from assistant.errors import ConflictError
from assistant.service import audit, samples
from assistant.service.parts import Parts
from assistant.store import DataSubjectRequest, OutboxMail, Ticket


def test_forty_tickets_in_three_languages_have_whole_histories_and_no_mail(parts: Parts) -> None:
    assert samples.seed(parts) == samples.NUMBER
    with parts.reads() as session:
        assert len(session.scalars(select(Ticket)).all()) == 40
        assert set(session.scalars(select(DataSubjectRequest.locale))) == {"en", "fi", "sv"}
        assert {"new", "open", "stalled", "rejected"} <= set(session.scalars(select(Ticket.status)))
        assert session.scalars(select(OutboxMail)).all() == []
        assert audit.verify_all(session, parts, kept={}) == {}


def test_they_come_into_an_empty_database_only(parts: Parts) -> None:
    samples.seed(parts, number=3)
    with pytest.raises(ConflictError, match="empty database"):
        samples.seed(parts, number=3)
