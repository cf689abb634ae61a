"""Holds that pages lead a complaint to the right authority, or to the list of all while none is known."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assistant.service.parts import Parts
from assistant.terms import Locale
from assistant.web.app import create_app
from assistant.web.runtime import Face

FORM = "/requests/new/nord"


@pytest.fixture
def without_country(parts: Parts) -> FlaskClient:
    known = parts.knowledge()
    nord = replace(known.controllers["nord"], country="")
    changed = replace(known, controllers={**known.controllers, "nord": nord})
    app: Flask = create_app(replace(parts, knowledge=lambda: changed), Face(is_demo=True))
    return app.test_client()


def test_the_form_names_the_authority_of_the_companys_country(client: FlaskClient) -> None:
    page = client.get(FORM).text
    assert "Office of the Data Protection Ombudsman" in page
    assert "edpb.europa.eu" not in page


@pytest.mark.parametrize("locale", list(Locale))
def test_without_a_country_the_form_names_the_visitors_own_with_the_list_of_all(
    without_country: FlaskClient, locale: Locale
) -> None:
    page = without_country.get(f"{FORM}?lang={locale}").text
    assert f'href="https://www.edpb.europa.eu/about-edpb/about-edpb/members_{locale}"' in page
    assert "tietosuoja@om.fi" not in page
    said = {"en": "country where you live", "fi": "jossa asut tai", "sv": "land där du bor"}[locale]
    assert said in page
