"""Holds that a new controller comes from its policy in one step, whole or not at all."""

import json
import os
import pty
import re
import shlex
import shutil
import urllib.request
from pathlib import Path

import pytest

from tests.cli.command import Site

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><title>Privacy</title><main><h1>Privacy policy of Sunrise Boats Oy</h1>
<h2>How long we keep data</h2><p>We keep your data for two years after your last order. Then it is erased.</p>
<h2>Cookies</h2><p>Our website uses cookies to remember your choices.</p>
<h2>Contact</h2><p>Sunrise Boats Oy, Satamakatu 3, 00160 Helsinki, privacy@sunrise.example.org.</p></main>"""


def page(site: Site) -> str:
    (site.home / "policy.html").write_text(PAGE, encoding="utf-8")
    return "policy.html"


def tree(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if ".model" not in p.parts)


def test_a_web_page_becomes_a_controller_that_answers(site: Site) -> None:
    ended = site.run("add", "sunrise", page(site), "--origin", "sunrise.example.org/")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert re.search(r"added sunrise/en: \d questions are answered now, \d more once you", ended.stdout)
    assert "Next:" in ended.stdout
    assert (site.home / "policies/sunrise/en.html").read_text(encoding="utf-8") == PAGE
    settings = (site.home / "policies/sunrise/controller.yaml").read_text(encoding="utf-8")
    assert "Sunrise Boats Oy" in settings
    assert 'origins: ["https://sunrise.example.org"]' in settings
    asked = site.run("ask", "how long do you keep my data", "--policy", "sunrise/en")
    assert "two years" in asked.stdout
    checked = site.run("intents", "check")
    assert checked.returncode == 0
    assert "policies/sunrise/controller.yaml" in checked.stdout
    built = site.run("intents", "build", "sunrise")
    assert (built.returncode, built.stdout) == (0, "sunrise/en: nothing to change\n")
    assert not list(site.home.glob(".adding-*"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nord", "is there already and stays as it is"),
        ("shared", "folder of the assistant's own"),
        ("Sun Rise", "for example: sun-rise"),
        ("../up", "for example: up"),
    ],
)
def test_what_is_there_is_never_overwritten(site: Site, name: str, said: str) -> None:
    own = page(site)
    before = tree(site.home)
    ended = site.run("add", name, own)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert tree(site.home) == before


def test_a_policy_that_cannot_be_used_adds_nothing(site: Site) -> None:
    before = tree(site.home)
    for raw, name, code in (
        (b"", "empty.md", "P003"),
        (b"\x00" * 9, "nul.txt", "P006"),
        (b"x", "p.odt", "P001"),
    ):
        (site.home / name).write_bytes(raw)
        ended = site.run("add", "sunrise", name)
        assert ended.returncode == 1
        assert code in ended.stderr
        (site.home / name).unlink()
    assert tree(site.home) == before


def test_two_policies_in_one_language_are_refused(site: Site) -> None:
    own = page(site)
    shutil.copy(site.home / own, site.home / "other.html")
    ended = site.run("add", "sunrise", own, "other.html")
    assert ended.returncode == 1
    assert "give one file for each language" in ended.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--origin", "http://sunrise.example.org", "'http://sunrise.example.org' is no site: write https://"),
        ("--origin", "https://sunrise.example.org/chat", "its name without a path"),
        ("--sender", "the team", "'the team' is no e-mail address"),
    ],
)
def test_what_cannot_be_right_is_refused_before_anything_is_written(
    site: Site, option: str, value: str, said: str
) -> None:
    own = page(site)
    before = tree(site.home)
    ended = site.run("add", "sunrise", own, option, value)
    assert (ended.returncode, said in ended.stderr) == (2, True)
    assert tree(site.home) == before


def test_the_opening_text_has_a_name_where_it_is_shown(site: Site) -> None:
    (site.home / "short.md").write_text("We keep your data for two years, then it is erased.\n", "utf-8")
    asked = site.run("ask", "how long do you keep my data", "--file", "short.md")
    assert "[opening text]  " in asked.stdout


def test_ask_says_where_a_proposed_answer_waits(site: Site) -> None:
    silent_page = re.sub(r"<h2>Cookies.*", "", PAGE)
    (site.home / "silent.html").write_text(silent_page, encoding="utf-8")
    assert site.run("add", "sunrise", "silent.html").returncode == 0
    asked = ("ask", "do you use cookies", "--policy", "sunrise/en")
    path = site.home / "intents/sunrise/en.yaml"
    silent = site.run(*asked).stdout
    assert silent.startswith("not_in_policy")
    assert "is waiting" not in silent
    intent = silent.split()[1]
    segment = re.findall(r"segment: ([\w-]+)", path.read_text(encoding="utf-8"))[0]
    kept = [
        entry
        for entry in path.read_text(encoding="utf-8").split("\n  - ")
        if not entry.startswith(f"intent: {intent} ")
    ]
    waiting = (
        f'intent: {intent}\n    answer:\n      - {{segment: {segment}, starts: "x"}}\n    proposed: true\n'
    )
    path.write_text("\n  - ".join([*(entry.rstrip() for entry in kept), waiting]), encoding="utf-8")
    said = f"a proposed answer is waiting: {segment}; confirm it in intents/sunrise/en.yaml"
    assert said in site.run(*asked).stdout


def test_on_a_terminal_what_cannot_be_right_is_asked_again(site: Site) -> None:
    own = page(site)
    person, terminal = pty.openpty()
    os.write(person, b"\nhttp://sunrise.example.org\nsunrise.example.org\nthe team\n\n")
    try:
        ended = site.run("add", "sunrise", own, stdin=terminal)
    finally:
        os.close(person)
        os.close(terminal)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("The site that will show the chat") == 2
    assert "Error: 'http://sunrise.example.org' is no site" in ended.stdout + ended.stderr
    assert "Error: 'the team' is no e-mail address" in ended.stdout + ended.stderr
    settings = (site.home / "policies/sunrise/controller.yaml").read_text(encoding="utf-8")
    assert 'origins: ["https://sunrise.example.org"]\n' in settings
    assert re.search(r"^sender: .* # FILL IN", settings, re.MULTILINE)
    assert "The company's name [Sunrise Boats Oy]: " in ended.stdout
    assert "The e-mail address that replies are sent from" in ended.stdout
    assert 'name: "Sunrise Boats Oy"\n' in settings


BICYCLES = """# Privacy policy

