"""Holds the authorities: who they are, and that somebody looked lately."""

from datetime import date

import pytest

from assistant.errors import NotFoundError
from assistant.law.authorities import AUTHORITIES, authority
from assistant.terms import Locale


@pytest.mark.parametrize("country", ["FI", "SE"])
def test_an_authority_has_a_name_in_every_language_and_ways_to_reach_it(country: str) -> None:
    found = authority(country)
    assert set(found.names) == set(Locale)
    assert all((found.post, found.phone.startswith("+"), "@" in found.email))
    assert found.site.startswith("https://")
    assert found.checked_on >= date(2026, 11, 1)


def test_the_finnish_authority_is_named_in_finnish() -> None:
    assert authority("FI").name(Locale.FI) == "Tietosuojavaltuutetun toimisto"


def test_every_authority_stands_under_its_own_country() -> None:
    assert all(country == found.country for country, found in AUTHORITIES.items())


def test_an_unknown_country_is_refused_with_those_known() -> None:
    with pytest.raises(NotFoundError, match="FI, SE"):
        authority("XX")
