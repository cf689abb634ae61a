"""Holds that a policy's own words fill in a new controller's settings, and that the rest is marked."""

from pathlib import Path

import pytest

from assistant.editing.newcomer import Given, settings_text
from assistant.editing.told import Told, told
from assistant.errors import ContentError
from assistant.policy.load import Controller, load_controller
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.terms import Locale

KAYAKS = """# Privacy policy

## Your rights

You may see, correct or erase your data, or take it with you. Write to us; we answer within two weeks.
"""

TEXT = """# Privacy policy

## Who we are

The controller is Sunrise Boats Oy (business ID 1234567-8), Satamakatu 3, 00160 Helsinki.

Write to info@sunrise.example.org or privacy@sunrise.example.org, call +358 40 000 0417, or see
https://www.sunrise.example.org. Our data protection officer is at officer@sunrise.example.org.

Sunrise Boats Oy keeps data for a year. Complain to the Data Protection Ombudsman.
"""


def policy_of(tmp_path: Path, text: str) -> Policy:
    path = tmp_path / "policy.md"
    path.write_text(text, encoding="utf-8")
    return read_policy(path, id="sunrise/en", locale=Locale.EN)


def loaded(tmp_path: Path, text: str) -> Controller:
    folder = tmp_path / "sunrise"
    folder.mkdir()
    (folder / "en.md").write_text(TEXT, encoding="utf-8")
    (folder / "controller.yaml").write_text(text, encoding="utf-8")
    return load_controller(folder)


def test_what_the_policy_tells_of_its_controller_is_found(tmp_path: Path) -> None:
    assert told([policy_of(tmp_path, TEXT)]) == Told(
        name="Sunrise Boats Oy",
        country="FI",
        email="privacy@sunrise.example.org",
        post="Satamakatu 3, 00160 Helsinki",
        phone="+358 40 000 0417",
        officer_email="officer@sunrise.example.org",
        site="sunrise.example.org",
    )


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Thistle & Wren Cycles Ltd sells bicycles.", "Thistle & Wren Cycles Ltd"),
        ("We at Salt and Pepper Limited cook.", "Salt and Pepper Limited"),
        ("Rekisterinpitäjä on Meri ja Ranta Oy.", "Meri ja Ranta Oy"),
        ("Vi på företaget Hav och Land AB svarar.", "Hav och Land AB"),
        ("Sunrise Boats Oy and Moon Oy share it. Sunrise Boats Oy answers.", "Sunrise Boats Oy"),
    ],
)
def test_a_name_of_two_parts_is_found_whole(tmp_path: Path, said: str, name: str) -> None:
    assert told([policy_of(tmp_path, f"# Privacy\n\n{said}\n")]).name == name


def test_the_settings_of_a_telling_policy_are_read_and_say_what_to_fill_in(tmp_path: Path) -> None:
    text = settings_text("sunrise", {Locale.EN: "en.md"}, told([policy_of(tmp_path, TEXT)]), Given())
    controller = loaded(tmp_path, text)
    assert controller.name == "Sunrise Boats Oy"
    assert controller.contact.email == "privacy@sunrise.example.org"
    assert controller.dpo is not None
    assert controller.origins == ("https://www.sunrise.example.org",)
    assert 'name: "Sunrise Boats Oy" # from the policy; is it right?' in text
    assert 'sender: "privacy@sunrise.example.org" # FILL IN: ' in text


def test_the_settings_of_a_silent_policy_are_read_and_marked(tmp_path: Path) -> None:
    text = settings_text("sunrise", {Locale.EN: "en.md"}, Told(), Given())
    controller = loaded(tmp_path, text)
    assert (controller.name, controller.country) == ("sunrise", "")
    assert text.count("# FILL IN") == 8


def test_a_company_under_another_countrys_law_is_not_taken_for_a_finnish_one(tmp_path: Path) -> None:
    text = "# Privacy\n\nOur servers are in Finland. Complain to the Data Protection Commission in Dublin.\n"
    assert told([policy_of(tmp_path, text)]).country == ""


