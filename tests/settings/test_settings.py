"""Holds that settings are read once and that a wrong one is named with its problem and an example."""

from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.settings import TABLE, as_rows, read

SECRET = "of thirty-two characters or more!"


@pytest.mark.parametrize(
    ("name", "value", "problem", "example"),
    [
        ("SMTP_PORT", "many", "is not a whole number", "587"),
        ("SMTP_PORT", "70000", "must be from 1 to 65535", "587"),
        ("HELLO_SECONDS", "soon", "is not a number", "5"),
        ("MAIL", "pigeon", "must be one of smtp, folder", "smtp"),
        ("MAIL", "SMTP", "must be one of smtp, folder", "smtp"),
        ("SMTP_HOST", "https://mail.example.org/", "does not read like what it is for", "mail.example.org"),
        (
            "BASE_URL",
            "privacy.example.org",
            "does not read like what it is for",
            "https://privacy.example.org",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_problem_and_an_example(
    name: str, value: str, problem: str, example: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read({f"ASSISTANT_{name}": value})
    (meaning,) = [row.meaning for row in TABLE if row.variable == f"ASSISTANT_{name}"]
    named = f"ASSISTANT_{name}={value} {problem}; for example: ASSISTANT_{name}={example}"
    assert str(caught.value) == f"{named} ({meaning.rstrip('.')})"


@pytest.mark.parametrize("name", ["MAIL", "SMTP_PORT", "SMTP_HOST"])
def test_an_empty_value_is_called_so(name: str) -> None:
    with pytest.raises(UsageError, match=f"ASSISTANT_{name} is empty: it "):
        read({f"ASSISTANT_{name}": " "})


@pytest.mark.parametrize("row", [row for row in TABLE if row.low is not None], ids=lambda row: row.name)
def test_a_number_below_its_range_is_refused(row: object) -> None:
    with pytest.raises(UsageError, match="must be from"):
        read({row.variable: "-1"})  # type: ignore[attr-defined]


def test_the_value_of_a_wrong_secret_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        read({"ASSISTANT_SECRET": "hunter2"})
    assert str(caught.value).startswith("ASSISTANT_SECRET must have at least 32 characters; for example: ")
    assert "hunter2" not in str(caught.value)


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no setting ASSISTANT_SMPT_HOST"):
        read({"ASSISTANT_SMPT_HOST": "mail.example.org"})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n", encoding="utf-8")
    assert read({"ASSISTANT_SECRET_FILE": str(path)}).secret == SECRET


def test_a_secret_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ASSISTANT_SECRET_FILE"):
        read({"ASSISTANT_SECRET_FILE": str(tmp_path / "secret")})


def test_the_command_line_wins_over_the_environment() -> None:
    assert read({"ASSISTANT_DATA": "/a"}, overrides={"data": "/b"}).data == Path("/b")


def test_no_secret_is_shown() -> None:
    settings = read({"ASSISTANT_SECRET": SECRET, "ASSISTANT_SMTP_PASSWORD": "quiet herons"})
    shown = {row["name"]: row["value"] for row in as_rows(settings)}
    assert (shown["ASSISTANT_SECRET"], shown["ASSISTANT_SMTP_PASSWORD"]) == ("set", "set")
    assert SECRET not in repr(settings)


def test_every_default_lies_in_its_range() -> None:
    assert read({}) == read({row.variable: str(row.default) for row in TABLE if row.default != ""})
