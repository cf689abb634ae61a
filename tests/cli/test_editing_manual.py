"""Runs every command and reads every example of the manual for editors, on a copy of the shipped content."""

import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from assistant.cli import cli
from assistant.compose import opened
from assistant.dialogue.events import AskedInVain, Vain
from assistant.editing.check import check_content
from assistant.editing.schema import PATTERNS, schemas
from assistant.matcher.load import load_library, save_model
from assistant.matcher.model import fit_model
from assistant.policy.load import load_controllers
from assistant.service import unanswered
from assistant.service.acting import DATA_SUBJECT, Act
from assistant.settings import read
from assistant.terms import Locale
from tests.cli.command import SECRET, Site
from tests.cli.test_add import PAGE
from tests.policy.source import Part
from tests.policy.write_docx import document

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
WRITTEN_ON, CLUSTER = "2026-11-24", "3f9c2a1b"
DRAFT = (
    Part("h1", "Privacy policy"),
    Part("h2", "How long we keep data"),
    Part("p", "We keep data for five years after the last order, then it is erased."),
)
KEPT = 5
"""So many utterances and statements of each are kept, so that the copy is fitted in seconds."""


def commands() -> list[str]:
    lines = [line for kind, text in BLOCKS if not kind for line in text.splitlines()]
    return [line for line in lines if line]


def examples(kind: str) -> list[str]:
    return [text for own, text in BLOCKS if own == kind]


def parsed(text: str) -> Any:  # noqa: ANN401 - whatever the example holds
    return YAML(typ="safe", pure=True).load(text)


