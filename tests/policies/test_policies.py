"""Holds that each shipped policy says every fact it must, copies nothing, and says what it is."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assistant.policy.load import Controller, load_controllers, load_notice, load_policies
from assistant.policy.model import Policy
from assistant.terms import Locale
from assistant.text import fold_space
from tests.policies.shingles import known, shingles

ROOT = Path(__file__).parents[2]
FACTS: dict[str, dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("facts.yaml"))
UNAVOIDABLE = (
    *("2411828", "viitaniementie", "40720"),
    *("tykistökatu", "20520"),
    *("2029713", "mannerheimintie", "00280", "privacyshield", "a2zt"),
)
"""Addresses and business ids stand as they are; runs of words that hold one of these are allowed."""


def shipped() -> dict[str, Policy]:
    found = [policy for c in load_controllers(ROOT) for policy in load_policies(ROOT, c).values()]
    return {policy.id: policy for policy in found}


POLICIES = shipped()


@pytest.mark.parametrize(("name", "fact"), [(n, f) for n, facts in FACTS.items() for f in facts])
def test_the_policy_states_the_fact(name: str, fact: str) -> None:
    assert fold_space(str(FACTS[name][fact])) in fold_space(POLICIES[name].text)


def test_every_shipped_policy_has_its_list_of_facts() -> None:
    assert set(FACTS) == set(POLICIES)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_the_policy_copies_no_eight_words_in_a_row(name: str) -> None:
    hashes = known()
    copied = [run for run, digest in shingles(POLICIES[name].text) if digest in hashes]
    assert [run for run in copied if not any(word in run for word in UNAVOIDABLE)] == []


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_the_policy_opens_with_a_note_that_it_is_no_document_of_the_company(name: str) -> None:
    words = {"en": "not affiliated", "fi": "ei", "sv": "inte"}
    note = POLICIES[name].note
    assert words[POLICIES[name].locale] in note
    assert note not in [passage.text for passage in POLICIES[name].passages]


def test_the_assistants_own_notice_is_there_in_every_language() -> None:
    assert set(load_notice(ROOT)) == set(Locale)


@pytest.mark.parametrize("controller", load_controllers(ROOT), ids=lambda c: c.id)
def test_people_are_sent_only_to_addresses_that_every_policy_names(controller: Controller) -> None:
    officer = controller.dpo.email if controller.dpo else ""
    for policy in load_policies(ROOT, controller).values():
        for route in (controller.contact.email, controller.phone, officer):
            assert route in policy.text
