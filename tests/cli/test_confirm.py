"""Holds that a person confirms proposals by a key for each, and that what was said is kept at once."""

import os
import pty
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.command import Site
from tests.cli.test_add import PAGE, page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def added(fitted_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small content folder with a company that was just added; no test may spoil it."""
    folder = tmp_path_factory.mktemp("added")
    site = Site(Path(shutil.copytree(fitted_content, folder / "home")), folder / "data")
    assert site.run("add", "sunrise", page(site)).returncode == 0
    return site.home


@pytest.fixture
def sunrise(added: Path, tmp_path: Path) -> Site:
    return Site(Path(shutil.copytree(added, tmp_path / "home")), tmp_path / "data")


def answers(site: Site) -> Path:
    return site.home / "intents/sunrise/en.yaml"


def typed(site: Site, text: str, *words: str) -> str:
    """Return what the command shows to somebody who types this."""
    person, terminal = pty.openpty()
    os.write(person, text.encode())
    try:
        ended = site.run("intents", "confirm", *words, stdin=terminal)
    finally:
        os.close(person)
        os.close(terminal)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout + ended.stderr


def test_each_proposal_is_shown_and_what_is_said_of_it_is_kept(sunrise: Site) -> None:
    before = answers(sunrise).read_text(encoding="utf-8")
    shown = typed(sunrise, "maybe\ny\nn\n", "sunrise")
    assert "sunrise/en: 2 proposed answers wait; visitors get an answer to 2 of these questions now" in shown
    assert "\n1 of 2  " in shown
    assert "Error: 'maybe' is none of: y: yes, this answers it, n: the policy does not tell it, o: " in shown
    assert "We keep your data for two years after your last order." in shown
    assert "sunrise/en: confirmed 1 as answered and 1 as not told; 0 proposed answers wait" in shown
    after = answers(sunrise).read_text(encoding="utf-8")
    assert before.count("proposed: true") == 3
    assert after.count("proposed: true") == 1
    assert after.count("answer: []") == 1
    again = typed(sunrise, "", "sunrise/en")
    assert "sunrise/en: confirmed 0 as answered and 0 as not told; 0 proposed answers wait for you" in again


def test_what_is_told_elsewhere_is_chosen_from_the_list_of_passages(sunrise: Site) -> None:
    shown = typed(sunrise, "?\no\n9\n1 3\nq\n", "sunrise")
    assert "o      the policy tells it, but elsewhere: choose from a list of its passages" in shown
    assert "      1  " in shown
    assert "Error: '9' is not 1 to 3 numbers from 1 to " in shown
    assert "confirmed 1 as answered and 0 as not told; 1 proposed answers wait" in shown
    decided = re.split(r"\n  - intent: ", answers(sunrise).read_text(encoding="utf-8"))[1:]
    assert [own.count("segment: ") for own in decided if "proposed: true" not in own] == [2]


def test_what_visitors_get_now_is_shown_where_it_differs_and_can_be_kept(sunrise: Site) -> None:
    path = answers(sunrise)
    text = path.read_text(encoding="utf-8")
    (good, other) = re.findall(r"\{segment: .*\}", text)
    if "years" not in good:
        good, other = other, good
    path.write_text(text.replace(good, other), encoding="utf-8")
    shown = typed(sunrise, "k\nq\n", "sunrise")
    assert "2 of these questions now, to 1 another than is proposed, and to 0 none" in shown
    assert "   visitors get now, and keep with k:\n   How long we keep data\n" in shown
    assert "confirmed 1 as answered and 0 as not told; 1 proposed answers wait" in shown
    assert "We keep your data" in path.read_text(encoding="utf-8")


def test_the_last_word_is_taken_back_and_the_question_asked_again(sunrise: Site) -> None:
    before = answers(sunrise).read_bytes()
    shown = typed(sunrise, "u\nn\nu\nq\n", "sunrise")
    assert "this is the first one; nothing was said yet" in shown
    assert "taken back" in shown
    assert shown.count("\n1 of 2  ") == 3
    assert answers(sunrise).read_bytes() == before


def silent_page(site: Site) -> str:
    """Write a policy that tells nothing of cookies."""
    (site.home / "silent.html").write_text(re.sub(r"<h2>Cookies.*", "", PAGE), encoding="utf-8")
    return "silent.html"


def test_in_the_round_of_what_is_absent_no_leads_to_the_passages(site: Site) -> None:
    assert site.run("add", "sunrise", silent_page(site)).returncode == 0
    shown = typed(site, "\nn\n1\n", "sunrise", "--absent")
    assert "y: right, the policy does not tell it, n: it does tell it, and you choose where" in shown
    assert "confirmed 1 as answered and 0 as not told; 1 proposed answers wait" in shown
    assert "answer: []" not in answers(site).read_text(encoding="utf-8")


def test_add_check_and_confirm_count_the_same(site: Site) -> None:
    added = site.run("add", "sunrise", silent_page(site)).stdout
    counts = re.search(r"(\d+) questions are answered now, (\d+) more .*, (\d+) seem not told", added)
    assert counts
    now, later, absent = map(int, counts.groups())
    shown = typed(site, "q\n", "sunrise")
    assert f"{now + later} proposed answers wait; visitors get an answer to {now} of these" in shown
    assert absent == 1
    assert f"\n{absent} questions seem not told by it and wait" in shown
    checked = site.run("intents", "check", "--all").stdout
    assert checked.count(" PROPOSED ") == now + later
    assert checked.count(" ABSENT ") == absent


def test_later_leaves_a_proposal_and_q_stops(sunrise: Site) -> None:
    before = answers(sunrise).read_bytes()
    assert "confirmed 0 as answered and 0 as not told; 2 proposed answers wait" in typed(
        sunrise, "\nq\n", "sunrise"
    )
    assert answers(sunrise).read_bytes() == before


def test_named_intents_are_confirmed_as_they_stand(sunrise: Site) -> None:
    before = answers(sunrise).read_text(encoding="utf-8")
    ended = sunrise.run("intents", "confirm", "sunrise/en", "how-long")
    assert (ended.returncode, ended.stdout) == (0, "confirmed how-long in sunrise/en\n")
    lines = before.splitlines()
    place = next(n for n, line in enumerate(lines) if "intent: how-long" in line)
    gone = next(n for n, line in enumerate(lines) if n > place and "proposed" in line)
    assert answers(sunrise).read_text(encoding="utf-8").splitlines() == lines[:gone] + lines[gone + 1 :]
    again = sunrise.run("intents", "confirm", "sunrise/en", "how-long")
    assert again.returncode == 2
    assert "nothing waits for how-long in sunrise/en" in again.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("moon",), 2, "there is no controller moon; known: "),
        (("sunrise/fi",), 2, "sunrise has no policy in 'fi'; it has: en"),
        (("sunrise",), 2, "elsewhere name the intents"),
    ],
)
def test_what_cannot_be_confirmed_is_told(
    sunrise: Site, words: tuple[str, ...], code: int, said: str
) -> None:
    ended = sunrise.run("intents", "confirm", *words)
    assert ended.returncode == code
    assert said in ended.stderr


def test_after_a_change_of_the_policy_a_build_comes_first(sunrise: Site) -> None:
    policy = sunrise.home / "policies/sunrise/en.html"
    policy.write_text(
        policy.read_text(encoding="utf-8").replace("two years", "three years"), encoding="utf-8"
    )
    ended = sunrise.run("intents", "confirm", "sunrise", "how-long")
    assert ended.returncode == 1
    assert "STALE the policy changed since; first run: assistant intents build sunrise" in ended.stderr
