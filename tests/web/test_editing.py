"""Holds what editors see of questions, coverage, drafts and content, and who sees it."""

from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from assistant.adapters.live_content import LiveContent
from assistant.dialogue.events import AskedInVain, Vain
from assistant.service import unanswered
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.service.parts import Parts
from assistant.store import Conversation, DataSubjectRequest, Unanswered
from assistant.terms import Locale, Role
from assistant.web.app import create_app
from assistant.web.runtime import Face
from tests.web.staff import Browser, add_member, browser_of

PLACES = ("unanswered", "coverage", "preview/nord", "content")
HOSTILE = "<script>alert(1)</script>"
KEPT = "\n## How long we keep data\n\nWe keep your data for two years after your last order.\n"
DRAFT = f"# Privacy\n\n## Cookies\n\nWe bake our cookies {HOSTILE} at home.\n"


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


def ask_in_vain(parts: Parts, *texts: str, controller: str = "nord") -> None:
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        for text in texts:
            noted = AskedInVain(text, Locale.EN, Vain.CLARIFY, ("how-long", "cookies"))
            unanswered.note(act, controller, noted)


def count(parts: Parts, kind: type) -> int:
    with parts.reads() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.EDITOR, {"unanswered", "coverage", "preview/nord", "content"}),
        (Role.AGENT, {"unanswered"}),
        (Role.APPROVER, {"unanswered"}),
        (Role.ADMIN, {"unanswered"}),
    ],
)
def test_the_navigation_leads_where_the_role_may_go(
    app: Flask, live: Parts, role: Role, seen: set[str]
) -> None:
    add_member(live, "somebody", role)
    browser = browser_of(app, "somebody")
    home = browser.page("/staff/unanswered")
    for place in ("unanswered", "coverage", "preview/", "content"):
        assert (f'href="/staff/{place}"' in home) is any(name.startswith(place) for name in seen)
    assert browser.get("/staff/preview/nord").status_code == (200 if "preview/nord" in seen else 404)


def test_an_editor_of_one_company_sees_and_asks_only_that_one(app: Flask, live: Parts) -> None:
    add_member(live, "sune", Role.EDITOR, "sund-privacy")
    sune = browser_of(app, "sune")
    ask_in_vain(live, "how many years is it stored")
    assert "how many years" not in sune.page("/staff/unanswered")
    assert "nord" not in sune.page("/staff/coverage")
    assert sune.get("/staff/preview/nord").status_code == 404
    assert sune.get("/staff/preview/").headers["Location"] == "/staff/preview/sund"


@pytest.mark.parametrize("lang", ["en", "fi", "sv"])
@pytest.mark.parametrize("place", PLACES)
def test_every_page_stands_in_every_language_without_sign_in_leads_to_it(
    app: Flask, elin: Browser, place: str, lang: str
) -> None:
    assert elin.get(f"/staff/{place}?lang={lang}").status_code == 200
    assert app.test_client().get(f"/staff/{place}").headers["Location"].startswith("/staff/sign-in")


def test_what_was_asked_in_vain_becomes_utterances_at_the_press_of_a_button(
    elin: Browser, live: Parts, root: Path
) -> None:
    ask_in_vain(live, "how many years is it stored, please", "for how many years is it stored", "hello data")
    page = elin.page("/staff/unanswered")
    path = unescape(page.split('action="/staff/unanswered/')[1].split('"')[0])
    done = elin.post(
        f"/staff/unanswered/{path}",
        page,
        text="how many years is it stored, please",
        intent="how-long",
        deed="adopt",
    )
    assert done.status_code == 303
    assert "assistant intents build" in elin.page(done.headers["Location"])
    written = (root / "intents/shared/how-long.yaml").read_text(encoding="utf-8")
    assert '"how many years is it stored, please"' in written
    assert written.startswith("\n# How long data is kept.\n")
    assert count(live, Unanswered) == 2


def test_questions_set_aside_are_gone_and_change_no_file(elin: Browser, live: Parts, root: Path) -> None:
    ask_in_vain(live, "how many years is it stored")
    before = (root / "intents/shared/how-long.yaml").read_bytes()
    page = elin.page("/staff/unanswered")
    path = page.split('action="/staff/unanswered/')[1].split('"')[0]
    elin.post(f"/staff/unanswered/{path}", page, text="how many years is it stored", deed="aside")
    assert count(live, Unanswered) == 0
    assert (root / "intents/shared/how-long.yaml").read_bytes() == before
    gone = elin.post(f"/staff/unanswered/{path}", page, text="x", intent="how-long", deed="adopt")
    assert gone.status_code == 400
    assert "These questions are not there any more" in gone.text


def test_only_who_edits_all_companies_adds_to_what_serves_all(app: Flask, live: Parts, root: Path) -> None:
    add_member(live, "nora", Role.EDITOR, "nord-privacy")
    nora = browser_of(app, "nora")
    ask_in_vain(live, "how many years is it stored")
    page = nora.page("/staff/unanswered")
    assert "Add as utterances" not in page
    path = page.split('action="/staff/unanswered/')[1].split('"')[0]
    fields = {"text": "how many years is it stored", "intent": "how-long", "deed": "adopt"}
    assert nora.post(f"/staff/unanswered/{path}", page, **fields).status_code == 400
    assert "how many years is it stored\n" not in (root / "intents/shared/how-long.yaml").read_text()
    assert count(live, Unanswered) == 1


