"""Holds that a new controller comes from its policy in one step, whole or not at all."""

import shutil
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
    ended = site.run("add", "sunrise", page(site), "--origin", "https://sunrise.example.org")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "added sunrise/en: 2 questions answered, 0 not told by it; all proposed" in ended.stdout
    assert "Next:" in ended.stdout
    assert (site.home / "policies/sunrise/en.html").read_text(encoding="utf-8") == PAGE
    assert "Sunrise Boats Oy" in (site.home / "policies/sunrise/controller.yaml").read_text(encoding="utf-8")
    asked = site.run("ask", "how long do you keep my data", "--policy", "sunrise/en")
    assert "two years" in asked.stdout
    checked = site.run("intents", "check")
    assert checked.returncode == 0
    assert "policies/sunrise/controller.yaml" in checked.stdout
    built = site.run("intents", "build", "sunrise")
    assert (built.returncode, built.stdout) == (0, "")
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
