"""`assistant add`: a new controller from its policies, in one step."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from assistant.answers.build import propose
from assistant.answers.decide import Sources, decide
from assistant.answers.load import edited_path, read_unseen
from assistant.answers.table import tabulate
from assistant.cli.content import content_root
from assistant.cli.fitting import fitted, languages
from assistant.editing.check import IS_RIGHT, TO_FILL
from assistant.editing.edits import write_whole
from assistant.editing.newcomer import Given, settings_text
from assistant.editing.refresh import Refresher
from assistant.editing.told import Told, told
from assistant.editing.utterances import question
from assistant.errors import ContentError, UnavailableError, UsageError
from assistant.matcher.language import LanguageModel
from assistant.matcher.load import LIBRARY
from assistant.matcher.model import Model
from assistant.policy.load import (
    NOTICE_FOLDER,
    SETTINGS_FILE,
    is_mail_address,
    is_site,
    load_controller,
    load_policies,
)
from assistant.policy.model import Policy
from assistant.rights.workdays import COUNTRIES
from assistant.terms import Locale, Outcome
from assistant.text import slug

_FILES = click.Path(path_type=Path, exists=True, dir_okay=False)

_QUESTIONS = {
    Locale.EN: "how long do you keep my data",
    Locale.FI: "kauanko säilytätte tietojani",
    Locale.SV: "hur länge sparar ni mina uppgifter",
}


class Counts(NamedTuple):
    """Questions answered now, those that wait for a person, and those on which the policy seems silent."""

    now: int
    later: int
    absent: int


@click.command()
@click.argument("name")
@click.argument("policy_files", metavar="POLICY_FILE...", nargs=-1, required=True, type=_FILES)
@click.option("--company", default="", help="The company's name, as visitors see it.")
@click.option(
    "--country", type=click.Choice(list(COUNTRIES)), default=None, help="Whose authority and holidays."
)
@click.option("--email", default="", help="The e-mail address that data subjects write to.")
@click.option("--origin", default="", help="The site that shows the chat, such as https://www.example.org.")
@click.option("--sender", default="", help="The e-mail address that replies are sent from.")
def add(name: str, policy_files: tuple[Path, ...], **said: str | None) -> None:
    """Add the controller NAME from its policy, one file a language: .md, .txt, .html, .docx or .pdf.

    What the policy tells is put into the settings, what it answers is proposed; what it does not tell is
    asked, or marked FILL IN. Nothing that is there is overwritten.

    Example: assistant add sunrise sunrise-policy.html
    """
    root = content_root()
    _check_free(root, name)
    given = _given(**said)
    files = _by_language(policy_files, languages(root / "intents"))
    found = told([policy for _, policy in files.values()])
    given = _asked(given, found)
    model = fitted(root / "intents", quiet=False)
    try:
        with TemporaryDirectory(dir=root, prefix=".adding-") as made:
            _write(Path(made) / "policies" / name, files, found, given)
            counts = _propose(Path(made), name, model, root / "intents")
            _put(Path(made), root, name)
    except OSError as error:
        raise UnavailableError(f"{name} cannot be added to {root}: {error.strerror}") from error
    _tell(root, name, counts)


def _check_free(root: Path, name: str) -> None:
    if slug(name) != name:
        raise UsageError(f"a controller's name is of a-z, 0-9 and hyphens; for example: {slug(name)}")
    if name in {*LIBRARY, NOTICE_FOLDER}:
        raise UsageError(f"{name} is the name of a folder of the assistant's own; choose another")
    for folder in (root / "policies" / name, root / "intents" / name):
        if folder.exists():
            raise UsageError(f"{folder} is there already and stays as it is; choose another name")


def _given(**said: str | None) -> Given:
    """Return what the options say."""
    given = Given(*(said[key] or "" for key in ("company", "country", "email", "origin", "sender")))
    try:
        return replace(given, origin=_site(given.origin), sender=_address(given.sender))
    except click.BadParameter as error:
        raise UsageError(error.message) from error


def _site(text: str) -> str:
    """Return a site as browsers name it: https:// is added and a final slash left out; empty stays empty."""
    text = text.strip().rstrip("/")
    site = text if not text or "://" in text else f"https://{text}"
    if site and not is_site(site):
        fault = f"{text!r} is no site: write https:// and its name without a path"
        raise click.BadParameter(f"{fault}, such as https://www.example.org; http:// only for localhost")
    return site


def _address(text: str) -> str:
    """Return an e-mail address; empty stays empty."""
    text = text.strip()
    if text and not is_mail_address(text):
        raise click.BadParameter(f"{text!r} is no e-mail address, such as privacy@example.org")
    return text


def _country(text: str) -> str:
    """Return a country; empty stays empty."""
    country = text.strip().upper()
    if country not in {"", *COUNTRIES}:
        fault = (
            f"{text!r} is neither FI nor SE: due dates, holidays and the authority are known for these only"
        )
        remedy = "press Enter if your country is not in the list; do not choose another one"
        raise click.BadParameter(f"{fault}; {remedy}")
    return country