Thistle & Wren Cycles Ltd, 3 High Street, York, sells and mends bicycles. Write to privacy@wren.example.org.

## How long

Thistle & Wren Cycles Ltd keeps your data for two years after your last order.
"""


def test_a_country_without_known_due_dates_is_never_taken_for_finland_in_silence(site: Site) -> None:
    (site.home / "wren.md").write_text(BICYCLES, encoding="utf-8")
    person, terminal = pty.openpty()
    os.write(person, b"\nGB\n\n\n\n")
    try:
        ended = site.run("add", "wren", "wren.md", stdin=terminal)
    finally:
        os.close(person)
        os.close(terminal)
    assert ended.returncode == 0, ended.stderr
    assert "'GB' is neither FI nor SE: due dates, holidays and the authority" in ended.stdout + ended.stderr
    assert "press Enter if your country is not in the list" in ended.stdout + ended.stderr
    assert "The company's name [Thistle & Wren Cycles Ltd]: " in ended.stdout
    assert "Its country is not known. Due dates, holidays and the authority are known for FI" in ended.stdout
    checked = site.run("intents", "check").stdout
    assert "FILL warning: fill this in, then delete the remark: FI or SE, whose due dates" in checked
    assert "country: null # FILL IN" in (site.home / "policies/wren/controller.yaml").read_text("utf-8")
    assert "FILL warning: fill this in, then delete the remark: where the company is, such as" in checked
    settings = (site.home / "policies/wren/controller.yaml").read_text(encoding="utf-8")
    assert 'name: "Thistle & Wren Cycles Ltd"\n' in settings


def test_a_policy_in_another_language_is_told_before_anything_is_asked_or_fitted(site: Site) -> None:
    shutil.rmtree(site.home / "intents" / ".model")
    german = "Wir speichern Ihre Daten zwei Jahre lang nach Ihrer letzten Bestellung und löschen sie dann. "
    (site.home / "german.md").write_text(f"# Datenschutzerklärung\n\n{german * 9}", encoding="utf-8")
    before = tree(site.home)
    person, terminal = pty.openpty()
    try:
        ended = site.run("add", "sonne", "german.md", stdin=terminal)
    finally:
        os.close(person)
        os.close(terminal)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "german.md:1:1: LANGUAGE is in none of the languages" in ended.stderr
    assert "fitting" not in ended.stderr
    assert tree(site.home) == before
    assert not (site.home / "intents" / ".model").exists()


def test_the_next_commands_that_are_told_are_ones_that_run(site: Site) -> None:
    told = site.run("add", "sunrise", page(site)).stdout.partition("Next:")[2]
    asked, confirm, run, _ = [line.strip() for line in told.splitlines() if line.startswith("  assistant ")]
    answered = site.run(*shlex.split(asked)[1:])
    assert (answered.returncode, answered.stderr) == (0, "")
    confirmed = site.run(*shlex.split(confirm)[1:])
    assert confirmed.returncode == 2
    assert "on a terminal each answer is asked about" in confirmed.stderr
    with site.running(*shlex.split(run)[1:], "--port", "0", settings={}) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline().removeprefix("ready "))
        with urllib.request.urlopen(f"{ready['url']}/chat/sunrise", timeout=60) as shown:  # noqa: S310
            assert "Sunrise Boats Oy" in shown.read().decode()
        process.terminate()
    assert "policies/sunrise/controller.yaml marks FILL IN: 4 lines" in told
    taken = re.search(r'marked "is it right\?": (\d) lines', told)
    assert taken
    listed = site.run("intents", "check").stdout
    assert listed.count("this was taken from the policy: see whether it is right") == int(taken[1]) > 0