def test_an_agent_reads_what_was_asked_and_changes_nothing(app: Flask, live: Parts) -> None:
    add_member(live, "maija", Role.AGENT)
    maija = browser_of(app, "maija")
    ask_in_vain(live, "how many years is it stored")
    page = maija.page("/staff/unanswered")
    assert "how many years is it stored" in page
    assert "Set aside" not in page
    assert maija.post("/staff/unanswered/nord/12345678", page, text="x").status_code == 404


def test_a_pasted_draft_is_asked_question_after_question_and_nothing_is_stored(
    elin: Browser, live: Parts
) -> None:
    start = elin.page("/staff/preview/nord")
    assert "Nothing is stored, and no request is filed." in start
    first = elin.post("/staff/preview/nord", start, text=DRAFT)
    assert first.status_code == 200
    assert "This is a preview." in first.text
    blocks = unescape(first.text.split('name="blocks" value="')[1].split('"')[0])
    asked = elin.post("/staff/preview/nord", first.text, blocks=blocks, question="do you use cookies")
    assert "We bake our cookies &lt;script&gt;alert(1)&lt;/script&gt; at home." in asked.text
    assert "topic row cookies" in asked.text
    both = elin.post(
        "/staff/preview/nord",
        asked.text,
        blocks=blocks,
        asked="do you use cookies",
        question="please erase everything about me",
    )
    assert both.text.count('<article class="asked"') == 2
    assert "We bake our cookies" in both.text
    assert "a request is offered" in both.text
    assert HOSTILE not in both.text
    assert [count(live, kind) for kind in (Conversation, DataSubjectRequest, Unanswered)] == [0, 0, 0]


def test_an_uploaded_page_and_a_listed_file_are_asked(elin: Browser, root: Path) -> None:
    start = elin.page("/staff/preview/nord")
    page = b"<html><body><main><h1>P</h1><h2>Cookies</h2><p>We bake them in Vaasa.</p></main></body></html>"
    hidden = {"csrf": start.split('name="csrf" value="')[1].split('"')[0]}
    origin = {"Origin": elin.origin}
    form = {**hidden, "upload": (BytesIO(page), "draft.html")}
    read = elin.client.post("/staff/preview/nord", data=form, headers=origin)
    assert "draft.html" in read.text
    assert "We bake them in Vaasa." in unescape(read.text)
    (root / "policies/nord/next.md").write_text(
        "# P\n\n## Cookies\n\nOur website uses no cookies.\n" + KEPT, encoding="utf-8"
    )
    assert "next.md" in elin.page("/staff/preview/nord")
    listed = elin.post("/staff/preview/nord", start, file="next.md", question="do you use cookies")
    assert "Our website uses no cookies." in listed.text
    assert elin.post("/staff/preview/nord", start, file="../../secret").status_code == 404


def test_a_draft_that_is_none_or_too_large_is_refused_with_what_was_typed(elin: Browser) -> None:
    start = elin.page("/staff/preview/nord")
    for fields in ({}, {"text": "# Only a heading\n"}, {"blocks": "[["}):
        refused = elin.post("/staff/preview/nord", start, **fields)
        assert refused.status_code == 400
        assert 'role="alert"' in refused.text
    long = elin.post("/staff/preview/nord", start, text="word " * 30_000)
    assert (long.status_code, "The draft is too long." in long.text) == (400, True)
    assert elin.post("/staff/preview/nord", start, text="x" * 6_000_000).status_code == 413
    assert elin.post("/staff/unanswered/nord/1", start, text="x" * 600_000).status_code == 413


def test_the_content_page_counts_what_is_in_force_and_a_broken_file_is_told_on_every_page(
    elin: Browser, content: LiveContent, root: Path, app: Flask, live: Parts
) -> None:
    page = elin.page("/staff/content")
    assert "All files are in force." in page
    assert str(root) in page
    path = root / "policies/nord/en.md"
    good = path.read_text(encoding="utf-8")
    path.write_text("", encoding="utf-8")
    content.look()
    content.look()
    for place in PLACES:
        told = elin.page(f"/staff/{place}")
        assert "Changed files are not in force" in told
        assert "policies/nord/en.md:1:1" in told
    assert "All files are in force." not in elin.page("/staff/content")
    add_member(live, "maija", Role.AGENT)
    assert "Changed files" not in browser_of(app, "maija").page("/staff/")
    path.write_text(good, encoding="utf-8")
    content.look()
    content.look()
    assert "Changed files" not in elin.page("/staff/content")


def test_the_coverage_table_has_a_row_for_each_topic_and_a_column_for_each_policy(elin: Browser) -> None:
    page = elin.page("/staff/coverage")
    assert page.count('<th scope="row"><code>') == 2
    assert "nord/en" in page
    assert "sund/sv" in page
    assert "not looked at" in page
