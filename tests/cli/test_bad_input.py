"""Holds that what is wrong is said in one clear line, with the right exit code and nothing half-written."""

import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import SECRET, Site

pytestmark = pytest.mark.slow

RUN = ("run", "--port", "0")
COOKIES = "intent: cookies\ntopic: cookies\nutterances: {{en: [{}], fi: [a], sv: [b]}}\n"
Spoil = Callable[[Path], object]


def fault(site: Site, *arguments: str, code: int, **settings: str) -> str:
    """Return the one line that the command leaves on standard error when it fails with this code."""
    ended = site.run(*arguments, **settings)
    lines = ended.stderr.splitlines()
    assert (ended.returncode, ended.stdout, len(lines)) == (code, "", 1), ended.stderr
    assert lines[0].startswith("assistant: ")
    return lines[0].removeprefix("assistant: ")


@pytest.mark.parametrize(
    ("spoil", "place", "problem"),
    [
        (lambda file: file.unlink(), "controller.yaml:5:10: FILE", "nord/en.md"),
        (lambda file: file.write_bytes(b""), "en.md:1:1: P003", "has no text"),
        (lambda file: file.write_bytes(b"# Policy\n\nSki\xf6 keeps data.\n"), "en.md:3:1: P005", "UTF-8"),
        (lambda file: file.write_bytes(b"# Policy\n\nData\x00 is kept.\n"), "en.md:3:1: P006", "NUL"),
    ],
    ids=["missing", "empty", "Latin-1", "NUL bytes"],
)
def test_a_policy_that_cannot_be_read_is_named_with_its_line(
    site: Site, spoil: Spoil, place: str, problem: str
) -> None:
    spoil(site.home / "policies" / "nord" / "en.md")
    said = fault(site, *RUN, code=1)
    assert place in said
    assert problem in said
    assert not site.data.exists()


def test_a_byte_order_mark_is_no_part_of_the_policy(site: Site) -> None:
    (site.home / "policies" / "nord" / "en.md").write_bytes(
        b"\xef\xbb\xbf# Policy\n\n## Data\n\nWe keep it.\n"
    )
    ended = site.run("policy", "show", "nord/en", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "\ufeff" not in ended.stdout
    assert "\\ufeff" not in ended.stdout


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("intent: cookies\nutterances: [unclosed\n", "YAML"),
        (COOKIES.format("no"), "cookies.yaml:3:19: STRING"),
        ("\x00", "YAML"),
        ("", "EMPTY"),
    ],
    ids=["no YAML", "no text", "NUL bytes", "empty"],
)
def test_a_broken_file_of_intents_is_named_with_its_line(site: Site, text: str, problem: str) -> None:
    (site.home / "intents" / "shared" / "cookies.yaml").write_text(text, encoding="utf-8")
    assert problem in fault(site, *RUN, code=1)
    assert not site.data.exists()


def test_an_unknown_controller_is_named_beside_those_that_are_known(site: Site) -> None:
    assert "no policy sunrise/en" in fault(site, "policy", "show", "sunrise/en", code=2).replace(";", "")
    assert "sunrise/en" in fault(site, "ask", "how long", "--policy", "sunrise/en", code=1)
    assert "no controller sunrise" in fault(site, "intents", "build", "sunrise", code=2)


def test_a_folder_without_content_is_named(site: Site) -> None:
    assert "policies/ and intents/" in fault(site, *RUN, code=2, home=str(site.home / "elsewhere"))


def test_a_port_in_use_is_named_and_nothing_is_written(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port}: Address already in use" in fault(site, "run", "--port", port, code=1)
    assert not site.data.exists()


def test_a_database_from_a_newer_version_is_left_alone(site: Site) -> None:
    site.data.mkdir()
    with sqlite3.connect(site.data / "assistant.db") as made:
        made.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        made.execute("INSERT INTO alembic_version VALUES ('9999')")
    made.close()
    assert "newer version" in fault(site, *RUN, code=1)
    with sqlite3.connect(site.data / "assistant.db") as left:
        assert left.execute("SELECT name FROM sqlite_master").fetchall() == [("alembic_version",)]
    left.close()


def test_a_data_folder_that_cannot_be_made_is_named(site: Site) -> None:
    blocking = site.home / "file"
    blocking.write_text("", encoding="utf-8")
    said = fault(site, *RUN, "--data", str(blocking / "data"), code=1)
    assert said == f"the data folder {blocking / 'data'} cannot be made: Not a directory"


def test_a_database_server_that_cannot_be_reached_is_said(site: Site) -> None:
    said = fault(site, *RUN, code=1, database_url="postgresql://nobody:hunter2@127.0.0.1:1/none")
    assert said.startswith("the database cannot be used: ")
    assert "hunter2" not in said


@pytest.mark.parametrize("url", ["mysql://db/assistant", "somewhere"])
def test_a_database_of_another_kind_is_refused(site: Site, url: str) -> None:
    assert "ASSISTANT_DATABASE_URL" in fault(site, *RUN, code=2, database_url=url)


def test_a_wrong_setting_is_named_with_an_example(site: Site) -> None:
    said = fault(site, *RUN, code=2, smtp_port="many")
    named = "ASSISTANT_SMTP_PORT=many is not a whole number; for example: ASSISTANT_SMTP_PORT=587"
    assert said == f"{named} (Port of the mail server)"
    assert not site.data.exists()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("run", "--colour", "red"), "No such option"),
        (("run", "--port", "many"), "not a valid integer"),
        (("run", "--clock", "none.txt"), "--clock none.txt"),
        (("run", "--origin", "example.org"), "--origin example.org is no origin"),
        (("run", "--host", "256.0.0.1"), "--host 256.0.0.1"),
        (("dance",), "No such command"),
        (("mail", "test", "nobody"), "you@example.org"),
        (("staff", "add", "maija", "--role", "king", "--password-file", "-"), "'king' is not one of"),
        (("staff", "add", "maija", "--role", "agent", "--password-file", "none"), "cannot be read"),
    ],
)
def test_a_wrong_command_ends_with_two(site: Site, arguments: tuple[str, ...], problem: str) -> None:
    assert problem in fault(site, *arguments, code=2)
    assert not site.data.exists()


def test_a_server_without_its_secret_does_not_start(site: Site) -> None:
    said = fault(site, "serve", code=2)
    assert said.startswith("ASSISTANT_SECRET is missing")
    assert "openssl rand -hex 32" in said
    assert not site.data.exists()


def test_a_server_keeps_the_real_time(site: Site) -> None:
    assert "--clock" in fault(site, "serve", "--clock", "now.txt", code=2, secret=SECRET)


def test_a_content_folder_that_was_never_fitted_is_fitted_with_a_word_about_it(site: Site) -> None:
    for kept in (site.home / "intents" / ".model").iterdir():
        kept.unlink()
    ended = site.run("intents", "fit")
    assert (ended.returncode, ended.stdout) == (0, "")
    assert ended.stderr.startswith("fitting to ")