def _by_language(files: Sequence[Path], known: LanguageModel) -> dict[Locale, tuple[Path, Policy]]:
    """Return the files by the language of their text."""
    found: dict[Locale, tuple[Path, Policy]] = {}
    for path in files:
        policy = read_unseen(path, known)
        if policy.locale in found:
            other = found[policy.locale][0]
            fault = f"is in {policy.locale}, as {other} is; give one file for each language"
            raise ContentError(path, fault, code="LANGUAGE")
        found[policy.locale] = path, policy
    return found


def _asked(given: Given, found: Told) -> Given:
    """Return what was given, and on a terminal ask for what neither that nor the policy tells."""
    if not sys.stdin.isatty():
        return given
    questions: dict[str, tuple[str, str, Callable[[str], str]]] = {
        "name": ("The company's name", "", str.strip),
        "country": ("Its country, FI or SE; due dates are known for these only", found.country, _country),
        "email": ("The e-mail address that data subjects write to", found.email, _address),
        "origin": ("The site that will show the chat, such as https://www.example.org", "", _site),
        "sender": ("The e-mail address that replies are sent from", "", _address),
    }
    if found.name and not given.name:
        given = replace(given, name=click.prompt("The company's name", default=found.name).strip())
    answers = {
        key: click.prompt(f"{question} (Enter: later)", default="", show_default=False, value_proc=read)
        for key, (question, known, read) in questions.items()
        if not getattr(given, key) and not known
    }
    return replace(given, **answers)


def _write(folder: Path, files: Mapping[Locale, tuple[Path, Policy]], found: Told, given: Given) -> None:
    """Write the settings and the policies of a controller; the settings must be such as are read."""
    folder.mkdir(parents=True)
    names = {locale: f"{locale}{path.suffix.lower()}" for locale, (path, _) in files.items()}
    for locale, (path, _) in files.items():
        shutil.copyfile(path, folder / names[locale])
    text = settings_text(folder.name, names, found, given)
    (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")
    load_controller(folder)


def _propose(made: Path, name: str, model: Model, library: Path) -> dict[str, Counts]:
    """Write what each policy answers, as proposals; return how many of which kind."""
    counts = {}
    for policy in load_policies(made, load_controller(made / "policies" / name)).values():
        table = tabulate(policy, model)
        proposals = propose(policy, table, model.intents)
        path = edited_path(made, policy.id)
        asked = partial(question, library, lang=policy.locale)
        refresher = Refresher(policy, proposals, model.topics, asked)
        write_whole(path, refresher.new(path, {i.id for i in model.intents}).text)
        proposed = [intent for intent, proposal in proposals.items() if proposal.answer]
        sources = Sources(model, {policy.locale: table})
        outcomes = [decide(asked(i), sources=sources, lang=policy.locale).outcome for i in proposed]
        now = outcomes.count(Outcome.ANSWER)
        counts[policy.id] = Counts(now, len(proposed) - now, len(proposals) - len(proposed))
    return counts


def _put(made: Path, root: Path, name: str) -> None:
    """Move the answers, then the policies, into their places: a server takes up what has both."""
    (made / "intents" / name).rename(root / "intents" / name)
    try:
        (made / "policies" / name).rename(root / "policies" / name)
    except OSError:
        shutil.rmtree(root / "intents" / name)
        raise


def _tell(root: Path, name: str, counts: Mapping[str, Counts]) -> None:
    for policy, (now, later, absent) in counts.items():
        more = f"{later} more once you confirm them, {absent} seem not told by it"
        click.echo(f"added {policy}: {now} questions are answered now, {more}")
    settings = root / "policies" / name / SETTINGS_FILE
    text = settings.read_text(encoding="utf-8")
    missing, taken = text.count(f"# {TO_FILL}"), text.count(f"# from the policy; {IS_RIGHT}")
    first = next(iter(counts))
    asked = json.dumps(_QUESTIONS[Locale(first.rpartition("/")[2])], ensure_ascii=False)
    click.echo(f"""
Next:
  assistant ask {asked} --policy {first}
  assistant intents confirm {name}
  assistant run
The first asks it something; the second goes through what is proposed, a key for each answer; the third shows
the chat, at http://127.0.0.1:8000/chat/{name}. A server that runs on this folder takes {name} up by itself.
Before it goes on your site, fill in what {settings.relative_to(root)} marks {TO_FILL}: {missing} lines;
and look at what it took from the policy, marked "{IS_RIGHT}": {taken} lines. Each is listed by:
  assistant intents check""")
    if re.search(rf"^country: .* # {TO_FILL}", text, re.MULTILINE):
        click.echo(
            f"""
Its country is not known. Due dates, holidays and the authority are known for FI and SE only; until you choose
one of them in {settings.relative_to(root)}, due dates are counted without holidays, so never too late, and
visitors are told of the authority of the country where they live or work, with the list of all."""
        )
