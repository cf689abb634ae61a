"""Reports: charts that need no colour, the tables behind them, and the same as files for spreadsheets."""

import csv
import io

from flask import Blueprint, Response, make_response, request

from assistant.service import reports
from assistant.service.reports import Report
from assistant.tickets.permission import Action
from assistant.web.runtime import runtime
from assistant.web.staff import door
from assistant.web.staff.frame import render

bp = Blueprint("reporting", __name__, url_prefix="/staff/reports")
bp.before_request(door.enter)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@bp.before_request
def check() -> None:
    """Let only those in who may see counts somewhere."""
    door.check_anywhere(Action.SEE_QUEUE)


@bp.get("/")
def show() -> Response:
    """Show the reports of the last months."""
    months = _months()
    return make_response(render("reports", report=_report(months), months=months, choices=reports.MONTHS))


@bp.get("/<any(months, outcomes, unanswered):table>.csv")
def download(table: str) -> Response:
    """Hand a table out as a file; no cell is taken for a formula by a spreadsheet."""
    found = _report(_months())
    rows = {"months": _months_table, "outcomes": _outcomes_table, "unanswered": _unanswered_table}[table](
        found
    )
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{table}.csv")
    return answer


def safe(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _months() -> int:
    asked = request.args.get("months", 6, type=int)
    return asked if asked in reports.MONTHS else 6


def _report(months: int) -> Report:
    with runtime().reads() as session:
        return reports.report(session, runtime(), door.member(), months=months)


def _months_table(found: Report) -> list[list[object]]:
    head = ["month", "received", "first_answer_days", "close_days", "in_time", "late"]
    rows: list[list[object]] = [
        [m.start.isoformat()[:7], m.received, m.first_answer_days, m.close_days, m.in_time, m.late]
        for m in found.months
    ]
    return [list(head), *rows]


def _outcomes_table(found: Report) -> list[list[object]]:
    rows: list[list[object]] = [
        [right, outcome or "open", number]
        for right, by_outcome in found.outcomes.items()
        for outcome, number in by_outcome.items()
    ]
    return [["right", "outcome", "lines"], *rows]


def _unanswered_table(found: Report) -> list[list[object]]:
    return [["controller", "questions"], *([name, number] for name, number in found.unanswered.items())]
