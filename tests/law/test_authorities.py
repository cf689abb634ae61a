"""Holds the authorities: who they are, and that somebody looked lately."""

from datetime import date

import pytest

from assistant.law.authorities import AUTHORITIES, authority, members_url
from assistant.terms import Locale


@pytest.mark.parametrize("country", ["FI", "SE"])
def test_an_authority_has_a_name_in_every_language_and_ways_to_reach_it(country: str) -> None:
    found = AUTHORITIES[country]
    assert set(found.names) == set(Locale)
    assert all((found.post, found.phone.startswith("+"), "@" in found.email))
    assert found.site.startswith("https://")
    assert found.checked_on >= date(2026, 11, 1)


def test_the_finnish_authority_is_named_in_finnish() -> None:
    assert AUTHORITIES["FI"].name(Locale.FI) == "Tietosuojavaltuutetun toimisto"


def test_every_authority_stands_under_its_own_country() -> None:
    assert all(country == found.country for country, found in AUTHORITIES.items())


def test_no_authority_stands_in_for_that_of_a_country_nobody_filled_in() -> None:
    assert authority("") is None
    assert authority("SE") is AUTHORITIES["SE"]


@pytest.mark.parametrize("locale", Locale)
def test_the_list_of_all_authorities_is_the_boards_own(locale: Locale) -> None:
    assert members_url(locale).startswith("https://www.edpb.europa.eu/")
