"""Holds that questions become utterances and that nothing else in an intent's file changes."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.editing.adopt import adopt, may_write, utterance_of
from assistant.editing.edits import write_over
from assistant.errors import ContentError, NotFoundError, UnavailableError
from assistant.matcher.load import read_library
from assistant.terms import Locale
from tests.library import write_library

NOBODY = 65534
BLOCK = """# How long data is kept.
intent: how-long
topic: retention
utterances:
  en:
    - how long do you keep my data  # the plainest
    # the next one is from a letter
    - "when is it deleted?"

  fi:
    - kauanko säilytätte tietojani
  sv: [hur länge sparar ni mina uppgifter]  # one so far
near:
  - {text: how long do biscuits live, intent: cookies}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = write_library(tmp_path / "intents")
    (folder / "shared" / "how-long.yaml").write_text(BLOCK, encoding="utf-8")
    return tmp_path


def written(root: Path) -> str:
    return (root / "intents" / "shared" / "how-long.yaml").read_bytes().decode("utf-8")


def test_a_question_stands_behind_the_last_utterance_and_all_else_as_it_was(root: Path) -> None:
    done = adopt(root, "how-long", Locale.EN, ["for how many months", "yes: how long"])
    assert done.added == ("for how many months", "yes: how long")
    assert written(root) == BLOCK.replace(
        '"when is it deleted?"\n', '"when is it deleted?"\n    - for how many months\n    - "yes: how long"\n'
    )
    library, problems = read_library(root / "intents")
    assert problems == ()
    assert "yes: how long" in [u.text for u in library.utterances if u.intent == "how-long"]


def test_a_list_on_one_line_stays_on_one_line(root: Path) -> None:
    adopt(root, "how-long", Locale.SV, ["i hur många år"])
    assert '[hur länge sparar ni mina uppgifter, "i hur många år"]  # one so far' in written(root)
    assert read_library(root / "intents")[1] == ()


def test_line_ends_stay_those_of_the_file(root: Path) -> None:
    path = root / "intents" / "shared" / "how-long.yaml"
    path.write_bytes(BLOCK.replace("\n", "\r\n").encode())
    adopt(root, "how-long", Locale.FI, ["montako kuukautta"])
    assert "tietojani\r\n    - montako kuukautta\r\n" in written(root)


def test_what_stands_in_an_intent_already_or_is_too_short_is_left_out_and_told(root: Path) -> None:
    questions = [
        "How long do you keep my data?",
        "moi",
        "hei vaan",
        "whatever",
        "[…]",
        "a month or a year?",
        "A month, or a year",
    ]
    done = adopt(root, "how-long", Locale.EN, questions)
    assert done.added == ("a month or a year?",)
    assert done.left == (
        "How long do you keep my data?",
        "moi",
        "hei vaan",
        "whatever",
        "[…]",
        "A month, or a year",
    )
    before = written(root)
    assert adopt(root, "how-long", Locale.EN, questions).added == ()
    assert written(root) == before


@pytest.mark.parametrize(
    ("question", "utterance"),
    [
        ("my name is […], how long do you keep it", "how long do you keep it"),
        ("do you use Hotjar or […]?", "do you use Hotjar or"),
        ("plain  words ", "plain words"),
        ("[…]", ""),
    ],
)
def test_of_a_question_with_gaps_the_longest_part_is_taken(question: str, utterance: str) -> None:
    assert utterance_of(question) == utterance


@pytest.mark.parametrize("intent", ["nobody", "../topics/retention", "", "."])
def test_an_intent_that_is_not_there_is_refused(root: Path, intent: str) -> None:
    with pytest.raises(NotFoundError):
        adopt(root, intent, Locale.EN, ["for how many months"])


def test_a_broken_file_is_refused_with_its_place_and_left_alone(root: Path) -> None:
    path = root / "intents" / "shared" / "how-long.yaml"
    path.write_text("intent: [how-long\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"how-long\.yaml:2:1: YAML"):
        adopt(root, "how-long", Locale.EN, ["for how many months"])
    assert path.read_text(encoding="utf-8") == "intent: [how-long\n"


def test_a_folder_that_is_not_there_has_no_intent(tmp_path: Path) -> None:
    assert not may_write(tmp_path / "nowhere")
    with pytest.raises(NotFoundError):
        adopt(tmp_path / "nowhere", "how-long", Locale.EN, ["for how many months"])


@contextmanager
def read_only() -> Iterator[Path]:
    """Yield a content folder that this process, even as root, may read only."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        shared = write_library(root / "intents") / "shared"
        for path in (root, root / "intents", shared):
            path.chmod(0o555)
        own = os.geteuid()
        try:
            if own == 0:
                os.seteuid(NOBODY)
            yield root
        finally:
            os.seteuid(own)
            for path in (root, root / "intents", shared):
                path.chmod(0o755)


def test_a_read_only_folder_is_refused_with_what_to_do() -> None:
    with read_only() as root, pytest.raises(UnavailableError, match="ASSISTANT_HOME"):
        adopt(root, "how-long", Locale.EN, ["for how many months"])


@given(st.text(min_size=1, max_size=60))
def test_whatever_was_asked_the_file_can_be_read_afterwards(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "intents" / "shared" / "how-long.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(BLOCK, encoding="utf-8")
        for lang in Locale:
            adopt(Path(folder), "how-long", lang, [f"do you {text} it"])


def test_two_editors_who_add_at_the_same_time_lose_nothing(root: Path) -> None:
    questions = {who: [f"{who} question number {'x' * number}" for number in range(1, 9)] for who in "ab"}

    def add(own: list[str]) -> None:
        for question in own:
            while True:
                with suppress(ContentError):  # the other one was quicker
                    adopt(root, "how-long", Locale.EN, [question])
                    break

    both = [threading.Thread(target=add, args=(own,)) for own in questions.values()]
    for one in both:
        one.start()
    for one in both:
        one.join()
    written = (root / "intents/shared/how-long.yaml").read_text(encoding="utf-8")
    assert [q for own in questions.values() for q in own if q not in written] == []


def test_a_file_that_somebody_changed_meanwhile_stays_as_they_left_it(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("theirs\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"a\.yaml:1:1: MEANWHILE somebody else changed this file"):
        write_over(path, "as it was\n", "mine\n")
    assert path.read_text(encoding="utf-8") == "theirs\n"
    path.unlink()
    with pytest.raises(ContentError, match="MEANWHILE"):
        write_over(path, "as it was\n", "mine\n")
    assert list(tmp_path.iterdir()) == []
