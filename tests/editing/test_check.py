"""Holds that every problem in what people write is found, at its place, with its remedy, and no other."""

from pathlib import Path

import pytest

from assistant.editing.check import check_content
from assistant.editing.findings import Finding, Severity, gathered, has_errors, in_order, summary
from assistant.editing.mending import mend
from assistant.policy.read import read_policy
from assistant.terms import Locale

GREETING = "intents/shared/greeting.yaml"
NORD = "intents/nord/en.yaml"
ANSWERS = """policy: nord/en
fingerprint: VERSION
intents:
  - intent: how-long
    answer:
      - {segment: SEGMENT, starts: "We keep your data"}
  - intent: cookies
    answer: []
"""


@pytest.fixture(autouse=True)
def answers(root: Path) -> None:
    """Write what an editor wrote about nord/en, without a fault."""
    policy = read_policy(root / "policies/nord/en.md", id="nord/en", locale=Locale.EN)
    text = ANSWERS.replace("VERSION", policy.version).replace("SEGMENT", policy.segments[0].id)
    path = root / NORD
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")


def said(root: Path, *, warnings: bool = False) -> list[str]:
    found = [f for f in check_content(root) if warnings or f.severity is Severity.ERROR]
    return [f.as_text(root) for f in found]


def warned(root: Path, code: str) -> list[str]:
    return [f.as_text(root) for f in check_content(root) if f.code == code]


def spoil(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_sound_content_has_no_errors(root: Path) -> None:
    assert said(root) == []
    assert [f for f in check_content(root) if f.path == root / NORD] == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[hello", "[“hello”", ":5:8: QUOTES [*] "),
        ("[hello", "[no", ":5:8: STRING [*] "),
        ("\n  en:", "\n\ten:", ":5:1: TAB [*] "),
        ("intent: greeting", "<<<<<<< HEAD\nintent: greeting", ":2:1: CONFLICT "),
        ("[hello", "[Do you use  COOKIES?!", ":5:8: CLASH "),
    ],
)
def test_a_fault_in_the_library_is_said_at_its_place(root: Path, old: str, new: str, expected: str) -> None:
    spoil(root, GREETING, old, new)
    assert any(line.startswith(GREETING + expected) for line in said(root)), said(root)


def test_an_unfinished_merge_says_what_to_keep_and_what_to_delete(root: Path) -> None:
    spoil(root, GREETING, "utterances:", "<<<<<<< ours\nutterances:\n=======\nutterances:\n>>>>>>> theirs")
    line = next(line for line in said(root) if "CONFLICT" in line)
    assert line.startswith(f"{GREETING}:4:1: CONFLICT two versions of this file were merged: keep the right")
    assert line.endswith("delete the lines that start with <<<<<<<, ======= and >>>>>>>")


def test_an_utterance_that_says_the_same_again_is_warned_about(root: Path) -> None:
    spoil(root, GREETING, "[hello", "[hello, HELLO!")
    assert warned(root, "REPEAT")[0].startswith(
        f"{GREETING}:5:15: REPEAT [*] warning: 'HELLO!' says the same"
    )


def test_an_intent_far_poorer_in_one_language_is_warned_about(root: Path) -> None:
    more = ", ".join(f"well met {n * 'so '}" for n in range(8))
    spoil(root, GREETING, "[hello", f"[{more}, hello")
    assert [line.split(" warning: ")[1] for line in warned(root, "PARITY")] == [
        "3 utterances in fi and 11 in en: add some that people type in fi, not translations",
        "3 utterances in sv and 11 in en: add some that people type in sv, not translations",
    ]


def test_five_thousand_utterances_in_one_file_are_read_and_warned_about(root: Path) -> None:
    lines = "".join(f"\n    - hello number {n}" for n in range(5000))
    path = root / GREETING
    path.write_text(
        f"intent: greeting\noutcome: smalltalk\nutterances:\n  en:{lines}\n  fi: [hei]\n  sv: [hej]\n"
    )
    assert said(root) == []
    assert warned(root, "MANY")[0].startswith(f"{GREETING}:4:3: MANY warning: 5,000 utterances in en")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("policy: nord/en", "policy: nord/fi", ":1:9: POLICY [*] "),
        ("keep your data", "sell your data", ":6:"),
        ("- {segment: ", "- {segment: x", ":6:19: MOVED [*] "),
        ("intent: cookies", 'intent: ""', ":7:13: EMPTY "),
        ("    answer: []\n", "", ":7:5: MISSING "),
        ("cookies", "biscuits", ":7:13: UNKNOWN "),
        (
            "answer: []",
            "topic: cookies\n    utterances: [how long do you keep my data!]\n    answer: []",
            ": CLASH ",
        ),
    ],
)
def test_a_fault_in_an_editors_file_is_said_at_its_place(
    root: Path, old: str, new: str, expected: str
) -> None:
    spoil(root, NORD, old, new)
    assert len(said(root)) == 1
    assert said(root)[0].startswith(NORD)
    assert expected in said(root)[0]


