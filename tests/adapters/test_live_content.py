"""Holds that changed files come into force whole and soon, and that broken ones are told instead."""

import os
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from assistant.adapters.live_content import LiveContent, Watcher
from assistant.answers.knowledge import Knowledge
from assistant.errors import ContentError
from assistant.matcher.load import load_library, save_model
from assistant.matcher.model import fit_model
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.service.content import ContentState
from assistant.terms import Locale

SOON = 30
BAKED = "# Privacy\n\n## Cookies\n\nWe bake them ourselves.\n"
SWEDISH = "# Integritetspolicy\n\n## Lagring\n\nVi sparar uppgifterna i fem år.\n"


@pytest.fixture
def content(root: Path) -> LiveContent:
    found = LiveContent(root)
    found.prepare()
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
    write(root / "policies/nord/en.md", BAKED)
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


class Reads:
    """Reads policies and notes which."""

    def __init__(self) -> None:
        self.policies: list[str] = []

    def __call__(self, path: Path, *, id: str, locale: Locale) -> Policy:  # noqa: A002 - as read_policy has it
        self.policies.append(id)
        return read_policy(path, id=id, locale=locale)


def test_of_a_change_only_the_changed_policy_is_read_and_tabulated_even_of_the_first_after_a_start(
    root: Path,
) -> None:
    content = LiveContent(root, read=(reads := Reads()))
    content.prepare()
    before = content()
    everything = {"nord/en", "nord/fi", "sund/sv", "assistant/en"}
    assert before.tabulated == everything
    assert sorted(reads.policies) == ["nord/en", "nord/fi", "sund/sv"]
    reads.policies.clear()
    write(root / "policies/nord/en.md", BAKED)
    with capture_logs() as logs:
        assert [content.look(), content.look()] == [False, True]
    assert reads.policies == ["nord/en"]
    (line,) = logs
    assert (line["event"], line["changed"], line["tabulated"]) == ("content in force", ["nord"], ["nord/en"])
    assert content().tabulated == everything
    assert content().model is before.model


def test_of_changed_decisions_no_policy_is_read_again(root: Path) -> None:
    content = LiveContent(root, read=(reads := Reads()))
    content.prepare()
    reads.policies.clear()
    decide(root, "nord", "greeting")
    with capture_logs() as logs:
        assert [content.look(), content.look()] == [False, True]
    assert reads.policies == []
    assert logs[0]["tabulated"] == ["nord/en"]


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
        ("policies/nord/en.md", "# A\n\n<<<<<<< ours\nx\n", "policies/nord/en.md:3:1: P014"),
        ("intents/nord/en.yaml", "<<<<<<< ours\npolicy: nord/en\n", "intents/nord/en.yaml:1:1: CONFLICT"),
        ("intents/nord/en.yaml", "policy: nord/en\n\tintents: []\n", "intents/nord/en.yaml:2:1: TAB"),
        (
            "intents/nord/en.yaml",
            "policy: “nord/en”\nfingerprint: x\nintents: []\n",
            "intents/nord/en.yaml:1:9: QUOTES",
        ),
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


def test_one_companys_broken_file_holds_back_no_other_companys_change(
    content: LiveContent, root: Path
) -> None:
    write(root / "policies/nord/en.md", "")
    write(root / "policies/sund/sv.md", SWEDISH)
    with capture_logs() as logs:
        assert [content.look(), content.look()] == [False, True]
    assert [line["event"] for line in logs] == ["content not in force", "content in force"]
    assert (logs[0]["file"], logs[1]["changed"]) == ("policies/nord/en.md", ["sund"])
    assert "fem år" in content().policy("sund", Locale.SV).text
    assert "two years" in english(content())
    write(root / "policies/sund/sv.md", SWEDISH.replace("fem", "sex"))
    assert [content.look(), content.look()] == [False, True]
    (fault,) = content.state().faults
    assert (fault.controller, fault.code) == ("nord", "P003")
    write(root / "policies/nord/en.md", BAKED)
    assert [content.look(), content.look()] == [False, True]
    assert told(content) == []
    assert "sex år" in content().policy("sund", Locale.SV).text
    assert "bake" in english(content())


def test_a_company_whose_file_never_stands_still_holds_up_no_other(content: LiveContent, root: Path) -> None:
    write(root / "policies/sund/sv.md", SWEDISH)
    for number in range(3):
        write(root / "policies/nord/en.md", f"# A\n\nPart {number}.\n")
        assert content.look() is (number == 1)
    assert "fem år" in content().policy("sund", Locale.SV).text
    assert "two years" in english(content())


