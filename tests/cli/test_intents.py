"""Holds that editors' commands say what they did, end with the right code and leave nothing half-written."""

import json

import pytest

from tests.cli.command import Site

pytestmark = pytest.mark.slow


def test_building_twice_writes_once(site: Site) -> None:
    first = site.run("intents", "build")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines() == [f"wrote intents/{p}.yaml" for p in ("nord/en", "nord/fi", "sund/sv")]
    written = (site.home / "intents" / "nord" / "fi.yaml").read_text(encoding="utf-8")
    assert "  - intent: how-long # kauanko säilytätte tietojani\n" in written
    second = site.run("intents", "build")
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout.splitlines() == [
        f"{p}: nothing to change" for p in ("nord/en", "nord/fi", "sund/sv")
    ]


def test_the_check_prints_findings_for_people_and_for_programs(site: Site) -> None:
    site.run("intents", "build")
    people = site.run("intents", "check")
    assert people.returncode == 0
    assert "intents/nord/en.yaml:10:5: PROPOSED warning: " in people.stdout
    assert people.stderr.startswith("0 errors, ")
    found = json.loads(site.run("intents", "check", "--json").stdout)
    assert len(found) == len(people.stdout.splitlines())
    assert found[0].keys() == {"file", "line", "column", "code", "severity", "message", "fixable"}


def test_an_error_ends_the_check_with_one_until_it_is_mended(site: Site) -> None:
    path = site.home / "intents" / "shared" / "greeting.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[hello", "[“hello”"), encoding="utf-8")
    ended = site.run("intents", "check")
    assert ended.returncode == 1
    assert "greeting.yaml:5:8: QUOTES [*] " in ended.stdout
    ended = site.run("intents", "check", "--fix")
    assert ended.returncode == 0
    assert "mended 1 in intents/shared/greeting.yaml" in ended.stderr


def test_confused_intents_are_found_on_utterances_held_out(site: Site) -> None:
    ended = site.run("intents", "check", "--confused", "--seconds", "30")
    assert ended.returncode == 0
    assert "utterances held out, " in ended.stderr


def test_another_policy_in_its_place_changes_nothing_until_asked_to_start_anew(site: Site) -> None:
    site.run("intents", "build", "nord")
    path = site.home / "intents" / "nord" / "en.yaml"
    segment = path.read_text(encoding="utf-8").partition("segment: ")[2].partition("}")[0]
    own = [
        f"  - intent: own-{n}\n    topic: cookies\n    utterances: [own {n}]\n    answer:\n"
        f"      - {{segment: {segment}}}\n"
        for n in range(5)
    ]
    confirmed = path.read_text(encoding="utf-8").replace("    proposed: true\n", "") + "".join(own)
    path.write_text(confirmed, encoding="utf-8")
    policy = site.home / "policies" / "nord" / "en.md"
    policy.write_text(
        "# Policy of another company\n\n## Boats\n\nBoats are lent to members.\n", encoding="utf-8"
    )
    ended = site.run("intents", "build", "nord")
    assert (ended.returncode, ended.stdout) == (1, "nord/fi: nothing to change\n")
    assert "intents/nord/en.yaml:4:14: REPLACED next to none of the confirmed answers" in ended.stderr
    assert path.read_text(encoding="utf-8") == confirmed
    ended = site.run("intents", "build", "nord", "--anew")
    assert "wrote intents/nord/en.yaml" in ended.stdout
    assert path.with_name("en.yaml.before").read_text(encoding="utf-8") == confirmed
    assert path.read_text(encoding="utf-8").count("utterances: [own") == 5
    assert site.run("intents", "build", "--anew").returncode == 2
