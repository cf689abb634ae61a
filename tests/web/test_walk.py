"""Walks every route as everybody: a new one fails here until it is said who may come in.

The table beside this file, `walk.txt`, says for each route and method what nobody in particular gets, and
what each role gets at a ticket of its own queue. To write it anew, and to judge what has changed:
ASSISTANT_TESTS_WRITE_WALK=1 pytest tests/web/test_walk.py -k everybody; git diff tests/web/walk.txt
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from assistant.service.parts import Parts
from assistant.store import Transaction
from assistant.terms import Role
from tests.web.conftest import OWN
from tests.web.staff import Browser, add_member, browser_of, file_request, secret

pytestmark = pytest.mark.slow
TABLE = Path(__file__).with_name("walk.txt")
ROLES = (Role.AGENT, Role.APPROVER, Role.EDITOR, Role.ADMIN)
PERSONAL = ("/staff/", "/REST/2.0/")
DOORS = frozenset(
    f"{blueprint}.{view}"
    for blueprint, views in {
        "signing": ("show", "sign_in", "sign_out"),
        "lost": ("ask", "send", "choose", "set_chosen"),
    }.items()
    for view in views
)
"""What is open to members who are not signed in."""
VALUES = {
    "controller": "nord",
    "language": "en",
    "locale": "en",
    "reference": "7K3Q-X9M2-NP4T-Z8VC",
    "way": "take",
    "table": "months",
}


def rows(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Yield every method of every route."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def path_of(rule: Rule, ticket_id: int) -> str:
    given = {"ticket_id": str(ticket_id), "position": "1", **VALUES}
    return re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda found: given.get(found[1], "1"), rule.rule)


def word(answer: TestResponse) -> str:
    """Return what an answer comes down to."""
    if answer.status_code in {302, 303} and "/staff/sign-in" in answer.headers.get("Location", ""):
        return "sign-in"
    return "ok" if answer.status_code < 400 else str(answer.status_code)


@pytest.fixture
def ticket(parts: Parts) -> int:
    for role in ROLES:
        add_member(parts, role.value, role, "nord-privacy")
    add_member(parts, "stranger", Role.AGENT, "sund-privacy")
    return file_request(parts)


def transactions(parts: Parts) -> int:
    with parts.reads() as session:
        return session.scalar(select(func.count()).select_from(Transaction)) or 0


def reading(app: Flask, ticket: int) -> Iterator[str]:
    browsers = {role.value: browser_of(app, role.value) for role in ROLES}
    nobody = app.test_client()
    for method, rule in rows(app):
        path = path_of(rule, ticket)
        found = [f"nobody {word(nobody.open(path, method=method))}"]
        if method == "GET" and rule.rule.startswith("/staff/"):
            found += [f"{name} {word(browser.get(path))}" for name, browser in browsers.items()]
        yield f"{method} {rule.rule}: {', '.join(found)}"


def test_everybody_gets_at_every_route_what_the_table_says(app: Flask, ticket: int) -> None:
    found = list(reading(app, ticket))
    if os.environ.get("ASSISTANT_TESTS_WRITE_WALK"):  # then read the difference before committing it
        TABLE.write_text("\n".join(found) + "\n", encoding="utf-8")
    written = TABLE.read_text(encoding="utf-8").splitlines()
    assert sorted(set(found) - set(written)) == [], "say in walk.txt who may come in"
    assert sorted(set(written) - set(found)) == [], "these are no more"


def test_nobody_gets_into_what_is_staffs(app: Flask, ticket: int) -> None:
    nobody = app.test_client()
    for method, rule in rows(app):
        if rule.rule.startswith(PERSONAL) and rule.endpoint not in DOORS:
            got = word(nobody.open(path_of(rule, ticket), method=method))
            assert got in {"sign-in", "401", "403", "404"}, (method, rule.rule, got)


def test_a_member_of_another_queue_reaches_no_route_of_a_ticket_and_changes_nothing(
    app: Flask, parts: Parts, ticket: int
) -> None:
    stranger = browser_of(app, "stranger")
    csrf = secret(stranger.page("/staff/"))
    before = transactions(parts)
    for method, rule in rows(app):
        if "<int(max=2147483647):ticket_id>" in rule.rule and rule.rule.startswith("/staff/"):
            got = posted(stranger, path_of(rule, ticket), method, csrf)
            assert got in {"403", "404"}, (method, rule.rule, got)
    assert transactions(parts) == before


def posted(browser: Browser, path: str, method: str, csrf: str) -> str:
    fields = {"csrf": csrf, "version": "1", "text": "x", "status": "rejected", "owner": "stranger"}
    data = fields if method == "POST" else None
    return word(browser.client.open(path, method=method, data=data, headers={"Origin": browser.origin}))


def test_no_form_of_staff_works_without_its_pages_secret_or_from_another_site(
    app: Flask, parts: Parts, ticket: int
) -> None:
    admin = browser_of(app, "admin")
    csrf = secret(admin.page("/staff/"))
    before = transactions(parts)
    forms = [
        r for m, r in rows(app) if m == "POST" and r.rule.startswith("/staff/") and r.endpoint not in DOORS
    ]
    for rule in forms:
        path = path_of(rule, ticket)
        for data, origin in (({"csrf": "guessed"}, OWN["Origin"]), ({"csrf": csrf}, "https://evil.example")):
            answer = admin.client.post(path, data=data, headers={"Origin": origin})
            assert answer.status_code == 403, (rule.rule, origin, answer.status_code)
    assert len(forms) > 50
    assert transactions(parts) == before


def test_every_answer_has_the_headers_that_protect_a_page(app: Flask, ticket: int) -> None:
    nobody = app.test_client()
    for method, rule in rows(app):
        headers = nobody.open(path_of(rule, ticket), method=method).headers
        assert headers["X-Content-Type-Options"] == "nosniff", rule.rule
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, rule.rule
        assert "unsafe" not in policy, rule.rule
        assert "frame-ancestors 'none'" in policy, rule.rule
        assert "require-trusted-types-for 'script'" in policy, rule.rule
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", rule.rule
