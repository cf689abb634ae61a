"""Shows what is answered where, for people with and without colour."""

from assistant.answers.edited import Anchor, Edited, Entry
from assistant.editing.standing import Coverage, State, coverage
from assistant.editing.standing_page import as_page, as_text
from assistant.matcher.intents import Intent
from assistant.terms import Outcome

INTENTS = (
    Intent("how-long", "retention"),
    Intent("kept-longer", "retention"),
    Intent("cookies", "cookies"),
    Intent("greeting", None, Outcome.SMALLTALK),
)
HERE = (Anchor("a-1", "We keep <it> for"),)
EDITED = Edited(
    "nord/en",
    "x",
    (
        Entry("how-long", HERE),
        Entry("kept-longer", ()),
        Entry("tools", HERE, "cookies", utterances=("which tools",)),
        Entry("cookies", HERE, is_proposed=True),
        Entry("boats", HERE, "boats", utterances=("which boats",), is_changed=True),
    ),
)


def found() -> Coverage:
    return coverage(INTENTS, {"nord/en": EDITED, "nord/fi": None})


def test_each_state_is_counted_by_policy() -> None:
    counts = {state: found().count("nord/en", state) for state in State}
    assert counts == {State.ANSWERED: 2, State.ABSENT: 1, State.CHANGED: 1, State.PROPOSED: 1, State.OPEN: 0}
    assert found().count("nord/fi", State.OPEN) == 3


def test_the_table_has_a_row_a_topic_and_a_sign_for_each_question() -> None:
    rows = {line.split()[0]: line.split()[1:] for line in as_text(found()).splitlines() if line}
    assert rows["topic"] == ["nord/en", "nord/fi"]
    assert rows["retention"] == ["+o", ".."]
    assert rows["cookies"] == ["?+", "."]
    assert rows["boats"] == ["!"]


def test_the_page_says_states_in_words_and_quotes_no_markup() -> None:
    page = as_page(found())
    assert "how-long: answered <small>We keep &lt;it&gt; for …</small>" in page
    assert "cookies: proposed" in page
    assert "<script" not in page
    assert "http" not in page
