"""Holds that editors confirm proposed answers in the console by the rules of the terminal."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from assistant.adapters.live_content import LiveContent
from assistant.cli.intents import refreshed
from assistant.service.parts import Parts
from assistant.terms import Locale, Role
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.web.staff import Browser, add_member, browser_of

PLACES = ("unanswered", "coverage", "preview/nord", "content")


@pytest.fixture
def content(root: Path) -> LiveContent:
    return LiveContent(root)


@pytest.fixture
def live(parts: Parts, content: LiveContent) -> Parts:
    return replace(parts, knowledge=content, content=content)


@pytest.fixture
def app(live: Parts) -> Flask:
    return create_app(live, Face(is_demo=True))


@pytest.fixture
def elin(app: Flask, live: Parts) -> Browser:
    add_member(live, "elin", Role.EDITOR)
    return browser_of(app, "elin")


def propose(root: Path, content: LiveContent) -> Path:
    """Write what the policy of nord seems to answer, and let it come into force."""
    knowledge = content()
    policy, path = knowledge.policy("nord", Locale.EN), root / "intents/nord/en.yaml"
    path.unlink(missing_ok=True)
    refreshed(path, policy, knowledge.model)
    content.look()
    content.look()
    return path


def form_of(page: str, intent: str) -> dict[str, str]:
    """Return the hidden fields of the form about an intent."""
    form = next(part for part in page.split("<form ") if f'name="intent" value="{intent}"' in part)
    return dict(re.findall(r'name="(intent|seen|version|passage)" value="([^"]*)"', form))


def test_editors_are_told_how_many_answers_wait_and_where(
    elin: Browser, content: LiveContent, root: Path
) -> None:
    place = "/staff/confirm/nord/en"
    assert place not in elin.page("/staff/content")
    waits = propose(root, content).read_text(encoding="utf-8").count("proposed: true\n")
    for page in PLACES:
        shown = elin.page(f"/staff/{page}")
        assert f"{waits} answers wait for you to confirm them:" in shown
        assert f'<a href="{place}">nord/en ({waits})</a>' in shown
    assert elin.get("/staff/").headers["Location"] == "/staff/content", "where an editor begins"


def test_a_proposed_answer_is_confirmed_at_the_press_of_a_button(
    elin: Browser, content: LiveContent, root: Path
) -> None:
    path = propose(root, content)
    before = path.read_text(encoding="utf-8")
    page = elin.page("/staff/confirm/nord/en")
    assert "We keep your data for two years after your last order." in page
    done = elin.post("/staff/confirm/nord/en", page, **form_of(page, "how-long"), deed="confirm")
    assert done.status_code == 303
    after = elin.page(done.headers["Location"])
    assert "Confirmed: how-long" in after
    assert 'name="intent" value="how-long"' not in after
    written = path.read_text(encoding="utf-8")
    assert written.count("proposed: true") == before.count("proposed: true") - 1
    assert set(written.splitlines()) <= set(before.splitlines())
    again = elin.post("/staff/confirm/nord/en", page, **form_of(page, "how-long"), deed="confirm")
    assert again.status_code == 400
    assert "Somebody dealt with this answer meanwhile." in again.text
    absent = elin.post("/staff/confirm/nord/en", page, **form_of(page, "cookies"), deed="absent")
    assert absent.status_code == 303
    content.look()
    content.look()
    decided = content().volumes["nord"].peek().edited["nord/en"]
    assert {e.intent: bool(e.answer) for e in decided.entries if not e.is_proposed} == {
        "how-long": True,
        "cookies": False,
    }


def test_the_last_word_is_taken_back_at_the_press_of_a_button_unless_somebody_wrote_since(
    elin: Browser, content: LiveContent, root: Path
) -> None:
    place, path = "/staff/confirm/nord/en", propose(root, content)
    before = path.read_bytes()
    page = elin.page(place)
    done = elin.post(place, page, **form_of(page, "how-long"), deed="absent").headers["Location"]
    after = elin.page(done)
    undo = re.findall(r'name="undo" value="([^"]+)"', after)[0]
    back = elin.post(place, after, back="how-long", undo=undo, deed="undo")
    assert back.headers["Location"] == f"{place}?back=how-long"
    assert "Taken back: how-long waits again." in elin.page(back.headers["Location"])
    assert path.read_bytes() == before
    again = elin.post(place, after, back="how-long", undo=undo, deed="undo")
    assert (again.status_code, path.read_bytes()) == (400, before)
    made_up = elin.post(place, after, back="how-long", undo="QUFBQQ==", deed="undo")
    assert made_up.status_code == 400
    assert "This can no longer be taken back." in made_up.text


def test_another_passage_of_the_policy_is_chosen_where_it_is_told_elsewhere(
    elin: Browser, content: LiveContent, root: Path
) -> None:
    propose(root, content)
    place = "/staff/confirm/nord/en?elsewhere=how-long"
    page = elin.page(place)
    passages = content().policy("nord", Locale.EN).passages
    assert page.count('name="place-') == len(passages)
    own = form_of(page, "how-long")
    refused = elin.post(place, page, **own, deed="elsewhere")
    assert refused.status_code == 400
    assert "Choose one to three passages" in refused.text
    assert "Where does the policy tell it?" in refused.text
    chosen = {"place-2": "1", "place-0": "2"}
    done = elin.post(place, page, **own, **chosen, deed="elsewhere")
    assert done.status_code == 303
    content.look()
    content.look()
    (entry,) = [
        e for e in content().volumes["nord"].peek().edited["nord/en"].entries if e.intent == "how-long"
    ]
    assert not entry.is_proposed
    told = [anchor.segment for anchor in entry.answer]
    assert told[0] in passages[2].segments
    assert told[-1] in passages[0].segments


def test_what_visitors_get_now_is_shown_and_can_be_kept(
    elin: Browser, content: LiveContent, root: Path
) -> None:
    path = propose(root, content)
    cookies = content().policy("nord", Locale.EN).segments[-1]
    text = path.read_text(encoding="utf-8")
    other = f'answer:\n      - {{segment: {cookies.id}, starts: "{cookies.text[:12]}"}}\n'
    text = re.sub(r"(intent: how-long\n +)answer:\n(?: +- .*\n)+", rf"\1{other}", text)
    path.write_text(text, encoding="utf-8")
    page = elin.page("/staff/confirm/nord/en")
    assert "What visitors get now" in page
    own = form_of(page, "how-long")
    shown = re.findall(r'name="now" value="([^"]+)"', page)[0]
    refused = elin.post("/staff/confirm/nord/en", page, **own, now="gone-0000", deed="keep")
    assert "Visitors get something else now" in refused.text
    kept = elin.post("/staff/confirm/nord/en", page, **own, now=shown, deed="keep")
    assert kept.status_code == 303
    assert cookies.id not in path.read_text(encoding="utf-8").partition("how-long")[2].partition("intent")[0]


def test_an_answer_without_a_ticked_passage_is_asked_about_again(
    elin: Browser, content: LiveContent, root: Path
) -> None:
    path = propose(root, content)
    before = path.read_bytes()
    page = elin.page("/staff/confirm/nord/en")
    own = form_of(page, "how-long") | {"passage": "another"}
    refused = elin.post("/staff/confirm/nord/en", page, **own, deed="confirm")
    assert refused.status_code == 400
    assert "Tick at least one passage" in refused.text
    assert path.read_bytes() == before


def test_what_the_policy_seems_not_to_tell_stands_apart(
    elin: Browser, content: LiveContent, root: Path
) -> None:
    path = propose(root, content)
    silent = re.sub(r"answer:\n(?: +- .*\n)+", "answer: []\n", path.read_text(encoding="utf-8"))
    path.write_text(silent, encoding="utf-8")
    assert 'name="intent"' not in elin.page("/staff/confirm/nord/en")
    page = elin.page("/staff/confirm/nord/en?silent=1")
    done = elin.post("/staff/confirm/nord/en?silent=1", page, **form_of(page, "how-long"), deed="absent")
    assert done.headers["Location"].startswith("/staff/confirm/nord/en?silent=1&done=how-long&")


def test_nothing_is_confirmed_of_a_policy_that_changed_since(
    elin: Browser, content: LiveContent, root: Path
) -> None:
    path = propose(root, content)
    path.write_text(re.sub("fingerprint: .*", "fingerprint: earlier", path.read_text(encoding="utf-8")))
    shown = elin.page("/staff/confirm/nord/en")
    assert "first run: assistant intents build nord" in shown
    assert 'name="intent"' not in shown


def test_only_editors_of_a_company_confirm_its_answers(
    app: Flask, live: Parts, content: LiveContent, root: Path
) -> None:
    propose(root, content)
    add_member(live, "sune", Role.EDITOR, "sund-privacy")
    sune = browser_of(app, "sune")
    assert "nord/en" not in sune.page("/staff/content")
    assert sune.get("/staff/confirm/nord/en").status_code == 404
    assert sune.get("/staff/confirm/sund/fi").status_code == 404
