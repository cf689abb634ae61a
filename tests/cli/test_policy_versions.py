"""Holds that versions are published, listed, compared and brought back from the command line."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.command import Site

pytestmark = pytest.mark.slow


@pytest.fixture
def changed(site: Site) -> Site:
    """Return a site whose policy was published and then changed."""
    assert site.run("policy", "publish", "nord/en").returncode == 0
    file = policy(site)
    file.write_text(file.read_text(encoding="utf-8").replace("two years", "five years"), encoding="utf-8")
    return site


def policy(site: Site) -> Path:
    return site.home / "policies" / "nord" / "en.md"


def test_publishing_says_what_is_kept_and_what_was_already(site: Site) -> None:
    said = site.run("policy", "publish", "nord").stdout.splitlines()
    assert [re.sub(r"[0-9a-f]{12}", "…", line) for line in said] == [
        "nord/en: kept version …",
        "nord/fi: kept version …",
    ]
    assert site.run("policy", "publish", "nord/en").stdout == "nord/en: kept already\n"


def test_the_history_says_what_each_version_changed_and_which_is_in_force(changed: Site) -> None:
    assert "not published as it is now" in changed.run("policy", "history", "nord/en").stdout
    changed.run("policy", "publish", "nord/en")
    newest, oldest = changed.run("policy", "history", "nord/en").stdout.splitlines()
    assert newest.endswith("  1 changed  in force")
    assert oldest.endswith("  first")


def test_a_policy_is_compared_with_its_published_version(changed: Site) -> None:
    (kept,) = json.loads(changed.run("policy", "history", "nord/en", "--json").stdout)["versions"]
    said = changed.run("policy", "diff", "nord/en", "--since", kept["version"]).stdout
    assert "~ We keep your data for [-two-]{+five+} years after your last order." in said
    assert re.search(r"^how-long\b.*: told differently$", said, re.MULTILINE)
    data = json.loads(changed.run("policy", "diff", "nord/en", "--since", kept["version"], "--json").stdout)
    (answer,) = [answer for answer in data["answers"] if answer["intent"] == "how-long"]
    assert "two years" in answer["before"][0]["text"]
    assert "five years" in answer["after"][0]["text"]
    assert [segment["change"] for segment in data["segments"]] == ["changed"]


def test_a_draft_is_compared_with_the_policy_that_it_will_replace(site: Site) -> None:
    draft = site.home / "draft.txt"
    draft.write_text("Privacy policy\n\nCookies\n\nWe use <b>no</b> cookies at all.\n", encoding="utf-8")
    page = site.home / "changes.html"
    done = site.run("policy", "diff", "nord/en", "draft.txt", "--html", "changes.html")
    assert (done.returncode, done.stdout) == (0, "")
    html = page.read_text(encoding="utf-8")
    assert "We use &lt;b&gt;no&lt;/b&gt; cookies at all." in re.sub(r"</?(?:ins|del)>", "", html)
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="', html)


def test_a_date_that_did_not_follow_the_text_is_remarked(site: Site) -> None:
    file = policy(site)
    file.write_text(file.read_text(encoding="utf-8") + "\n## Date\n\nUpdated 1.2.2026.\n", encoding="utf-8")
    draft = site.home / "draft.md"
    draft.write_text(file.read_text(encoding="utf-8").replace("two years", "five years"), encoding="utf-8")
    said = site.run("policy", "diff", "nord/en", "draft.md").stdout
    assert "The text changed, and the date that it states, 2026-02-01, did not." in said


def test_restoring_keeps_what_was_never_published(changed: Site) -> None:
    before = policy(changed).read_bytes()
    (kept,) = json.loads(changed.run("policy", "history", "nord/en", "--json").stdout)["versions"]
    done = changed.run("policy", "restore", "nord/en", kept["version"][:6])
    assert done.returncode == 0
    assert "what stood there is kept as version" in done.stdout
    assert "two years" in policy(changed).read_text(encoding="utf-8")
    versions = json.loads(changed.run("policy", "history", "nord/en", "--json").stdout)["versions"]
    assert [row["in_force"] for row in versions] == [True, False, False]
    files = [policy(changed).parent / row["file"] for row in versions]
    assert before in [file.read_bytes() for file in files]


def test_even_a_file_that_cannot_be_read_is_kept_by_a_restore(changed: Site) -> None:
    policy(changed).write_bytes(b"# Policy\n\nSki\xf6\n")
    (kept,) = json.loads(changed.run("policy", "history", "nord/en", "--json").stdout)["versions"]
    assert changed.run("policy", "restore", "nord/en", kept["version"]).returncode == 0
    assert "cannot be read" in changed.run("policy", "history", "nord/en").stdout


def test_what_cannot_be_done_is_said_in_a_line(site: Site) -> None:
    for arguments, fault in [
        (("policy", "restore", "nord/en", "abcd"), "there is no version abcd; kept: none; publish one first"),
        (("policy", "history", "nord"), "name one language: nord/en or nord/fi"),
        (("policy", "diff", "nord/en"), "give a second policy or file, or --since VERSION"),
        (("policy", "publish", "nobody"), "there is no policy nobody; known: nord/en"),
    ]:
        done = site.run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert fault in done.stderr
