"""Holds that `assistant policy show` reads a file of any format, and says in one line what is wrong."""

import json

import pytest

from tests.cli.command import Site

pytestmark = pytest.mark.slow
PAGE = "<nav>Shop</nav><main><h1>Privacy</h1><h2>Storage</h2><p>We keep your name for a year.</p></main>"


def test_a_page_is_shown_and_nothing_is_drawn_into_a_pipe(site: Site) -> None:
    path = site.home / "privacy.html"
    path.write_text(PAGE + " " * 1_000_000, encoding="utf-8")
    done = site.run("policy", "show", str(path), "--locale", "en", "--json")
    shown = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert [(s["heading"], s["segments"][0]["text"]) for s in shown["sections"]] == [
        ("Storage", "We keep your name for a year.")
    ]


def test_a_file_that_cannot_be_read_is_told_in_one_line(site: Site) -> None:
    path = site.home / "privacy.pdf"
    path.write_bytes(b"%PDF-1.7 and no more")
    done = site.run("policy", "show", str(path), "--locale", "en")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "privacy.pdf:1:1: P008 " in done.stderr


def test_what_stands_before_the_first_heading_is_shown_without_one(site: Site) -> None:
    (site.home / "page.html").write_text("<main><h1>Privacy</h1><p>Updated in March.</p></main>")
    shown = site.run("policy", "show", "page.html", "--locale", "en").stdout.splitlines()
    assert not [line for line in shown if line.strip(" ") == "#"]
    assert any("Updated in March." in line for line in shown)
