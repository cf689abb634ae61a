"""Holds thirty worked due dates, each counted by hand from the calendar."""

import csv
import io
from datetime import date

import pytest

from assistant.rights.deadline import due

ZONES = {"FI": "Europe/Helsinki", "SE": "Europe/Stockholm"}
VECTORS = """example,received_local,country,months,eves,due
Easter in Finland,2026-03-05,FI,1,safe,2026-04-07
Easter in Sweden,2026-03-05,SE,1,safe,2026-04-07
received on a Sunday,2026-02-01,FI,1,safe,2026-03-02
no 31 February,2026-01-31,SE,1,safe,2026-03-02
leap year,2028-01-31,SE,1,safe,2028-02-29
no 31 September,2026-08-31,FI,1,safe,2026-09-30
Swedish national day in Sweden,2028-05-06,SE,1,safe,2028-06-07
Swedish national day in Finland,2028-05-06,FI,1,safe,2028-06-06
Finnish independence day in Finland,2027-11-06,FI,1,safe,2027-12-07
Finnish independence day in Sweden,2027-11-06,SE,1,safe,2027-12-06
Midsummer Eve does not roll in Finland,2026-05-19,FI,1,safe,2026-06-19
Midsummer Eve does not roll in Sweden,2026-05-19,SE,1,safe,2026-06-19
Christmas in Sweden,2026-11-25,SE,1,safe,2026-12-28
Christmas in Finland,2026-11-25,FI,1,safe,2026-12-28
Epiphany in Finland,2026-12-06,FI,1,safe,2027-01-07
Epiphany in Sweden,2026-12-06,SE,1,safe,2027-01-07
the evening in Stockholm,2026-09-14,SE,1,safe,2026-10-14
the next day in Helsinki,2026-09-15,FI,1,safe,2026-10-15
first due date before an extension,2026-01-31,FI,1,safe,2026-03-02
extended from receipt and not chained,2026-01-31,FI,3,safe,2026-04-30
day before Good Friday,2026-03-02,SE,1,safe,2026-04-02
Good Friday in Sweden,2026-03-03,SE,1,safe,2026-04-07
Good Friday in Finland,2026-03-03,FI,1,safe,2026-04-07
New Year in Finland,2026-12-01,FI,1,safe,2027-01-04
New Year in Sweden,2026-12-01,SE,1,safe,2027-01-04
before an extension over February,2026-11-30,SE,1,safe,2026-12-30
extended over February in Sweden,2026-11-30,SE,3,safe,2027-03-01
extended over February in Finland,2026-11-30,FI,3,safe,2027-03-01
Midsummer Eve kept by Finnish offices,2026-05-19,FI,1,national,2026-06-22
Midsummer Eve kept by Swedish offices,2026-05-19,SE,1,national,2026-06-22
"""
ROWS = list(csv.DictReader(io.StringIO(VECTORS)))


def test_there_are_thirty_vectors() -> None:
    assert len(ROWS) == 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['example']} {row['country']}")
def test_a_request_is_due_on_the_day_counted_by_hand(row: dict[str, str]) -> None:
    found = due(
        date.fromisoformat(row["received_local"]),
        country=row["country"],
        timezone=ZONES[row["country"]],
        months=int(row["months"]),
        eves="national" if row["eves"] == "national" else "safe",
    )
    assert found.due == date.fromisoformat(row["due"])
