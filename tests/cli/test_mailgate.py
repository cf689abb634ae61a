"""Holds that a mail server can hand mail over, and learns from the exit code what became of it."""

import pytest

from tests.cli.command import SECRET, Site

HEAD = "From: aino@example.org\nSubject: Hello\nMessage-ID: <1@example.org>\n\n"
MAIL = f"{HEAD}please erase everything about me\n"


@pytest.mark.slow
def test_the_exit_code_tells_a_mail_server_what_to_do_with_a_mail(site: Site) -> None:
    command = ("mailgate", "--controller", "nord")
    taken = site.run(*command, stdin=MAIL, secret=SECRET)
    assert (taken.returncode, taken.stdout) == (0, "")
    assert "fate=request" in taken.stderr
    assert "aino" not in taken.stderr
    again = site.run(*command, stdin=MAIL, secret=SECRET)
    assert "fate=duplicate" in again.stderr
    assert site.run(*command, stdin="no mail", secret=SECRET).returncode == 65
    for later in (
        site.run(*command, stdin=MAIL),  # no secret
        site.run("mailgate", "--controller", "nobody", stdin=MAIL, secret=SECRET),
        site.run(*command, stdin=MAIL, secret=SECRET, database_url="postgresql://x@127.0.0.1:1/x"),
    ):
        assert later.returncode == 75
        assert len(later.stderr.splitlines()) == 1
