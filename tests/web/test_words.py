"""Holds that the console has a name for everything, and says all of it in every language."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from assistant.rights.states import MOVES, LineOutcome, LineState
from assistant.service import telling
from assistant.terms import Right, Role, TicketStatus
from assistant.tickets.history import TransactionKind
from assistant.translations import catalogue
from assistant.web import staff
from assistant.web.staff import case_words, timeline, words

CODE = Path(staff.__file__).parent
TEMPLATES = CODE.parent / "templates" / "staff"


def in_templates() -> Iterator[str]:
    environment = Environment(autoescape=True)
    for path in TEMPLATES.glob("*.html"):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for _, _, found in extract_from_ast(tree, gettext_functions=("say", "nsay")):
            first = found[0] if isinstance(found, tuple) and found else found
            if isinstance(first, str):
                yield first


def in_code() -> Iterator[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in CODE.glob("*.py"))
    for node in (node for tree in trees for node in ast.walk(tree)):
        match node:
            case ast.Call(func=ast.Name(id="say" | "nsay"), args=[ast.Constant(value=str(text)), *_]):
                yield text
            case _:
                pass


def in_tables() -> Iterator[str]:
    for module in (words, timeline, case_words):
        for title, table in vars(module).items():
            if title.isupper() and title != "WRITTEN_AS" and isinstance(table, Mapping):
                yield from table.values()


@pytest.mark.parametrize("locale", ["fi", "sv"])
def test_everything_the_console_says_is_translated(locale: str) -> None:
    known, said = catalogue("console", locale), {*in_templates(), *in_code(), *in_tables()}
    assert len(said) > 150
    assert sorted(text for text in said if known.get(text) is None) == []


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (words.RIGHTS, Right),
        (words.STATUSES, TicketStatus),
        (words.STATES, LineState),
        (words.OUTCOMES, LineOutcome),
        (words.ROLES, Role),
    ],
)
def test_everything_that_is_shown_has_a_name(names: Mapping[str, str], kind: type[str]) -> None:
    assert set(names) == set(kind)  # type: ignore[call-overload]


def test_every_kind_of_transaction_is_told_in_words() -> None:
    told = {*telling.DEEDS, *timeline.OF_LINES, TransactionKind.CORRESPONDENCE, TransactionKind.ASSIGNED}
    told |= {TransactionKind.STATUS_CHANGED, TransactionKind.FIELD_CHANGED}
    assert set(TransactionKind) - told == set()


def test_every_step_that_staff_may_take_has_a_button() -> None:
    steps = [move for move in MOVES if move.roles & {Role.AGENT, Role.APPROVER}]
    targets = {move.target for move in steps} - {
        LineState.CLOSED,
        LineState.RECEIVED_UNVERIFIED,
        LineState.DRAFT,
    }
    assert targets <= set(words.STEPS)
    assert {move.rule for move in steps if move.target is LineState.CLOSED} == set(words.CLOSINGS)
