"""Holds how values that programs send are read: all of them, or an error."""

from datetime import UTC, datetime

import pytest

from assistant.errors import InvalidInputError
from assistant.service import wishes
from assistant.service.html_text import plain_text


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-12-24T21:59:59Z", datetime(2026, 12, 24, 21, 59, 59, tzinfo=UTC)),
        ("2026-12-24 21:59:59", datetime(2026, 12, 24, 21, 59, 59, tzinfo=UTC)),
        ("2026-12-24T23:59:59+02:00", datetime(2026, 12, 24, 21, 59, 59, tzinfo=UTC)),
        ("2026-12-24", datetime(2026, 12, 24, 21, 59, 59, tzinfo=UTC)),
        ("2026-06-24", datetime(2026, 6, 24, 20, 59, 59, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", None),
        ("", None),
        (None, None),
    ],
)
def test_an_instant_is_read_as_it_was_meant(written: str | None, at: datetime | None) -> None:
    assert wishes.instant("Due", written, zone="Europe/Helsinki") == at


@pytest.mark.parametrize(
    "written", ["soon", "24.12.2026", "2026-13-01", "2026-02-30", "Not set", True, 3.5, ["x"]]
)
def test_what_is_no_instant_is_an_error(written: object) -> None:
    with pytest.raises(InvalidInputError):
        wishes.instant("Due", written, zone="UTC")


def test_html_becomes_what_a_browser_would_show() -> None:
    html = "<style>p{}</style><p>One &amp; <b>two</b></p><p>three<br>four</p><script>x</script><img alt=y>"
    assert plain_text(html) == "One & two\n\nthree\nfour"
