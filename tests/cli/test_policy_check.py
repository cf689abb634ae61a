"""Holds what `assistant policy check` prints, and when it fails."""

import json

import pytest

from tests.cli.command import Site

pytestmark = pytest.mark.slow

STALE = """# Privacy policy

## Transfers

Data goes to the United States
under the **Privacy Shield**.
"""


def test_a_finding_is_one_line_with_place_code_and_advice_and_its_words_marked(site: Site) -> None:
    (site.home / "draft.md").write_text(STALE, encoding="utf-8")
    done = site.run("policy", "check", "--file", "draft.md", "--locale", "en")
    lines = done.stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if " L201 " in line)
    assert lines[at].startswith("draft.md:6:13: L201 error: Privacy Shield is no ground for a transfer (GDPR")
    assert "since 2020-07-16). Name what the transfer rests on today" in lines[at]
    marked = lines[at + 1][lines[at + 2].index("^") : lines[at + 2].rindex("^") + 1]
    assert marked == "Privacy Shield"
    assert done.returncode == 1


def test_without_errors_the_command_succeeds(site: Site) -> None:
    (site.home / "draft.md").write_text(STALE, encoding="utf-8")
    every = site.run("policy", "check", "--file", "draft.md", "--locale", "en", "--json")
    found = json.loads(every.stdout)["findings"]
    errors = {finding["code"] for finding in found if finding["severity"] == "error"}
    ignore = [part for code in errors for part in ("--ignore", code)]
    done = site.run("policy", "check", "--file", "draft.md", "--locale", "en", "--short", *ignore)
    assert done.returncode == 0
    assert not any(f": {code} " in done.stdout for code in errors)


def test_programs_get_items_with_passages_and_findings_with_places(site: Site) -> None:
    done = site.run("policy", "check", "nord", "--json")
    data = json.loads(done.stdout)
    assert [policy["policy"] for policy in data["policies"]] == ["nord/en", "nord/fi"]
    items = {item["code"]: item for item in data["policies"][0]["items"]}
    assert items["I111"]["state"] == "found"
    assert "two years" in items["I111"]["passage"]["text"]
    assert {finding["file"] for finding in data["findings"]} == {
        "policies/nord/en.md",
        "policies/nord/fi.md",
    }


def test_a_code_is_explained(site: Site) -> None:
    said = site.run("policy", "check", "--explain", "t305").stdout
    assert said.startswith(
        "T305 error: Free of charge only once a year reads as a limit (GDPR Art. 12(5), 15(3))"
    )
    assert "What to do: " in said
    assert "Not reported: " in said


def test_an_unknown_code_and_an_unknown_policy_are_refused(site: Site) -> None:
    unknown = site.run("policy", "check", "--explain", "X1")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "there is no code X1; known: D401" in unknown.stderr
    nobody = site.run("policy", "check", "nobody")
    assert nobody.returncode == 2
    assert "there is no policy nobody; known: nord/en" in nobody.stderr
