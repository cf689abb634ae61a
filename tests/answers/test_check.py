"""Holds that a check tells what a policy says of Art. 13 and 14, and what its languages say apart."""

from pathlib import Path

from assistant.answers.check import Checked, State, check_policy
from assistant.answers.parity import Version, differences
from assistant.answers.table import tabulate
from assistant.matcher.model import Model
from assistant.policy.read import read_policy
from assistant.terms import Locale

GOOD = """# Privacy policy

## Controller

Nord Oy, Pohjoiskatu 1, 00100 Helsinki, privacy@nord.example.org

## How long we keep data

We keep your data for two years after your last order. Then it is erased.

## Right to erasure

You have the right to have your data erased.

## Complaint to the authority

You can lodge a complaint with the supervisory authority.
"""
POOR = """# Privacy policy

## How long we keep data

We keep your data for as long as necessary.

## Your data abroad

Profiling is used. The transfer to the USA rests on the Privacy Shield.

We send you marketing.
"""


def version(model: Model, folder: Path, text: str, lang: Locale = Locale.EN) -> Version:
    path = folder / f"{lang}.md"
    path.write_text(text, encoding="utf-8")
    policy = read_policy(path, id=f"nord/{lang}", locale=lang)
    table = tabulate(policy, model)
    return Version(check_policy(policy, table), table)


def states(checked: Checked) -> dict[str, State]:
    return {told.item.rule.code: told.state for told in checked.told}


def test_what_a_policy_tells_is_found_with_its_passage(model: Model, tmp_path: Path) -> None:
    checked = version(model, tmp_path, GOOD).checked
    told = {one.item.rule.code: one.passage.text for one in checked.told if one.passage}
    assert "We keep your data for two years after your last order. Then it is erased." in told["I111"]
    assert "You have the right to have your data erased." in told["I114"]
    assert "You can lodge a complaint with the supervisory authority." in told["I120"]


def test_what_a_policy_does_not_tell_is_missing(model: Model, tmp_path: Path) -> None:
    found = states(version(model, tmp_path, POOR).checked)
    assert found["I114"] is State.MISSING
    assert found["I117"] is State.MISSING
    assert found["I120"] is State.MISSING


def test_a_condition_that_does_not_hold_makes_nothing_missing(model: Model, tmp_path: Path) -> None:
    found = states(version(model, tmp_path, GOOD).checked)
    assert found["I106"] is State.NOT_NEEDED
    assert found["I117"] is State.NOT_NEEDED
    assert found["I119"] is State.NOT_NEEDED


def test_findings_mark_their_words_and_come_in_the_order_of_the_policy(model: Model, tmp_path: Path) -> None:
    findings = version(model, tmp_path, POOR).checked.findings
    marked = [(f.rule.code, f.text[f.start : f.end]) for f in findings if f.text]
    assert marked == [("T307", "as long as necessary"), ("I123", "Profiling"), ("L201", "Privacy Shield")]
    assert [f.rule.code for f in findings[: -len(marked)]] == sorted(
        f.rule.code for f in findings if not f.text
    )


def test_a_period_makes_as_long_as_necessary_exact(model: Model, tmp_path: Path) -> None:
    text = POOR.replace("as necessary.", "as necessary, at most until your contract ends.")
    assert "T307" not in [f.rule.code for f in version(model, tmp_path, text).checked.findings]


def test_a_right_that_one_language_tells_alone_is_a_difference(model: Model, tmp_path: Path) -> None:
    english = version(model, tmp_path, GOOD)
    finnish = version(
        model,
        tmp_path,
        "# Seloste\n\n## Säilytysaika\n\nTietoja säilytetään kolme vuotta viimeisestä tilauksesta.\n\n"
        "## Suoramarkkinointi\n\nVoit kieltää suoramarkkinoinnin milloin tahansa.\n",
        Locale.FI,
    )
    found = {finding.message(): finding for finding in differences([english, finnish])}
    texts = " ".join(found)
    assert (
        "Only the Finnish policy tells of the right to object to direct marketing, not the English one"
        in texts
    )
    assert "Only the English policy tells of the right to erasure, not the Finnish one" in texts
    assert "English states the period 2 years, Finnish 3 years" in texts
    assert "3 years, English 2 years" not in texts
    assert "Only English states the e-mail address privacy@nord.example.org, not Finnish" in texts


def test_languages_that_say_the_same_do_not_differ(model: Model, tmp_path: Path) -> None:
    english = version(model, tmp_path, "# Policy\n\n## Retention\n\nWe keep your data for two years.\n")
    swedish = version(
        model, tmp_path, "# Policy\n\n## Lagringstid\n\nVi sparar uppgifterna i två år.\n", Locale.SV
    )
    assert differences([english, swedish]) == ()
