"""Holds that a policy's page shows its words and nothing else, each segment under its own address."""

import html
import re

import pytest
from flask.testing import FlaskClient

from assistant.service.parts import Parts
from assistant.terms import Locale
from assistant.text import fold_space

JSON = {"Accept": "application/json"}


def element(page: str, name: str) -> str:
    """Return the text of the element with this id, as a reader sees it."""
    found = re.search(rf'<(p|li) id="{name}"[^>]*>(.*?)</\1>', page, re.DOTALL)
    assert found, name
    return html.unescape(re.sub(r"<[^>]+>", "", found[2]))


@pytest.mark.parametrize(
    ("controller", "locale"), [("nord", Locale.EN), ("nord", Locale.FI), ("sund", Locale.SV)]
)
def test_every_segment_stands_word_for_word_under_its_own_id(
    client: FlaskClient, parts: Parts, controller: str, locale: Locale
) -> None:
    page = client.get(f"/policy/{controller}/{locale}").text
    for segment in parts.knowledge().policy(controller, locale).segments:
        assert fold_space(element(page, segment.id)) == fold_space(segment.text)


def test_html_in_a_policy_is_shown_as_text(client: FlaskClient) -> None:
    page = client.get("/policy/sund/sv").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Sund &lt;b&gt;AB&lt;/b&gt;" in page


def test_sections_are_headed_by_rank_and_listed_in_the_contents(client: FlaskClient) -> None:
    page = client.get("/policy/nord/en").text
    assert "<h1>Privacy policy of Nord &amp; Partners</h1>" in page
    assert "<h2>Cookies</h2>" in page
    assert "<h3>Kinds of cookies</h3>" in page
    assert '<a href="#kinds-of-cookies">Kinds of cookies</a>' in page
    assert '<section id="kinds-of-cookies">' in page


def test_the_page_speaks_the_language_of_its_policy_unless_asked_otherwise(client: FlaskClient) -> None:
    english = {"Accept-Language": "en"}
    assert "Sisällys" in client.get("/policy/nord/fi", headers=english).text
    other = client.get("/policy/nord/fi?lang=sv", headers=english).text
    assert '<html lang="sv">' in other
    assert '<article class="text" lang="fi">' in other


def test_the_page_names_its_version_and_is_found_under_it(client: FlaskClient, parts: Parts) -> None:
    version = parts.knowledge().policy("nord", Locale.EN).version
    plain, versioned = client.get("/policy/nord/en"), client.get(f"/policy/nord/en/{version}")
    assert f"Version {version}." in plain.text
    assert versioned.status_code == 200
    assert 'href="/policy/nord/fi"' in plain.text


def test_another_version_leads_to_the_policy_of_today(client: FlaskClient) -> None:
    page = client.get("/policy/nord/en/0123456789ab")
    assert page.status_code == 404
    assert 'href="/policy/nord/en"' in page.text
    assert client.get("/policy/nord/en/0123456789ab", headers=JSON).json == {
        "error": {
            "code": "not_found",
            "message": "This version of the policy is not kept here; "
            "the address without a version shows today's.",
        }
    }


@pytest.mark.parametrize(
    "path", ["/policy/nord/sv", "/policy/nord/xx", "/policy/other/en", "/policy/assistant/fi"]
)
def test_a_policy_that_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_programs_get_sections_and_segments(client: FlaskClient, parts: Parts) -> None:
    found = client.get("/policy/nord/en", headers=JSON).json
    assert found is not None
    policy = parts.knowledge().policy("nord", Locale.EN)
    assert (found["policy"], found["lang"], found["version"]) == ("nord/en", "en", policy.version)
    assert [s["id"] for section in found["sections"] for s in section["segments"]] == [
        segment.id for segment in policy.segments
    ]


def test_the_assistants_own_notice_is_a_policy_too(client: FlaskClient) -> None:
    page = client.get("/policy/assistant/en").text
    assert "What you write here is erased after 30 days." in page
    assert "Privacy assistant" in page


def test_a_policy_sets_no_cookie_and_may_be_kept_a_while(client: FlaskClient) -> None:
    headers = client.get("/policy/nord/en").headers
    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "public, max-age=300"