def test_an_answer_that_stands_nowhere_is_lost(root: Path) -> None:
    spoil(root, NORD, "- {segment: ", "- {segment: x")
    spoil(root, NORD, "We keep your data", "We keep no data")
    assert ": LOST nord/en no longer says 'We keep no data'" in said(root)[0]


def test_a_value_from_the_policy_that_nobody_has_looked_at_is_a_warning(root: Path) -> None:
    remark = "queue: nord-privacy # from the policy; is it right?"
    spoil(root, "policies/nord/controller.yaml", "queue: nord-privacy", remark)
    (line,) = warned(root, "FILL")
    assert line.endswith("taken from the policy: see whether it is right, then delete the remark")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Complain to the Data Protection Commission.", "'Data Protection Commission'"),
        ("We are in Ireland. Ireland has laws. The courts of Ireland decide.", "'Ireland'"),
    ],
)
def test_a_policy_under_another_countrys_law_than_the_settings_is_a_warning(
    root: Path, words: str, named: str
) -> None:
    assert warned(root, "COUNTRY") == []
    spoil(root, "policies/nord/en.md", "Our website", f"{words} Our website")
    (line,) = warned(root, "COUNTRY")
    assert line.startswith("policies/nord/controller.yaml:")
    assert f"names {named} and no authority or law of FI" in line


def test_another_countrys_authority_beside_the_own_is_no_warning(root: Path) -> None:
    words = "Complain to the Data Protection Ombudsman, in Ireland to the Data Protection Commission."
    spoil(root, "policies/nord/en.md", "Our website", f"{words} Our website")
    assert warned(root, "COUNTRY") == []


@pytest.mark.parametrize(("mark", "code"), [("proposed", "ABSENT"), ("changed", "CHANGED")])
def test_what_a_person_must_still_look_at_is_a_warning(root: Path, mark: str, code: str) -> None:
    spoil(root, NORD, "answer: []", f"answer: []\n    {mark}: true")
    assert warned(root, code)[0].startswith(f"{NORD}:9:5: {code} warning: ")
    assert said(root) == []


def test_a_policy_changed_since_the_build_is_a_warning(root: Path) -> None:
    spoil(root, "policies/nord/en.md", "Our website", "This website")
    assert [line.partition(" warning")[0] for line in warned(root, "STALE")] == [f"{NORD}:2:14: STALE"]


def test_a_file_of_answers_without_a_policy_is_an_error(root: Path) -> None:
    (root / NORD).rename(root / "intents/nord/sv.yaml")
    assert [line.split(" ")[1] for line in said(root)] == ["OWNERLESS"]
    assert f"{NORD}:1:1: MISSING" in "\n".join(warned(root, "MISSING"))


def test_a_section_without_text_is_a_warning_at_its_heading(root: Path) -> None:
    spoil(root, "policies/nord/en.md", "## Cookies", "## Who we are\n\n## Cookies")
    assert [line.partition(" warning")[0] for line in warned(root, "SECTION")] == [
        "policies/nord/en.md:14:4: SECTION"
    ]


