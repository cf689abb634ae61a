"""Holds that changed files come into force whole and soon, and that broken ones are told instead."""

import os
import threading
from pathlib import Path

import pytest

from assistant.adapters.live_content import LiveContent, Watcher
from assistant.answers.knowledge import Knowledge
from assistant.errors import ContentError
from assistant.matcher.load import load_library, save_model
from assistant.matcher.model import fit_model
from assistant.service.content import ContentState
from assistant.terms import Locale

SOON = 30


@pytest.fixture
def content(root: Path) -> LiveContent:
    found = LiveContent(root)
    found()
    return found


def write(path: Path, text: str) -> None:
    """Write a file so that it is stamped as another one, however coarse the file system's clock is."""
    part = path.with_name(f".{path.name}")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def told(content: LiveContent) -> list[str]:
    return [str(fault) for fault in content.state().faults]


def english(knowledge: Knowledge) -> str:
    return knowledge.policy("nord", Locale.EN).text


def test_a_changed_policy_is_in_force_after_it_stood_still_for_one_look(
    content: LiveContent, root: Path
) -> None:
    assert content.look() is False
    before = content()
    write(root / "policies/nord/en.md", "# Privacy\n\n## Cookies\n\nWe bake them ourselves.\n")
    assert content.look() is False
    assert content() is before
    assert content.look() is True
    assert "We bake them ourselves." in english(content())
    assert "two years" in english(before)
    assert content.look() is False


def test_a_file_that_is_still_being_written_is_left_alone(content: LiveContent, root: Path) -> None:
    path = root / "policies/nord/en.md"
    for text in ("# A\n", "# A\n\nFirst half", "# A\n\nFirst half, second half.\n"):
        write(path, text)
        assert content.look() is False
    assert content.look() is True
    assert "second half" in english(content())


def test_only_what_changed_is_worked_out_anew(content: LiveContent, root: Path) -> None:
    before = content()
    tables = before.sources("nord").policies
    write(root / "policies/nord/en.md", "# Privacy\n\n## Cookies\n\nWe bake them ourselves.\n")
    content.look()
    content.look()
    assert content().sources("nord").policies[Locale.FI] is tables[Locale.FI]
    assert content().sources("nord").policies[Locale.EN] is not tables[Locale.EN]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("policies/nord/en.md", "", "policies/nord/en.md:1:1: P003"),
        ("policies/nord/controller.yaml", "name: Nord: Oy\n", "policies/nord/controller.yaml:1:11: YAML"),
        (
            "policies/nord/controller.yaml",
            "name: Nord\ncolour: red\n",
            "policies/nord/controller.yaml:2:1: KEY",
        ),
        ("intents/nord/en.yaml", "policy: nord/en\nfingerprint: x\n", "intents/nord/en.yaml:1:1: MISSING"),
    ],
)
def test_a_broken_file_keeps_the_last_good_content_and_is_told_with_its_place_until_it_is_mended(
    content: LiveContent, root: Path, name: str, text: str, place: str
) -> None:
    before, path = content(), root / name
    good = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    write(path, text)
    assert [content.look(), content.look(), content.look()] == [False, False, False]
    assert content() is before
    (fault,) = told(content)
    assert fault.startswith(place)
    assert str(root) not in fault
    path.unlink() if good is None else write(path, good)
    assert [content.look(), content.look()] == [False, True]
    assert told(content) == []
    assert english(content()) == english(before)


def test_bytes_that_are_no_text_are_told_and_not_served(content: LiveContent, root: Path) -> None:
    (root / "policies/nord/en.md").write_bytes(b"\xff\xfe\x00 broken")
    content.look()
    content.look()
    assert told(content)[0].startswith("policies/nord/en.md:1:1: P005")
    assert "two years" in english(content())


def test_a_folder_that_is_gone_for_a_moment_takes_no_controller_with_it(
    content: LiveContent, root: Path
) -> None:
    (root / "policies").rename(root / "elsewhere")
    content.look()
    content.look()
    assert set(content().controllers) == {"nord", "sund"}
    assert "EMPTY" in told(content)[0]
    (root / "elsewhere").rename(root / "policies")
    content.look()
    content.look()
    assert told(content) == []


def test_changed_utterances_wait_for_a_build_while_policies_do_not(content: LiveContent, root: Path) -> None:
    path = root / "intents/shared/greeting.yaml"
    write(path, path.read_text(encoding="utf-8").replace("hi there", "hi there, salutations"))
    write(root / "policies/nord/en.md", "# Privacy\n\n## Cookies\n\nWe bake them ourselves.\n")
    content.look()
    content.look()
    before = content()
    assert "We bake them ourselves." in english(before)
    (fault,) = told(content)
    assert fault.startswith("intents/shared/greeting.yaml:1:1: MODEL")
    save_model(root / "intents", fit_model(load_library(root / "intents")))
    content.look()
    content.look()
    assert told(content) == []
    assert content().model is not before.model


def test_a_broken_intent_is_told_with_its_line(content: LiveContent, root: Path) -> None:
    write(root / "intents/shared/greeting.yaml", "intent: greeting\noutcome: [smalltalk\n")
    content.look()
    content.look()
    (fault,) = told(content)
    assert fault.startswith("intents/shared/greeting.yaml:3:1: YAML")


def test_a_folder_that_cannot_be_used_at_the_start_is_refused(root: Path) -> None:
    (root / "policies/nord/en.md").write_text("", encoding="utf-8")
    with pytest.raises(ContentError, match=r"nord/en\.md:1:1: P003"):
        LiveContent(root)()


def test_what_nobody_asked_for_is_not_read(root: Path) -> None:
    (root / "policies/nord/en.md").write_text("", encoding="utf-8")
    content = LiveContent(root)
    assert content.look() is False
    assert told(content) == []


def test_the_same_bytes_with_another_stamp_change_no_answer(content: LiveContent, root: Path) -> None:
    before = content().sources("nord").policies[Locale.EN]
    os.utime(root / "policies/nord/en.md", ns=(1, 1))
    content.look()
    assert content.look() is True
    assert content().sources("nord").policies[Locale.EN] is before


class Counted:
    """Content that counts how often it was looked at, and says so at the third time."""

    def __init__(self) -> None:
        self.looks, self.thrice = 0, threading.Event()

    def state(self) -> ContentState:
        return ContentState()

    def look(self) -> bool:
        self.looks += 1
        if self.looks == 3:
            self.thrice.set()
        return False


def test_a_watcher_looks_again_and_again_and_ends_with_its_block() -> None:
    content = Counted()
    with Watcher(content, every_seconds=0.001):
        assert content.thrice.wait(SOON)
    looks = content.looks
    assert looks >= 3
    assert content.looks == looks