def thin(path: Path) -> None:
    """Keep a few texts of each list of a file of the library."""
    own = parsed(path.read_text(encoding="utf-8"))
    own.pop("near", None)
    for key in {"utterances", "headings", "statements"} & own.keys():
        own[key] = {lang: said[:KEPT] for lang, said in own[key].items()}
    path.write_text(json.dumps(own, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def thinned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped content with every topic and intent and fewer utterances, fitted."""
    home = tmp_path_factory.mktemp("content") / "home"
    for name in ("policies", "intents"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns(".model"))
    for path in [*home.glob("intents/shared/*.yaml"), *home.glob("intents/topics/*.yaml")]:
        thin(path)
    save_model(home / "intents", fit_model(load_library(home / "intents")))
    (home / "sunrise-policy.html").write_text(PAGE, encoding="utf-8")
    (home / "questions").mkdir()
    (home / "question-policies").mkdir()
    row = {
        "id": "1",
        "policy": "en.md",
        "lang": "en",
        "question": "how long",
        "kind": "answer",
        "gold": ["x"],
    }
    (home / "questions" / "own.jsonl").write_text(json.dumps(row), encoding="utf-8")
    shutil.copy(home / "policies" / "secapp" / "en.md", home / "question-policies" / "en.md")
    return home


def program(folder: Path) -> Path:
    """Put a command `assistant` that is this program into a folder."""
    folder.mkdir(parents=True)
    (folder / "assistant").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m assistant "$@"\n')
    (folder / "assistant").chmod(0o755)
    return folder


def asked_in_vain(site: Site) -> str:
    """Note a question that the policy did not tell; return the name of its cluster."""
    environment = site.environment(secret=SECRET)
    settings = read({name: value for name, value in environment.items() if name.startswith("ASSISTANT_")})
    with opened(settings) as parts, parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, parts.now())
        noted = AskedInVain("do robots read my letters to you", Locale.EN, Vain.CLARIFY, ("ai-training",))
        unanswered.note(act, "secapp", noted)
    told = site.run("intents", "unanswered", "secapp", "--json", secret=SECRET).stdout
    return str(json.loads(told)["clusters"][0]["id"])


def test_every_command_of_the_manual_runs_in_its_order(thinned: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(thinned, tmp_path / "home"))
    (home / "draft.docx").write_bytes(document(DRAFT))
    site = Site(home, tmp_path / "data")
    today = datetime.now(UTC).date().isoformat()
    cluster = asked_in_vain(site)
    for command in commands():
        words = shlex.split(command.replace(WRITTEN_ON, today).replace(CLUSTER, cluster), comments=True)
        assert words[0] == "assistant", command
        if words[1:] == ["run"]:
            shows_the_new_company(site)
            continue
        ended = answered(site, words[1:]) if words[1:3] == ["intents", "confirm"] else run(site, words[1:])
        may_find = words[1:3] == ["policy", "check"]
        assert ended.returncode in ({0, 1} if may_find else {0}), f"{command}\n{ended.stderr}"
        assert "Traceback" not in ended.stderr, ended.stderr


def run(site: Site, words: list[str], stdin: str | int = "") -> "subprocess.CompletedProcess[str]":
    return site.run(*words, stdin=stdin, secret=SECRET)


def answered(site: Site, words: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command that asks on a terminal: what it asks is left for later."""
    person, terminal = pty.openpty()
    os.write(person, b"\nq\n")
    try:
        return run(site, words, terminal)
    finally:
        os.close(person)
        os.close(terminal)


def shows_the_new_company(site: Site) -> None:
    """Start the demonstration, on a port that is free, and open the page that the manual names."""
    (place,) = re.findall(r"<http://127\.0\.0\.1:8000(/chat/\w+)>", MANUAL)
    with site.running("run", "--port", "0", settings={"secret": SECRET}) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline().removeprefix("ready "))["url"]
        with urllib.request.urlopen(f"{url}{place}", timeout=60) as shown:  # noqa: S310 - our own server
            assert "Sunrise Boats Oy" in shown.read().decode()
        process.terminate()


def test_the_setting_up_of_a_folder_runs_as_it_stands(thinned: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    shutil.copytree(thinned, installed)
    program(installed / ".venv" / "bin")
    (lines,) = examples("console")
    script = "\n".join(line.removeprefix("$ ") for line in lines.splitlines())
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        ["sh", "-e", "-c", f"{script}\nassistant intents coverage secapp"],
        cwd=installed,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "secapp/en" in ended.stdout
    assert (tmp_path / "privacy" / "intents" / ".model").is_dir()


@pytest.mark.parametrize("name", ["docs/editing.md", "README.md"])
def test_every_command_within_a_sentence_is_one_that_the_program_has(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`(?:\.venv/bin/)?assistant ([a-z][^`\n]*)`", text)
    named += re.findall(r"^\.venv/bin/assistant (.*)$", text, re.MULTILINE)
    assert named
    for said in named:
        command, words = found(shlex.split(said))
        known = {option for own in command.params for option in own.opts}
        assert {word for word in words if word.startswith("--")} <= {*known, "--help"}, said
        assert not isinstance(command, click.Group) or not words, said


def found(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that words begin with, and the rest of them."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words:
        own = command.get_command(click.Context(command), words[0])
        if own is None:
            break
        command, words = own, words[1:]
    return command, words


def test_what_the_readme_shows_of_asking_runs(thinned: Path, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\.venv/bin/assistant (.*)$", readme, re.MULTILINE)
    assert shown
    for command in shown:
        ended = Site(thinned, tmp_path / "data").run(*shlex.split(command))
        assert (ended.returncode, ended.stderr) == (0, ""), command


def test_the_table_of_codes_names_every_code_of_the_check() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("editing", "matcher", "answers")
        for path in (ROOT / "assistant" / folder).glob("*.py")
    ) + (ROOT / "assistant" / "strict.py").read_text(encoding="utf-8")
    used = set(re.findall(r'(?:fault\([^"]*|at\([^"]*|code=|, |_fault_at\([^"]*)"([A-Z]{3,})"', sources))
    table = set(re.findall(r"`([A-Z]{3,})`", MANUAL))
    assert used - {"LANGUAGE", "MODEL", "ROW"} <= table


def yaml_examples() -> Iterator[tuple[str, str]]:
    for text in examples("yaml"):
        if text.startswith("repos:"):
            yield "hook", text
        elif "fingerprint:" in text:
            yield "answers", text
        elif "utterances:" in text:
            yield "intent", text
        else:
            yield "modeline", text


@pytest.mark.parametrize(("kind", "text"), [*yaml_examples()], ids=lambda v: v.partition("\n")[0][:12])
def test_every_example_of_a_file_is_such_a_file(kind: str, text: str) -> None:
    if kind == "modeline":
        assert re.fullmatch(r"# yaml-language-server: \$schema=\.\./\.\./schemas/(\w+)\.json\n", text)
    elif kind == "hook":
        (hook,) = parsed(text)["repos"][0]["hooks"]
        assert (hook["entry"], hook["language"]) == ("assistant intents check", "system")
    else:
        own = schemas(load_library(ROOT / "intents"))[kind]
        assert [e.message for e in Draft202012Validator(own).iter_errors(parsed(text))] == []


def test_every_picture_of_the_manual_is_there_and_shown() -> None:
    shown = set(re.findall(r"\]\(pictures/([\w-]+\.png)\)", MANUAL))
    own = {path.name for path in (ROOT / "docs" / "pictures").glob("console-*.png")}
    assert shown <= own
    assert {name for name in own if name not in shown} <= pictures_of_other_manuals()


def pictures_of_other_manuals() -> set[str]:
    others = [path for path in (ROOT / "docs").glob("*.md") if path.name != "editing.md"]
    texts = "".join(path.read_text(encoding="utf-8") for path in others)
    return set(re.findall(r"pictures/([\w-]+\.png)", texts))


def test_the_hook_that_the_project_offers_runs_the_check() -> None:
    (hook,) = parsed((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "assistant intents check"
    assert re.search(hook["files"], "policies/secapp/en.md")
    assert not re.search(hook["files"], "docs/editing.md")


def test_an_editor_who_follows_the_modeline_reaches_the_schema(thinned: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(thinned, tmp_path / "home"))
    assert Site(home, tmp_path / "data").run("intents", "schema").returncode == 0
    (line,) = (text for kind, text in yaml_examples() if kind == "modeline")
    path = home / "intents" / "secapp" / "en.yaml"
    named = path.parent / line.strip().partition("$schema=")[2]
    own = Draft202012Validator(json.loads(named.read_text(encoding="utf-8")))
    assert [e.message for e in own.iter_errors(parsed(path.read_text(encoding="utf-8")))] == []


def test_the_settings_for_a_text_editor_name_every_schema() -> None:
    (text,) = examples("json")
    named = json.loads(text)["yaml.schemas"]
    assert named == {f"schemas/{name}.json": pattern for name, pattern in PATTERNS.items()}


def test_the_hook_of_the_manual_stops_a_commit_with_an_error_and_no_other(
    thinned: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(thinned, tmp_path / "home", ignore=shutil.ignore_patterns(".model")))
    folder = program(tmp_path / "bin")
    site = Site(home, tmp_path / "data")
    environment = site.environment()
    environment |= {
        "PATH": f"{folder}:{environment['PATH']}",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "HOME": str(tmp_path),
    }

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(words, cwd=home, env=environment, capture_output=True, text=True, check=False)

    assert run("git", "init", "-q").returncode == 0
    (hook,) = examples("sh")
    assert run("sh", "-c", hook).returncode == 0
    commit = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "Try.")
    run("git", "add", "-A")
    assert run(*commit).returncode == 0
    path = home / "intents" / "secapp" / "en.yaml"
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace("policy: secapp/en", "policy: secapp/fi"), encoding="utf-8")
    run("git", "add", "-A")
    stopped = run(*commit)
    assert stopped.returncode == 1
    assert "intents/secapp/en.yaml:2:9: POLICY [*] " in stopped.stdout + stopped.stderr
    path.write_text(f"{sound}# read again\n", encoding="utf-8")
    run("git", "add", "-A")
    assert run(*commit).returncode == 0


def test_the_shipped_content_is_in_order() -> None:
    assert [f.as_text(ROOT) for f in check_content(ROOT)] == []
    assert len(load_controllers(ROOT)) >= 4
