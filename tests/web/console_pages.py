"""Every page of the console with invented tickets: how to get there, and as whom."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from assistant.dialogue.events import AskedInVain, Vain, Wanted
from assistant.rights.states import LineOutcome, LineState
from assistant.service import conversations, live, outcomes, plain, samples, unanswered
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Act, Actor
from assistant.service.letters import AnswerWords
from assistant.service.live import Said
from assistant.service.outcomes import Proposal
from assistant.service.parts import Parts
from assistant.store import RequestLine, Ticket
from assistant.terms import Locale, Role
from tests.web.chatting import Visitor
from tests.web.staff import PASSWORD, add_member

WHOSE: Mapping[Role | None, str] = {Role.APPROVER: "ville", Role.ADMIN: "ada", Role.EDITOR: "elin"}
DONE = "We have looked through the shop, the billing and the newsletters and send you what we hold."
QUESTIONS = ("do you sell my data to brokers?", "do you sell data?", "is my data sold to anybody?")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the console is, and the tickets, lines and chats that its pages are about."""

    url: str
    working: int
    answered: tuple[int, int]
    chat: str


Visit = Callable[[Page, Desk], None]


def at(path: str) -> Visit:
    """Return the way to a page that has an address of its own."""

    def visit(page: Page, desk: Desk) -> None:
        ticket, position = desk.answered
        filled = path.format(working=desk.working, answered=ticket, line=position, chat=desk.chat)
        separator = "&" if "?" in filled else "?"
        lang = f"{separator}lang={page.evaluate('window.name') or 'en'}"
        page.goto(desk.url + filled + lang)

    return visit


def _preview(page: Page, desk: Desk) -> None:
    at("/staff/tickets/{working}")(page, desk)
    page.locator("#reply-text").fill("Thank you for waiting. We have found your orders of 2024 and 2025.")
    page.locator("button[value=preview]").click()
    page.locator("section.letter").wait_for()


def _bulk(page: Page, desk: Desk) -> None:
    at("/staff/?show=unowned")(page, desk)
    for box in page.locator("input[name=ticket]").all()[:3]:
        box.check()
    page.locator("form.bulk details").evaluate("e => { e.open = true; }")
    page.locator("form.bulk details button").last.click()
    page.wait_for_url("**/staff/bulk*")


def _overtaken(page: Page, desk: Desk) -> None:
    at("/staff/tickets/{working}")(page, desk)
    page.locator("form[action*='/priority'] input[name=version]").evaluate("e => { e.value = 0; }")
    page.locator("details:has(#priority)").evaluate("e => { e.open = true; }")
    page.locator("#priority").fill("70")
    page.locator("form[action*='/priority'] button").click()
    page.locator(".notice.late").wait_for()


def _asked(page: Page, desk: Desk) -> None:
    at("/staff/preview/nord")(page, desk)
    page.locator("textarea[name=text]").fill("# Privacy\n\n## Cookies\n\nWe bake our cookies at home.\n")
    page.locator("section:has(textarea[name=text]) button").click()
    page.locator("[name=question]").fill("do you use cookies")
    page.locator("form:has([name=question]) button").first.click()
    page.locator("[role=log]").wait_for()


PAGES: Mapping[str, tuple[Role | None, Visit]] = {
    "sign-in": (None, at("/staff/sign-in")),
    "lost-password": (None, at("/staff/password/")),
    "inbox": (Role.APPROVER, at("/staff/?show=open&length=200")),
    "empty-list": (Role.APPROVER, at("/staff/?q=zebra")),
    "search": (Role.APPROVER, at("/staff/?q=Owner+IS+NULL+AND+Right+%3D+'access'")),
    "search-fault": (Role.APPROVER, at("/staff/?q=Colour+%3D+'red'")),
    "ticket": (Role.APPROVER, at("/staff/tickets/{working}")),
    "ticket-plain": (Role.APPROVER, at("/staff/tickets/13")),
    "ticket-overtaken": (Role.APPROVER, _overtaken),
    "preview": (Role.APPROVER, _preview),
    "bulk": (Role.APPROVER, _bulk),
    "casework": (Role.APPROVER, at("/staff/tickets/{working}/casework")),
    "line": (Role.APPROVER, at("/staff/tickets/{working}/lines/1")),
    "answer": (Role.APPROVER, at("/staff/tickets/{answered}/lines/{line}/answer")),
    "record": (Role.APPROVER, at("/staff/tickets/{working}/record")),
    "chats": (Role.APPROVER, at("/staff/chats/")),
    "chat": (Role.APPROVER, at("/staff/chats/{chat}")),
    "register": (Role.APPROVER, at("/staff/requests/new")),
    "articles": (Role.APPROVER, at("/staff/articles")),
    "reports": (Role.APPROVER, at("/staff/reports/")),
    "account": (Role.APPROVER, at("/staff/account/")),
    "people": (Role.ADMIN, at("/staff/people/")),
    "house": (Role.ADMIN, at("/staff/house")),
    "queues-only": (Role.ADMIN, at("/staff/")),
    "unanswered": (Role.EDITOR, at("/staff/unanswered")),
    "coverage": (Role.EDITOR, at("/staff/coverage")),
    "content": (Role.EDITOR, at("/staff/content")),
    "draft": (Role.EDITOR, at("/staff/preview/nord")),
    "draft-asked": (Role.EDITOR, _asked),
}
"""By name, in the order in which they are visited: one sign-in for each role."""


def furnish(app: Flask, parts: Parts, url: str) -> Desk:
    """Fill an empty house with forty tickets, people, a chat, an answer to approve and questions in vain."""
    samples.seed(parts, crew=(Actor("maija", Role.AGENT), Actor("ville", Role.APPROVER)))
    for role, name in {**WHOSE, Role.AGENT: "maija"}.items():
        if role is not None:
            add_member(parts, name, role)
    chat = _chat(app, parts)
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        for text in QUESTIONS:
            unanswered.note(act, "nord", AskedInVain(text, Locale.EN, Vain.CLARIFY, ("how-long", "cookies")))
        begun = select(RequestLine).where(RequestLine.state == LineState.IN_PROGRESS.value)
        working = session.scalars(begun.order_by(RequestLine.id)).all()
        by_request = {row.request_id: row.id for row in session.scalars(select(Ticket))}
        numbers = {line.id: by_request[line.request_id] for line in working}
        ordered = sorted(working, key=lambda line: (numbers[line.id], line.position))
        last = ordered[-1]
        ticket = session.get_one(Ticket, numbers[last.id])
        agent = Act(session, parts, Actor("maija", Role.AGENT), parts.now())
        plain.set_priority(agent, session.get_one(Ticket, numbers[ordered[0].id]), 40)
        outcomes.propose(agent, ticket, last, Proposal(LineOutcome.NO_DATA, AnswerWords("", DONE)))
        return Desk(url, numbers[ordered[0].id], (ticket.id, last.position), chat)


def _chat(app: Flask, parts: Parts) -> str:
    visitor = Visitor(app, 0).open()
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        held = conversations.lock(act, visitor.opened["conversation"])
        handover = live.call(act, held, Wanted.ASKED).id
    with parts.sessions.begin() as session:
        act = Act(session, parts, Actor("ville", Role.APPROVER), parts.now())
        live.claim(act, handover)
        live.say(act, handover, Said("1", "Hello, this is Ville. I am looking at your request now."))
    return handover


def enter(page: Page, url: str, name: str) -> None:
    """Sign in as somebody."""
    page.goto(f"{url}/staff/sign-in")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/staff/(content)?$"))  # editors begin at the content
