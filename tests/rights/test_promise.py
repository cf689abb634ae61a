"""Holds that a policy's own promise of an answer is found, and nothing else is taken for one: rule D-8."""

import pytest

from assistant.rights.promise import Promise, promises, soonest
from assistant.terms import Locale

EN, FI, SV = Locale.EN, Locale.FI, Locale.SV


@pytest.mark.parametrize(
    ("text", "locale", "promised"),
    [
        ("We respond to every request within 14 days.", EN, Promise(days=14)),
        ("Requests are answered within ten (10) business days.", EN, Promise(working_days=10)),
        ("We will reply to your inquiry within two weeks of getting it.", EN, Promise(days=14)),
        ("Vastaamme pyyntöihin 14 päivän kuluessa.", FI, Promise(days=14)),
        ("Pyyntöön vastataan viiden arkipäivän kuluessa sen saapumisesta.", FI, Promise(working_days=5)),
        ("Toteutamme pyynnön kahden viikon sisällä.", FI, Promise(days=14)),
        ("Vi svarar på din begäran inom 14 dagar.", SV, Promise(days=14)),
        ("Begäran besvaras inom tio arbetsdagar.", SV, Promise(working_days=10)),
    ],
)
def test_a_promise_is_found_in_three_languages(text: str, locale: Locale, promised: Promise) -> None:
    """Rule D-8."""
    assert promises(f"We care about privacy. {text} Write to us.", locale) == (promised,)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("We respond to requests within one month.", EN),
        ("Messages and requests are deleted within 30 days.", EN),
        ("Data that you request is retained and answered within 30 days.", EN),
        ("We answer the authority within 72 hours.", EN),
        ("Invoices are due within 14 days.", EN),
        ("Pyynnöt säilytetään ja niihin vastataan 30 päivän kuluessa.", FI),
        ("Vastaamme pyyntöön kuukauden kuluessa.", FI),
        ("Uppgifter i en begäran lagras och hanteras inom 30 dagar.", SV),
    ],
)
def test_a_month_a_retention_or_another_period_is_no_promise(text: str, locale: Locale) -> None:
    assert promises(text, locale) == ()


def test_the_soonest_promise_counts_and_working_days_are_longer_than_days() -> None:
    assert soonest([Promise(days=30), Promise(working_days=10)]) == Promise(working_days=10)
    assert soonest([Promise(days=10), Promise(working_days=10)]) == Promise(days=10)
    assert soonest([]) is None
