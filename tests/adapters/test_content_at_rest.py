"""Holds that a controller whom nobody asks costs little, and answers all the same when somebody does."""

import shutil
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from assistant.adapters.live_content import AT_ONCE, LiveContent
from assistant.answers.decision import Decision
from assistant.answers.knowledge import Knowledge
from assistant.errors import ContentError
from assistant.matcher.load import load_library, save_model
from assistant.matcher.model import fit_model
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.terms import Locale
from tests.adapters.test_live_content import BAKED, SOON, Reads, decide, english, told, write

QUESTIONS = (
    "how long do you keep my data",
    "do you use cookies",
    "hur länge",
    "erase me",
    "who are you",
    "hi",
)


def with_copies(root: Path, number: int) -> Path:
    for index in range(number):
        shutil.copytree(root / "policies/sund", root / f"policies/sund{index}")
    return root


def answers(knowledge: Knowledge) -> list[Decision]:
    return [knowledge.decide(name, text) for name in ("nord", "sund") for text in QUESTIONS]


def test_a_controller_answers_alike_before_and_after_it_was_put_back(root: Path) -> None:
    ready, lazy = LiveContent(root), LiveContent(root, at_hand=1)
    ready.prepare()
    expected = answers(ready())
    assert len({decision.outcome for decision in expected}) > 2
    assert lazy().tabulated == frozenset()
    assert answers(lazy()) == expected
    knowledge = lazy()
    assert knowledge.volumes["nord"].at_hand is None
    knowledge.volumes["nord"].opened()
    assert knowledge.volumes["sund"].at_hand is None
    for name in ("nord", "sund"):
        for number, text in enumerate(QUESTIONS):
            found = knowledge.decide(name, text, given=Locale.EN)  # not what was decided before
            assert found == ready().decide(name, text, given=Locale.EN), number


def test_of_many_controllers_a_start_reads_none_and_looking_reads_all_and_works_out_nothing(
    root: Path,
) -> None:
    content = LiveContent(with_copies(root, AT_ONCE), read=(reads := Reads()))
    content.prepare()
    assert reads.policies == []
    assert content.state().unread == AT_ONCE + 2
    looks = 0
    while content.state().unread:
        assert content.look() is False
        looks += 1
    assert looks <= AT_ONCE + 2
    assert len(reads.policies) == AT_ONCE + 3
    assert content().tabulated == frozenset()
    assert "two years" in english(content())
    assert len(reads.policies) == AT_ONCE + 3


def test_only_the_language_that_is_asked_for_is_worked_out(root: Path) -> None:
    content = LiveContent(root)
    content().decide("nord", "how long do you keep my data")
    assert content().tabulated == {"nord/en"}


class Held:
    """Reads policies, but not before it may; notes which."""

    def __init__(self) -> None:
        self.policies: list[str] = []
        self.begun, self.may = threading.Event(), threading.Event()

    def __call__(self, path: Path, *, id: str, locale: Locale) -> Policy:  # noqa: A002 - as read_policy has it
        self.policies.append(id)
        self.begun.set()
        assert self.may.wait(SOON)
        return read_policy(path, id=id, locale=locale)


def test_of_two_who_ask_first_at_once_one_reads_and_both_are_answered(root: Path) -> None:
    content = LiveContent(root, read=(held := Held()))
    knowledge, found = content(), list[object]()
    asking = [
        threading.Thread(target=lambda: found.append(knowledge.sources("nord").policies[Locale.EN]))
        for _ in range(2)
    ]
    asking[0].start()
    assert held.begun.wait(SOON)
    asking[1].start()
    held.may.set()
    for one in asking:
        one.join(SOON)
    assert held.policies == ["nord/en", "nord/fi"]
    assert len(found) == 2
    assert found[0] is found[1]


def test_what_is_broken_at_a_start_is_told_unasked_and_never_answered_from_until_it_is_mended(
    root: Path,
) -> None:
    path = root / "policies/nord/en.md"
    good = path.read_text(encoding="utf-8")
    write(path, "")
    content = LiveContent(root)
    knowledge = content()
    with capture_logs() as logs:
        assert [content.look(), content.look()] == [False, False]
    assert [(line["event"], line["file"]) for line in logs] == [
        ("content not in force", "policies/nord/en.md")
    ]
    (fault,) = content.state().faults
    assert (fault.controller, fault.code) == ("nord", "P003")
    for _ in range(2):
        with pytest.raises(ContentError, match="P003"):
            knowledge.decide("nord", "how long do you keep my data")
    assert knowledge.policies_of("nord") == {}
    assert knowledge.controller("nord").name == "Nord & Partners Oy"
    assert knowledge.decide("sund", "hej").lang is Locale.SV
    write(path, good)
    assert [content.look(), content.look()] == [False, True]
    assert told(content) == []
    assert content().decide("nord", "how long do you keep my data").passages


def test_who_asks_before_it_is_read_makes_it_told_too(root: Path) -> None:
    write(root / "policies/nord/en.md", "")
    content = LiveContent(root)
    with pytest.raises(ContentError):
        content().sources("nord")
    content.look()
    assert told(content)[0].startswith("policies/nord/en.md:1:1: P003")


def test_the_last_good_content_stays_of_what_was_put_back_before_its_file_broke(root: Path) -> None:
    content = LiveContent(root, at_hand=1)
    knowledge = content()
    expected = knowledge.decide("nord", "do you use cookies")
    knowledge.volumes["sund"].opened()
    assert knowledge.volumes["nord"].at_hand is None
    write(root / "policies/nord/en.md", "")
    assert [content.look(), content.look()] == [False, False]
    assert told(content)[0].startswith("policies/nord/en.md:1:1: P003")
    assert content().decide("nord", "do you use cookies", given=Locale.EN).passages == expected.passages


def test_a_change_of_what_was_put_back_is_in_force_without_being_opened(root: Path) -> None:
    content = LiveContent(root, read=(reads := Reads()), at_hand=1)
    content().volumes["nord"].opened()
    content().volumes["sund"].opened()
    reads.policies.clear()
    write(root / "policies/nord/en.md", BAKED)
    assert [content.look(), content.look()] == [False, True]
    assert reads.policies == ["nord/en"]
    assert content().volumes["nord"].at_hand is None
    assert "We bake them ourselves." in english(content())


def test_new_intents_wait_for_what_was_never_read_too(root: Path) -> None:
    decide(root, "nord", "greeting")
    content = LiveContent(root)
    before = content().model
    (root / "intents/shared/greeting.yaml").unlink()
    save_model(root / "intents", fit_model(load_library(root / "intents")))
    assert [content.look(), content.look()] == [False, False]
    assert content().model is before
    assert "UNKNOWN" in told(content)[0]
    assert content().decide("nord", "do you use cookies").passages


def test_another_model_answers_from_what_is_at_rest(root: Path) -> None:
    content = LiveContent(root, read=(reads := Reads()), at_hand=1)
    content().volumes["nord"].opened()
    content().volumes["sund"].opened()
    before = content().model
    (root / "intents/shared/greeting.yaml").unlink()
    save_model(root / "intents", fit_model(load_library(root / "intents")))
    content.look()
    content.look()
    assert content().model is not before
    assert content().decide("nord", "do you use cookies").passages
    assert reads.policies == ["nord/en", "nord/fi", "sund/sv"]
