"""Holds that origins are compared exactly."""

import pytest
from flask import Flask

from assistant.errors import PermissionDeniedError
from assistant.service.parts import Parts
from assistant.web.app import create_app
from assistant.web.origins import is_allowed, is_listed, is_own, require_own
from assistant.web.runtime import Face

NORD = "https://www.nord.example.org"


@pytest.fixture
def serving(parts: Parts) -> Flask:
    return create_app(parts, Face(origins=("http://localhost:9000",)))


@pytest.mark.parametrize(
    "origin",
    [NORD, f"{NORD}:443", "https://privacy.example.org", "http://localhost:9000"],
)
def test_a_listed_origin_may_embed_the_widget(serving: Flask, parts: Parts, origin: str) -> None:
    with serving.test_request_context():
        assert is_allowed(origin, parts.knowledge().controller("nord"))


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "https://www.nord.example.org.evil.example",
        "https://nord.example.org",
        "https://www.nord.example.org:444",
        "http://www.nord.example.org",
        "https://user@www.nord.example.org",
        "https://www.nord.example.org/",
        "https://www.nord.example.org:x",
        "https://sund.example.org:8443",
        "www.nord.example.org",
    ],
)
def test_any_other_origin_may_not(serving: Flask, parts: Parts, origin: str | None) -> None:
    with serving.test_request_context():
        assert not is_allowed(origin, parts.knowledge().controller("nord"))


@pytest.mark.parametrize(
    "origin", [NORD, f"{NORD}:443", "https://sund.example.org:8443", "http://localhost:9000"]
)
def test_the_sites_of_every_controller_are_listed_and_our_own(serving: Flask, origin: str) -> None:
    with serving.test_request_context():
        assert is_listed(origin)
        assert is_listed("https://privacy.example.org")


@pytest.mark.parametrize("origin", [None, "", "null", "https://nord.example.org", f"{NORD}:444", f"{NORD}/"])
def test_no_other_site_is_listed(serving: Flask, origin: str | None) -> None:
    with serving.test_request_context():
        assert not is_listed(origin)


def test_a_site_that_may_embed_the_widget_cannot_send_our_own_forms(serving: Flask) -> None:
    with serving.test_request_context():
        assert is_own("https://privacy.example.org")
        assert not is_own("http://localhost:9000")
        assert not is_own(NORD)


def test_a_form_without_an_origin_is_refused(serving: Flask) -> None:
    with serving.test_request_context(), pytest.raises(PermissionDeniedError):
        require_own()


def test_a_demonstration_knows_itself_under_any_name_it_is_called_by(app: Flask) -> None:
    with app.test_request_context(base_url="http://localhost:8000"):
        assert is_own("http://localhost:8000")
        assert not is_own("http://localhost:8001")
