"""Holds that the migrations and the rows tell the same story."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from assistant.errors import UnavailableError
from assistant.store import Row
from assistant.store.database import alembic_config, is_current, open_engine, upgrade

OLD_ROWS = """
INSERT INTO request (id, reference, controller, locale, channel, idempotency_key, received_at, due, nominal,
    internal_due, trace, address_hash, verified_level, wrapped_key)
  VALUES ('a', 'A', 'nord', 'en', 'chat', 'a', '2026-03-05 12:00:00', '2026-04-07', '2026-04-05',
    '2026-03-31', '[]', '0', 'L0', '0');
INSERT INTO request SELECT 'b', 'B', controller, locale, channel, conversation_id, 'b', received_at, due,
    nominal, internal_due, trace, name, address, address_hash, scope, verified_level, verified_at, wrapped_key
  FROM request;
INSERT INTO ticket (id, queue, request_id, subject_line, status, due, created, last_seq, head, version)
  VALUES (1, 'nord', 'a', 'Access', 'open', '2026-04-07', '2026-03-05 12:00:00', 1, 'h', 1),
    (2, 'nord', 'b', 'Access', 'resolved', '2026-04-07', '2026-03-05 12:00:00', 0, 'h', 1);
INSERT INTO "transaction" (ticket_id, seq, kind, actor, role, at, digest, previous, link)
  VALUES (1, 1, 'received', 'data_subject', 'data_subject', '2026-03-05 12:00:00', '', 'p', 'l')
"""


PROVED_ROWS = """
INSERT INTO request (id, reference, controller, locale, channel, idempotency_key, received_at, due, nominal,
    internal_due, trace, address, address_hash, verified_level, verified_at, wrapped_key)
  SELECT id, id, 'nord', 'en', 'chat', id, '2026-03-05 12:00:00', '2026-04-07', '2026-04-05', '2026-03-31',
    '[]', address, 'mailbox', 'L1', '2026-03-06 12:00:00', '0'
  FROM (SELECT 'code' AS id, 'aino@example.org' AS address UNION ALL SELECT 'override', 'aino@example.org'
    UNION ALL SELECT 'token', 'aino@example.org' UNION ALL SELECT 'both', 'aino@example.org'
    UNION ALL SELECT 'post', NULL) AS given;
INSERT INTO verification (id, request_id, method, level, at, channel_hash)
  VALUES ('1', 'code', 'code', 'L1', '2026-03-06 12:00:00', 'mailbox'),
    ('2', 'override', 'override', 'L1', '2026-03-06 12:00:00', 'mailbox'),
    ('3', 'token', 'token', 'L2', '2026-03-06 12:00:00', 'account'),
    ('4', 'both', 'token', 'L2', '2026-03-06 12:00:00', 'account'),
    ('5', 'both', 'called_back', 'L3', '2026-03-06 12:00:00', 'mailbox'),
    ('6', 'post', 'called_back', 'L3', '2026-03-06 12:00:00', 'number')
"""


def test_upgrading_an_empty_database_makes_exactly_the_rows_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
    assert is_current(engine)


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    assert is_current(engine)


def test_a_database_from_a_newer_version_is_refused_and_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnavailableError, match="newer version"):
        upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    path.write_bytes(b"this is a letter, not a database" * 100)
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(UnavailableError, match="cannot be used") as caught:
        upgrade(engine)
    assert "\n" not in str(caught.value)
    engine.dispose()


def test_tickets_of_before_keep_their_history_and_get_what_is_new(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0002")
        for statement in OLD_ROWS.split(";"):
            connection.execute(text(statement))
    upgrade(engine)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT status, is_active, priority, due FROM ticket ORDER BY id")
        ).all()
        assert [(row[0], bool(row[1]), row[2], str(row[3])) for row in rows] == [
            ("open", True, 0, "2026-04-07"),
            ("resolved", False, 0, "2026-04-07"),
        ]
        assert connection.scalar(text('SELECT count(*) FROM "transaction"')) == 1
    engine.dispose()


def test_of_requests_of_before_only_those_whose_own_mailbox_was_shown_stay_verified(
    database_url: str,
) -> None:
    """Rule V-5: neither an account nor the officer's word shows whose a claimed mailbox is."""
    engine = open_engine(database_url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0014")
        for statement in PROVED_ROWS.split(";"):
            connection.execute(text(statement))
    upgrade(engine)
    with engine.connect() as connection:
        verified = text("SELECT id FROM request WHERE verified_at IS NOT NULL ORDER BY id")
        assert list(connection.scalars(verified)) == ["both", "code", "post"]
    engine.dispose()
