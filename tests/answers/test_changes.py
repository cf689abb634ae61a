"""Holds that a changed policy is told in the answers it changes, with what editors confirmed carried over."""

from assistant.answers.changes import Told, alike, answer_changes
from assistant.answers.edited import Anchor, Edited, Entry
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.policy.read import as_policy
from assistant.policy.read_markdown import read_markdown
from assistant.terms import Locale

OLD = """# Privacy policy

## How long we keep data

We keep your data for two years after your last order.

## Cookies

Our website uses cookies to remember your choices.
"""


def policy(text: str) -> Policy:
    return as_policy(read_markdown(text), id="nord/en", locale=Locale.EN)


def told(old: str, new: str, model: Model, edited: Edited | None = None) -> dict[str, Told]:
    return {change.intent: change.told for change in answer_changes(policy(old), policy(new), model, edited)}


def test_the_same_policy_changes_no_answer(model: Model) -> None:
    assert told(OLD, OLD, model) == {}


def test_a_changed_passage_is_told_differently_with_both_passages(model: Model) -> None:
    (change,) = answer_changes(policy(OLD), policy(OLD.replace("two years", "five years")), model)
    assert (change.intent, change.told) == ("how-long", Told.DIFFERENTLY)
    assert "two years" in change.before[0].text
    assert "five years" in change.after[0].text


def test_what_is_left_out_is_no_longer_told_and_what_came_is_newly_told(model: Model) -> None:
    without = OLD.partition("## Cookies")[0]
    assert told(OLD, without, model)["cookies"] is Told.NO_LONGER
    assert told(without, OLD, model)["cookies"] is Told.NEWLY


def confirmed(segment: str, starts: str) -> Edited:
    return Edited("nord/en", "", (Entry("cookies", (Anchor(segment, starts),)),))


def test_a_confirmed_answer_follows_its_words_to_where_they_stand_now(model: Model) -> None:
    segment = policy(OLD).segments[0].id
    edited = confirmed(segment, "We keep your data")
    new = OLD.replace("## How long we keep data", "## Time").replace("two years", "six years")
    (change,) = [c for c in answer_changes(policy(OLD), policy(new), model, edited) if c.intent == "cookies"]
    assert "six years" in change.after[0].text
    assert not change.is_lost


def test_a_confirmed_answer_whose_words_are_gone_must_be_chosen_again(model: Model) -> None:
    edited = confirmed(policy(OLD).segments[0].id, "We keep your data")
    new = OLD.replace("We keep your data for two years after your last order.", "Ask us.")
    (change,) = [c for c in answer_changes(policy(OLD), policy(new), model, edited) if c.intent == "cookies"]
    assert change.is_lost
    assert change.told is Told.DIFFERENTLY


def test_intents_whose_answers_change_alike_stand_together(model: Model) -> None:
    anchors = (Anchor(policy(OLD).segments[0].id, "We keep your data"),)
    edited = Edited("nord/en", "", (Entry("cookies", anchors), Entry("how-long", anchors)))
    changes = answer_changes(policy(OLD), policy(OLD.replace("two years", "five years")), model, edited)
    assert [[change.intent for change in group] for group in alike(changes)] == [["cookies", "how-long"]]
