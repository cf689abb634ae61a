"""Holds that editors read on the command line what visitors asked in vain."""

import json

import pytest

from assistant.compose import opened
from assistant.dialogue.events import AskedInVain, Vain
from assistant.service import unanswered
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.settings import read
from assistant.terms import Locale
from tests.cli.command import SECRET, Site

pytestmark = pytest.mark.slow


@pytest.fixture
def asked(site: Site) -> Site:
    environment = {**site.environment(secret=SECRET)}
    settings = read({name: value for name, value in environment.items() if name.startswith("ASSISTANT_")})
    with opened(settings) as parts, parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        for text in ("how many years is it stored", "how many years is it stored?"):
            noted = AskedInVain(text, Locale.EN, Vain.CLARIFY, ("how-long", "cookies"))
            unanswered.note(act, "nord", noted)
    return site


def test_what_was_asked_in_vain_is_shown_by_cluster_with_counts_and_nearest_intents(asked: Site) -> None:
    told = asked.run("intents", "unanswered", "nord", secret=SECRET)
    assert told.returncode == 0
    first, second, third = told.stdout.splitlines()
    assert first.endswith("2 x  nord/en  (clarify 2)")
    assert second == "    2 x  how many years is it stored"
    assert third == "    near: cookies, how-long"
    (cluster,) = json.loads(asked.run("intents", "unanswered", "--json", secret=SECRET).stdout)["clusters"]
    assert cluster["id"] == first[:8]
    assert cluster["questions"] == [{"text": "how many years is it stored", "count": 2}]
    assert asked.run("intents", "unanswered", "sund", secret=SECRET).stdout == "nothing was asked in vain\n"


def test_a_cluster_becomes_utterances_of_an_intent_and_leaves_the_list(asked: Site) -> None:
    path = asked.home / "intents" / "shared" / "greeting.yaml"
    before = path.read_text(encoding="utf-8")
    cluster = asked.run("intents", "unanswered", "nord", secret=SECRET).stdout[:8]
    wrong = asked.run("intents", "adopt", "nord", cluster, "nothing", secret=SECRET)
    assert (wrong.returncode, wrong.stderr) == (
        1,
        "assistant: There is no intent nothing in intents/shared.\n",
    )
    done = asked.run("intents", "adopt", "nord", cluster, "greeting", secret=SECRET)
    assert done.returncode == 0
    assert done.stdout == ""  # it stands in another intent already
    assert "in an intent already: how many years is it stored" in done.stderr
    assert path.read_text(encoding="utf-8") == before
    assert asked.run("intents", "unanswered", secret=SECRET).stdout == "nothing was asked in vain\n"


def test_a_controller_that_is_not_there_is_said_in_one_line(asked: Site) -> None:
    told = asked.run("intents", "unanswered", "nobody", secret=SECRET)
    assert (told.returncode, told.stdout) == (1, "")
    assert "There is no controller nobody; known: nord, sund." in told.stderr