def test_a_time_zone_that_nobody_gave_is_marked() -> None:
    files = {Locale.EN: "en.md"}
    silent = settings_text("sunrise", files, Told(), Given())
    assert "timezone: Europe/Helsinki # FILL IN: " in silent
    assert "Europe/Helsinki is a guess" in silent
    telling = settings_text("sunrise", files, Told(country="SE"), Given())
    assert "timezone: Europe/Stockholm # from the policy; is it right?" in telling
    assert "timezone: Europe/Helsinki\n" in settings_text("sunrise", files, Told(), Given(country="FI"))


@pytest.mark.parametrize("country", ["FI", "SE"])
def test_what_a_person_gives_needs_no_mark(tmp_path: Path, country: str) -> None:
    given = Given("Sunrise: Boats", country, "a@example.org", "https://example.org", "b@example.org")
    text = settings_text("sunrise", {Locale.EN: "en.md"}, Told(), given)
    controller = loaded(tmp_path, text)
    assert (controller.name, controller.country, controller.sender) == (
        "Sunrise: Boats",
        country,
        "b@example.org",
    )
    assert text.count("# FILL IN") == 2


def test_a_promised_time_of_answer_is_put_into_the_settings_for_a_person_to_confirm(tmp_path: Path) -> None:
    text = settings_text("sunrise", {Locale.EN: "en.md"}, told([policy_of(tmp_path, KAYAKS)]), Given())
    assert "promise_days: 14 # from the policy; is it right?" in text
    assert loaded(tmp_path, text).promise_days == 14


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        (
            '"https://www.sunrise.example.org"',
            '"www.sunrise.example.org"',
            "SITE .* is no site: write https://",
        ),
        ('"https://www.sunrise.example.org"', '"http://www.sunrise.example.org"', "SITE "),
        ('"https://www.sunrise.example.org"', '"https://www.sunrise.example.org/"', "SITE "),
        ('"https://www.sunrise.example.org"', '"https://www.sunrise.example.org:port"', "SITE "),
        ('"https://www.sunrise.example.org"', '"https://*.example.org"', "SITE "),
        (
            'sender: "privacy@sunrise.example.org"',
            'sender: "the team"',
            "MAIL 'the team' is no address of mail",
        ),
        (
            'contact:\n  email: "privacy@sunrise.example.org"',
            'contact:\n  email: "call us"',
            "MAIL 'call us' is no address of mail",
        ),
        ("mirror: null", 'mirror: null\nstaff_mailbox: "the desk"', "MAIL 'the desk'"),
        ('email: "officer@sunrise.example.org"', 'email: "the officer"', "MAIL 'the officer'"),
        ("promise_days: null", "promise_days: 0x1F", "NUMBER expected a whole number"),
        ("promise_days: null", "promise_days: 0", "DAYS 0 days cannot be promised: write 1 to 31, or null"),
        ("promise_days: null", "promise_days: 32", "DAYS "),
    ],
)
def test_settings_that_would_fail_in_use_are_refused_at_once(
    tmp_path: Path, good: str, bad: str, said: str
) -> None:
    text = settings_text("sunrise", {Locale.EN: "en.md"}, told([policy_of(tmp_path, TEXT)]), Given())
    assert good in text
    with pytest.raises(ContentError, match=said):
        loaded(tmp_path, text.replace(good, bad))


@pytest.mark.parametrize("site", ["https://a.example.org:8443", "http://localhost:3000", "http://[::1]:80"])
def test_a_site_with_a_port_and_one_on_this_machine_are_taken(tmp_path: Path, site: str) -> None:
    text = settings_text("sunrise", {Locale.EN: "en.md"}, Told(), Given(origin=site))
    assert loaded(tmp_path, text).origins == (site,)