def test_an_unfinished_merge_in_a_policy_is_an_error_at_its_line(root: Path) -> None:
    spoil(root, "policies/nord/en.md", "Our website", "<<<<<<< HEAD\nOur\n=======\n>>>>>>> new\nOur website")
    assert [line[:34] for line in said(root)] == ["policies/nord/en.md:16:1: P014 hol"]


def test_a_value_to_fill_in_is_a_warning(root: Path) -> None:
    spoil(
        root,
        "policies/nord/controller.yaml",
        "queue: nord-privacy",
        "queue: nord-privacy # FILL IN: the queue",
    )
    line = warned(root, "FILL")[0]
    assert line.startswith("policies/nord/controller.yaml:8:21: FILL warning: fill this in")
    assert line.endswith(": the queue")


@pytest.mark.parametrize(
    ("name", "old", "new", "mended"),
    [
        (GREETING, "[hello", "[“hello”", '["hello"'),
        (GREETING, "[hello", "[12", '["12"'),
        (GREETING, "\n  en: [hello", "\n\ten: [hello", "\n  en: [hello"),
        (GREETING, "[hello", "[HELLO!, hello", "[HELLO!"),
        (NORD, "policy: nord/en", "policy: nord/fi", "policy: nord/en"),
        (NORD, "- {segment: ", "- {segment: x", "- {segment: how"),
    ],
)
def test_what_is_safe_to_mend_is_mended_and_nothing_else(
    root: Path, name: str, old: str, new: str, mended: str
) -> None:
    before = (root / name).read_text(encoding="utf-8")
    spoil(root, name, old, new)
    found = [f for f in check_content(root) if f.edits]
    assert len(found) == 1
    assert mend(found) == {root / name: 1}
    assert check_content(root) == [f for f in check_content(root) if not f.edits]
    assert mended in (root / name).read_text(encoding="utf-8")
    assert not has_errors(check_content(root))
    if "HELLO" not in new and "12" not in new:
        assert (root / name).read_text(encoding="utf-8").replace('"hello"', "hello") == before


def test_tabs_that_blanks_do_not_mend_are_left_alone(root: Path) -> None:
    text = "intent: greeting\n\toutcome: [smalltalk\n"
    (root / GREETING).write_text(text, encoding="utf-8")
    found = check_content(root)
    assert [f.code for f in found if f.path == root / GREETING and f.edits] == []
    assert mend(found) == {}
    assert (root / GREETING).read_text(encoding="utf-8") == text


def test_the_summary_counts_errors_warnings_and_what_can_be_mended(root: Path) -> None:
    assert summary([]) == "0 errors, 0 warnings"
    found = Finding(root, 1, 1, "X", "x")
    assert summary([found]) == "1 error, 0 warnings"
    spoil(root, GREETING, "[hello", "[“hello”")
    assert summary([f for f in check_content(root) if f.edits]).endswith(
        "; --fix mends 1 of them, marked [*]"
    )


def test_many_proposals_of_a_file_are_one_line_and_few_are_each_told(tmp_path: Path) -> None:
    first, second = tmp_path / "sun" / "en.yaml", tmp_path / "sun" / "fi.yaml"
    found = [Finding(first, n, 5, "PROPOSED", f"number {n}", Severity.WARNING) for n in range(1, 10)]
    found += [Finding(first, 99, 1, "LOST", "gone"), Finding(second, 1, 5, "PROPOSED", "alone")]
    found += [Finding(first, n, 7, "ABSENT", f"number {n}", Severity.WARNING) for n in range(100, 105)]
    told = "nobody has confirmed 9 proposed answers, from here on (--all lists each)"
    silent = "nobody has confirmed that 5 questions are not told, from here on (--all lists each)"
    assert [f.as_text(tmp_path) for f in gathered(in_order(found))] == [
        f"sun/en.yaml:1:5: PROPOSED warning: {told}; run: assistant intents confirm sun/en",
        "sun/en.yaml:99:1: LOST gone",
        f"sun/en.yaml:100:7: ABSENT warning: {silent}; run: assistant intents confirm sun/en --absent",
        "sun/fi.yaml:1:5: PROPOSED alone",
    ]
