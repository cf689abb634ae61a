"""A program that works in the tracker over REST 2.0 for a member of staff."""

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assistant.service import queues, staff
from assistant.service.acting import SYSTEM, Act
from assistant.service.parts import Parts
from assistant.service.queues import NewQueue
from assistant.service.staff import Newcomer
from assistant.terms import Role

PASSWORD = "a long enough password"


def add_member(parts: Parts, name: str, *roles: Role, queues: tuple[str, ...] = ()) -> str:
    """Add a member of staff and return a token for their programs."""
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        first, *more = roles
        staff.add(
            act,
            Newcomer(name, first, PASSWORD, queues, more_roles=more, email=f"{name}@example.org"),
        )
        return staff.give_token(act, name)


def add_queue(parts: Parts, name: str, *, serves_rest: bool = True) -> None:
    with parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        queues.add(act, NewQueue(name, serves_rest=serves_rest))


@dataclass
class Program:
    """Speaks with a token; everything that is sent is JSON unless it is said otherwise."""

    client: FlaskClient
    token: str = field(repr=False)

    def call(self, method: str, path: str, body: object = None, **options: Any) -> TestResponse:  # noqa: ANN401 - what a client of werkzeug takes
        headers = {"Authorization": f"token {self.token}", **options.pop("headers", {})}
        if body is not None or method in ("POST", "PUT", "DELETE"):
            options.setdefault("json", {} if body is None else body)
        return self.client.open(f"/REST/2.0/{path}", method=method, headers=headers, **options)

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        response = self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.json

    def make(self, **wanted: object) -> int:
        response = self.call("POST", "ticket", {"Queue": "General", "Subject": "A task", **wanted})
        assert response.status_code == 201, response.text
        assert response.json is not None
        return int(response.json["id"])

    def search(self, query: str, **options: str) -> list[int]:
        response = self.call("GET", "tickets", query_string={"query": query, **options})
        assert response.status_code == 200, response.text
        assert response.json is not None
        return [int(item["id"]) for item in response.json["items"]]

    def refused(self, method: str, path: str, body: object = None, **options: Any) -> tuple[int, str]:  # noqa: ANN401 - as above
        response = self.call(method, path, body, **options)
        assert response.json is not None
        return response.status_code, response.json["message"]