def test_a_new_company_that_cannot_be_used_is_told_and_comes_when_it_is_whole(
    content: LiveContent, root: Path
) -> None:
    settings = (root / "policies/sund/controller.yaml").read_text(encoding="utf-8")
    (root / "policies/ost").mkdir()
    write(root / "policies/ost/controller.yaml", settings)
    assert [content.look(), content.look()] == [False, False]
    assert told(content)[0].startswith("policies/ost/controller.yaml:5:10: FILE")
    assert set(content().controllers) == {"nord", "sund"}
    write(root / "policies/ost/sv.md", SWEDISH)
    assert [content.look(), content.look()] == [False, True]
    assert list(content().controllers) == ["nord", "ost", "sund"]
    assert told(content) == []


def test_a_company_that_is_taken_away_is_gone_with_its_faults(content: LiveContent, root: Path) -> None:
    write(root / "policies/sund/sv.md", "")
    content.look()
    content.look()
    (root / "policies/sund").rename(root / "sund")
    assert [content.look(), content.look()] == [False, True]
    assert set(content().controllers) == {"nord"}
    assert told(content) == []


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
    write(root / "policies/nord/en.md", BAKED)
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


def fitted_without(root: Path, intent: str) -> None:
    """Take an intent out of the library and fit anew."""
    (root / f"intents/shared/{intent}.yaml").unlink()
    save_model(root / "intents", fit_model(load_library(root / "intents")))


def decide(root: Path, controller: str, intent: str) -> Path:
    """Let editors say that the English policy does not tell what an intent asks."""
    path = root / f"intents/{controller}/en.yaml"
    path.parent.mkdir(exist_ok=True)
    text = f"policy: {controller}/en\nfingerprint: x\nintents:\n  - {{intent: {intent}, answer: []}}\n"
    write(path, text)
    return path


def test_new_intents_wait_for_editors_who_name_one_that_is_gone(content: LiveContent, root: Path) -> None:
    path = decide(root, "nord", "greeting")
    content.look()
    content.look()
    before = content().model
    fitted_without(root, "greeting")
    write(root / "policies/sund/sv.md", SWEDISH)
    assert [content.look(), content.look()] == [False, True]
    assert "fem år" in content().policy("sund", Locale.SV).text
    assert content().model is before
    assert told(content)[0].startswith("intents/nord/en.yaml:4:14: UNKNOWN unknown intent 'greeting'")
    path.unlink()
    assert [content.look(), content.look()] == [False, True]
    assert told(content) == []
    assert "greeting" not in [intent.id for intent in content().model.intents]


def test_decisions_on_a_new_intent_come_into_force_with_it(content: LiveContent, root: Path) -> None:
    decide(root, "nord", "farewell")
    content.look()
    content.look()
    assert "UNKNOWN" in told(content)[0]
    known = (root / "intents/shared/greeting.yaml").read_text(encoding="utf-8")
    write(root / "intents/shared/farewell.yaml", known.replace("greeting", "farewell").replace("hi", "bye"))
    (root / "intents/shared/greeting.yaml").unlink()
    save_model(root / "intents", fit_model(load_library(root / "intents")))
    content.look()
    content.look()
    assert told(content) == []
    assert content().volumes["nord"].peek().edited["nord/en"].entries[0].intent == "farewell"


def test_a_fitted_matcher_that_is_cut_short_is_told_and_the_old_one_stays(
    content: LiveContent, root: Path
) -> None:
    before = content().model
    fitted_without(root, "greeting")
    (kept,) = (root / "intents/.model").glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:1000])
    content.look()
    content.look()
    assert content().model is before
    assert told(content)[0].endswith(" MODEL the fitted matcher is not whole; run: assistant intents build")
    with pytest.raises(ContentError, match="not whole"):
        LiveContent(root)()


def test_a_broken_intent_is_told_with_its_line(content: LiveContent, root: Path) -> None:
    write(root / "intents/shared/greeting.yaml", "intent: greeting\noutcome: [smalltalk\n")
    content.look()
    content.look()
    (fault,) = told(content)
    assert fault.startswith("intents/shared/greeting.yaml:3:1: YAML")


def test_a_folder_that_cannot_be_used_at_the_start_is_refused(root: Path) -> None:
    (root / "policies/nord/en.md").write_text("", encoding="utf-8")
    with pytest.raises(ContentError, match=r"nord/en\.md:1:1: P003"):
        LiveContent(root).prepare()


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


class Signalling:
    """Content that says when something came into force."""

    def __init__(self, content: LiveContent) -> None:
        self._content, self.changed = content, threading.Event()

    def state(self) -> ContentState:
        return self._content.state()

    def look(self) -> bool:
        if is_new := self._content.look():
            self.changed.set()
        return is_new


def test_a_watched_folders_first_change_comes_into_force_by_itself(root: Path) -> None:
    content = LiveContent(root)
    content.prepare()
    signalling = Signalling(content)
    with Watcher(signalling):
        write(root / "policies/nord/en.md", BAKED)
        assert signalling.changed.wait(SOON)
    assert "bake" in english(content())
