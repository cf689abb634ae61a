"""Checks all content that people write: the library, the controllers, their policies and their answers."""

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.answers.build import is_answerable
from assistant.answers.load import edited_path
from assistant.editing.abroad import law_elsewhere
from assistant.editing.check_answers import Known, check_answers
from assistant.editing.findings import Finding, Severity, at, in_order, of_errors
from assistant.editing.listed import AnswersFile, read_answers
from assistant.editing.mending import with_edits
from assistant.editing.utterances import amounts, normal, repeats
from assistant.errors import ContentError
from assistant.matcher.intents import Library
from assistant.matcher.load import LIBRARY, Said, read_placed
from assistant.policy.load import SETTINGS_FILE, load_controller
from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.strict import place
from assistant.terms import Locale
from assistant.text import without_marks

TO_FILL = "FILL IN"
"""What marks a value in a controller's file that a person must give."""
IS_RIGHT = "is it right?"
"""What marks a value that was taken from the policy and that no person has looked at."""


def check_content(root: Path) -> list[Finding]:
    """Return everything found below a content folder, by file and place."""
    library, problems, said = read_placed(root / "intents")
    findings = of_errors(problems)
    findings += repeats(said)
    findings += amounts(said, tuple(library.intents))
    known = _known(said)
    checked: set[Path] = set()
    for folder in sorted(path.parent for path in (root / "policies").glob(f"*/{SETTINGS_FILE}")):
        findings += _to_fill(folder / SETTINGS_FILE)
        read = list(_policies(folder))
        findings += _abroad(folder / SETTINGS_FILE, [policy for policy, _ in read if policy is not None])
        for policy, problem in read:
            if problem is not None:
                findings += of_errors([problem])
                checked |= {edited_path(root, f"{folder.name}/{locale}") for locale in Locale}
            if policy is not None:
                path = edited_path(root, policy.id)
                checked.add(path)
                source = folder / load_controller(folder).locales[policy.locale]
                findings += _empty_sections(source, policy)
                findings += _answers(path, policy, library, known)
    findings += _ownerless(root, checked, library)
    return in_order(with_edits(findings))


def _known(said: tuple[Said, ...]) -> Known:
    return {(without_marks(normal(u.text)), u.lang): u.intent for _, _, u in said}


def _policies(folder: Path) -> Iterator[tuple[Policy | None, ContentError | None]]:
    """Yield the policies of a controller that can be read, and the problem with each other one."""
    try:
        controller = load_controller(folder)
    except ContentError as error:
        yield None, error
        return
    for locale, name in controller.locales.items():
        try:
            yield read_policy(folder / name, id=f"{controller.id}/{locale}", locale=locale), None
        except ContentError as error:
            yield None, error


def _answers(path: Path, policy: Policy, library: Library, known: Known) -> Iterator[Finding]:
    if not path.is_file():
        controller = policy.id.partition("/")[0]
        message = f"nobody has decided what {policy.id} answers; run: assistant intents build {controller}"
        yield Finding(path, 1, 1, "MISSING", message, Severity.WARNING)
        return
    file, problems = read_answers(path, library.intents, library.topics)
    yield from of_errors(problems)
    if file is not None:
        yield from check_answers(file, policy, known)
        yield from _undecided(file, library)


def _undecided(file: AnswersFile, library: Library) -> Iterator[Finding]:
    """Yield one warning for all the intents that the file says nothing about."""
    decided = {listed.entry.intent for listed in file.entries}
    missing = [i.id for i in library.intents.values() if is_answerable(i) and i.id not in decided]
    if missing:
        message = (
            f"nothing is decided about {', '.join(missing[:5])}"
            + (f" and {len(missing) - 5} more" if missing[5:] else "")
            + f"; run: assistant intents build {file.edited.policy.partition('/')[0]}"
        )
        yield Finding(file.path, 1, 1, "UNDECIDED", message, Severity.WARNING)


def _ownerless(root: Path, checked: set[Path], library: Library) -> Iterator[Finding]:
    """Yield the problems of editors' files for which there is no policy."""
    for path in sorted((root / "intents").glob("*/*.yaml")):
        if path.parent.name in LIBRARY or path in checked:
            continue
        file, problems = read_answers(path, library.intents, library.topics)
        yield from of_errors(problems)
        if file is not None:
            name = f"{path.parent.name}/{path.stem}"
            message = f"there is no readable policy {name}; name this file like its policy, or delete it"
            yield at(path, file.top, "OWNERLESS", message)


def _to_fill(path: Path) -> Iterator[Finding]:
    text = path.read_text(encoding="utf-8", errors="replace")
    for found in re.finditer(rf"#\s*(?:{TO_FILL}\b:?\s*([^\n]*)|[^\n#]*{re.escape(IS_RIGHT)})", text):
        line, column = place(text, found.start())
        if found[1] is None:
            message = "this was taken from the policy: see whether it is right, then delete the remark"
        else:
            message = f"fill this in, then delete the remark: {found[1].strip() or 'a value of yours'}"
        yield Finding(path, line, column, "FILL", message, Severity.WARNING)
    for found in re.finditer(r"^country:[^\S\n]*(?:null|~)?[^\S\n]*$", text, re.MULTILINE):
        line, column = place(text, found.start())
        message = "write FI or SE: without a country, visitors are told of no authority of it"
        yield Finding(path, line, column, "FILL", message, Severity.WARNING)


def _abroad(path: Path, policies: list[Policy]) -> Iterator[Finding]:
    """Yield a warning where the policies speak of another country's law than the settings."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found = re.search(r"^country:[^\S\n]*[\"']?(FI|SE)\b", text, re.MULTILINE)
    named = law_elsewhere(policies, found[1]) if found else ""
    if found and named:
        line, column = place(text, found.start(1))
        message = (
            f"the policy names {named!r} and no authority or law of {found[1]}: if the company is of another "
            "country, write null, for visitors are told of the authority and the holidays of this one"
        )
        yield Finding(path, line, column, "COUNTRY", message, Severity.WARNING)


def _empty_sections(path: Path, policy: Policy) -> Iterator[Finding]:
    """Yield each heading without text of its own or of sections below it."""
    sections = policy.sections
    is_text = path.suffix.lower() in {".md", ".markdown", ".txt", ".html", ".htm"}
    source = path.read_text(encoding="utf-8-sig", errors="replace") if is_text else ""
    for number, section in enumerate(sections):
        below = sections[number + 1] if number + 1 < len(sections) else None
        if section.segments or (below is not None and below.level > section.level):
            continue
        words = r"[\s*_#]+".join(map(re.escape, section.heading.split()))
        found = re.search(rf"^[^\w\n]*(?:[\d.()]+\s+)?({words})\W*$", source, re.MULTILINE)
        line, column = place(source, found.start(1)) if found else (1, 1)
        message = f"section {section.heading!r} has no text; write it or delete the heading"
        yield Finding(path, line, column, "SECTION", message, Severity.WARNING)
