"""Holds that what stands together in a policy is shown together, and nothing twice."""

from assistant.answers.decide import Sources, decide
from assistant.answers.excerpt import joined
from assistant.answers.table import tabulate
from assistant.matcher.model import Model
from assistant.policy.model import Policy
from assistant.policy.read import as_policy
from assistant.policy.read_markdown import read_markdown
from assistant.terms import PASSAGE_LIMIT, Locale
from assistant.text import fold_space

SHOP = """# Privacy

## How long we keep data

We keep your data for two years after your last order, since you may ask for a repair. Invoices are kept for
six years after the end of the financial year, because the accounting act says so. What you wrote to our
customer service is kept for one year after the matter was closed, and then it is deleted.

- How long do we keep the data of your orders? For thirty days, then it is deleted.

## Cookies

Our website uses cookies to remember your choices.
"""


def shop() -> Policy:
    return as_policy(read_markdown(SHOP), id="shop/en", locale=Locale.EN)


def test_two_passages_that_follow_each_other_and_both_answer_are_shown_as_one(model: Model) -> None:
    sources = Sources(model, {Locale.EN: tabulate(shop(), model)})
    passages = decide("how long do you keep my data", sources=sources, lang=Locale.EN).passages
    first = passages[0].text
    assert "two years after your last order" in first
    assert "thirty days" in first
    assert len(first) <= PASSAGE_LIMIT
    assert sum("thirty days" in passage.text for passage in passages) == 1


def test_joined_passages_name_all_their_segments_and_stand_so_in_the_policy() -> None:
    policy = shop()
    one, two = policy.passages[:2]
    both = joined(one, two)
    assert both.segments == (*one.segments, *two.segments)
    assert fold_space(both.text) in fold_space(policy.text)
