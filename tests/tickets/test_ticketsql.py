"""Holds that TicketSQL reads as Request Tracker's users write it, and that faults are told with a place."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QueryError
from assistant.tickets.sql.dates import Moment, read_moment
from assistant.tickets.sql.fields import FIELDS, OPERATORS, Kind
from assistant.tickets.sql.parse import DEEPEST, looks_like_a_query, parse
from assistant.tickets.sql.syntax import And, Compare, Name, Not, Operator, Or, Tree, Value, written

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
NAMED = st.characters(exclude_characters="{}'\"\\", exclude_categories=["Cs", "Cc"])
WRITTEN = st.characters(exclude_categories=["Cs", "Cc"])
OF_KIND = {
    Kind.NUMBER: st.integers(-(10**16), 10**16).map(lambda n: Value(str(n), is_number=True)),
    Kind.DATE: st.sampled_from([Value("today"), Value("2 days ago"), Value("2026-12-31")]),
    Kind.CONTENT: st.text(WRITTEN).map(lambda text: Value("word " + text)),
}
TEXT = st.text(WRITTEN).map(Value)


@st.composite
def comparisons(draw: st.DrawFn) -> Compare:
    field = draw(st.sampled_from(FIELDS))
    part = draw(st.sampled_from(("", *field.parts)))
    if field.kind is Kind.CUSTOM:
        part = draw(st.text(NAMED, min_size=1, max_size=20))
        part = part.strip() or "x"
    operator = draw(st.sampled_from(sorted(OPERATORS[field.kind])))
    if operator in (Operator.IS, Operator.IS_NOT):
        return Compare(Name(field.name, part), operator, (Value(None),))
    values = OF_KIND.get(field.kind, TEXT)
    most = 3 if operator in (Operator.IN, Operator.NOT_IN) else 1
    listed = draw(st.lists(values, min_size=1, max_size=most))
    return Compare(Name(field.name, part), operator, tuple(listed))


def grown(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    some = st.lists(trees, min_size=2, max_size=3).map(tuple)
    return trees.map(Not) | some.map(And) | some.map(Or)


TREES = st.recursive(comparisons(), grown, max_leaves=8)


@given(tree=TREES)
def test_what_is_written_reads_as_the_same_tree(tree: Tree) -> None:
    assert parse(written(tree)) == tree


PIECES = ["(", ")", "'", '"', "AND", "NOT", "Status", "=", "id", "LIKE", "IN", ",", "\\", "CF.{x}", "5"]


def fault_of(query: str) -> QueryError | None:
    try:
        parse(query)
    except QueryError as error:
        return error
    return None


@given(query=st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_no_input_does_anything_but_read_or_raise_a_query_error(query: str) -> None:
    looks_like_a_query(query)
    error = fault_of(query)
    assert error is None or 1 <= error.position <= len(query) + 1
    assert error is None or str(error).startswith(f"At character {error.position}: ")


def test_and_binds_more_tightly_than_or() -> None:
    tree = parse("Status = 'new' OR Status = 'open' AND Owner = 'alva'")
    assert isinstance(tree, Or)
    assert isinstance(tree.parts[1], And)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Subject LIKE 'it\\'s'", Compare(Name("Subject"), Operator.LIKE, (Value("it's"),))),
        ('Subject = "a \\"b\\" \\\\ c"', Compare(Name("Subject"), Operator.EQ, (Value('a "b" \\ c'),))),
        ("(Subject='x')", Compare(Name("Subject"), Operator.EQ, (Value("x"),))),
        (
            "requestor.emailaddress = 'a@example.org'",
            Compare(Name("Requestor", "EmailAddress"), Operator.EQ, (Value("a@example.org"),)),
        ),
        ("'CF.{DSR right}' = 'Access'", Compare(Name("CF", "DSR right"), Operator.EQ, (Value("Access"),))),
        ("CF.{Right} IS NULL", Compare(Name("CF", "Right"), Operator.IS, (Value(None),))),
        ("Owner = NULL", Compare(Name("Owner"), Operator.IS, (Value(None),))),
        ("Status = __Active__", Compare(Name("Status"), Operator.EQ, (Value("__Active__"),))),
        (
            "id IN (1, 2)",
            Compare(Name("id"), Operator.IN, (Value("1", is_number=True), Value("2", is_number=True))),
        ),
        ("Due < '2 days ago'", Compare(Name("Due"), Operator.LT, (Value("2 days ago"),))),
        ("Updated <> 'today'", Compare(Name("LastUpdated"), Operator.NE, (Value("today"),))),
    ],
)
def test_a_condition_reads_as_it_is_meant(query: str, expected: Compare) -> None:
    assert parse(query) == expected


@pytest.mark.parametrize(
    ("query", "position", "words"),
    [
        ("", 1, "a field should stand"),
        ("Status", 7, "a comparison should stand"),
        ("Status =", 9, "a value should stand"),
        ("Status = 'new", 10, "does not end"),
        ("Colour = 'red'", 1, "no field Colour"),
        ("Status = 'new' Owner = 'x'", 16, "should have ended"),
        ("(Status = 'new'", 16, "is not closed"),
        ("Subject < 'x'", 1, "cannot be compared with <"),
        ("id = 'one'", 6, "is a number"),
        ("Due < 'someday'", 7, "no date or time"),
        ("Due < '2026-02-30'", 7, "no date or time"),
        ("Content LIKE '!!'", 14, "no word"),
        ("Owner IS 'x'", 10, "go together"),
        ("Subject = 'a'; DROP TABLE ticket", 14, "has no meaning"),
        ("Status IN 'new'", 11, "list of values"),
        ("(" * (DEEPEST + 2) + "id = 1", DEEPEST + 2, "too deep"),
        ("Subject = 'a\x00'", 13, "cannot be written"),
        ("id = 1" + " " * 4000, 4001, "longer than 4000"),
    ],
)
def test_a_fault_is_told_with_its_place_and_its_remedy(query: str, position: int, words: str) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        parse(query)
    assert caught.value.position == position
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", Moment(datetime(2026, 3, 4, 22, tzinfo=UTC), date(2026, 3, 5))),
        ("tomorrow", Moment(datetime(2026, 3, 5, 22, tzinfo=UTC), date(2026, 3, 6))),
        ("2 days ago", Moment(datetime(2026, 3, 2, 22, tzinfo=UTC), date(2026, 3, 3))),
        ("in 1 week", Moment(datetime(2026, 3, 11, 22, tzinfo=UTC), date(2026, 3, 12))),
        ("-1 month", Moment(datetime(2026, 2, 4, 22, tzinfo=UTC), date(2026, 2, 5))),
        ("2 hours ago", Moment(datetime(2026, 3, 5, 10, tzinfo=UTC))),
        ("now", Moment(NOON)),
        ("not set", Moment(None)),
        ("2026-12-22", Moment(datetime(2026, 12, 21, 22, tzinfo=UTC), date(2026, 12, 22))),
        ("2026-12-22 23:59:59", Moment(datetime(2026, 12, 22, 21, 59, 59, tzinfo=UTC))),
        ("2026-12-22T23:59:59Z", Moment(datetime(2026, 12, 22, 23, 59, 59, tzinfo=UTC))),
        ("the day after", None),
        ("9999 years ago", None),
    ],
)
def test_a_moment_is_read_in_the_zone_of_whoever_asks(text: str, expected: Moment | None) -> None:
    assert read_moment(text, now=NOON, zone="Europe/Helsinki") == expected


def test_the_last_day_of_a_shorter_month_stands_for_a_day_that_it_lacks() -> None:
    found = read_moment("in 1 month", now=datetime(2026, 1, 31, 12, tzinfo=UTC), zone="UTC")
    assert found is not None
    assert found.day == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("text", "is_query"),
    [
        ("invoice from march", False),
        ("X7K2-93BB", False),
        ("this is late", False),
        ("what's up?", False),
        ("Status = 'new'", True),
        ("colour = 'red'", True),
        ("(Owner IS NULL", True),
        ("NOT (Subject LIKE 'x')", True),
        ("Due < 'unclosed", True),
    ],
)
def test_words_are_told_from_a_query(text: str, *, is_query: bool) -> None:
    assert looks_like_a_query(text) is is_query
