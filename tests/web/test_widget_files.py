"""Holds how the widget is served: pinned, small, in three languages, and to every site."""

import base64
import gzip
import hashlib
import re
from itertools import product
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from assistant.terms import Locale
from assistant.translations import catalogue
from assistant.web.assets import static_folder
from assistant.web.widget import LOADER, build, newest_version, pinned_loaders
from assistant.web.wording import DOMAIN, FIRST, LATER, PARTS

ROOT = Path(__file__).parents[2]
FOLDER = static_folder() / "widget"
SCRIPTS = sorted(FOLDER.glob("*.js"))
LOADER_BYTES, FIRST_ANSWER_BYTES = 4_000, 25_000
CHANGED = """The bytes of launcher {version} have changed, so pages that pin it would lose the chat.
Copy the old ones to static/widget/loaders/{version}.js and add a version with {new} to loaders.json."""
PACKED = {"Accept-Encoding": "gzip, br"}
IMPORT = re.compile(r'^import [^;]*?"\./(.*?)";', re.MULTILINE)


def integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def weight(client: FlaskClient, name: str) -> int:
    """Return how many bytes of a file travel."""
    place = f"/widget/v1/{name}" if name == LOADER else f"/widget/v1/{build()}/{name}"
    response = client.get(place, headers=PACKED)
    assert response.headers["Content-Encoding"] == "gzip"
    return len(response.data)


def pulled(name: str) -> set[str]:
    """Return the scripts that one loads by itself, itself included."""
    found, new = set[str](), {name}
    while new:
        found |= new
        new = {other for one in new for other in IMPORT.findall((FOLDER / one).read_text("utf-8"))} - found
    return found


@pytest.mark.parametrize("locale", list(Locale))
def test_the_launcher_weighs_4_kb_at_most_and_everything_until_the_first_answer_25(
    client: FlaskClient, locale: Locale
) -> None:
    loader = weight(client, LOADER)
    assert loader <= LOADER_BYTES
    rest = (
        len(client.get("/widget/v1/panel.js", headers=PACKED).data)
        + sum(weight(client, name) for name in pulled("panel.js"))
        + weight(client, f"texts/{locale}/first.json")
    )
    assert loader + rest <= FIRST_ANSWER_BYTES


def test_a_pinned_launcher_never_changes(client: FlaskClient) -> None:
    for version, promised in pinned_loaders().items():
        response = client.get(f"/widget/{version}/loader.js")
        assert integrity(response.data) == promised, CHANGED.format(
            version=version, new=integrity((FOLDER / LOADER).read_bytes())
        )
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_alias_serves_the_newest_launcher_and_may_change(client: FlaskClient) -> None:
    newest = client.get(f"/widget/{newest_version()}/loader.js").data
    alias = client.get("/widget/v1/loader.js")
    assert alias.data == newest
    assert alias.headers["Cache-Control"] == "public, max-age=300"
    assert client.get("/widget/0.0.1/loader.js").status_code == 404


def test_the_manual_shows_the_newest_version_with_its_hash() -> None:
    manual = (ROOT / "docs" / "embedding.md").read_text("utf-8")
    version = newest_version()
    assert f"/widget/{version}/loader.js" in manual
    assert pinned_loaders()[version] in manual


def test_scripts_travel_without_notes_and_indentation(client: FlaskClient) -> None:
    for path in SCRIPTS:
        if path.name == LOADER:
            continue
        place = f"/widget/v1/{build()}/{path.name}"
        plain = client.get(place)
        packed = client.get(place, headers=PACKED).data
        assert gzip.decompress(packed) == plain.data
        assert b"/**" not in plain.data, path.name
        assert plain.headers["Access-Control-Allow-Origin"] == "*"
        assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_files_of_two_builds_are_never_put_together(client: FlaskClient) -> None:
    first = client.get("/widget/v1/panel.js")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert first.get_data(as_text=True) == f'export {{ start }} from "./{build()}/panel.js";\n'
    old = client.get("/widget/v1/0123456789ab/menu.js")  # of a page that was opened before an upgrade
    assert old.status_code == 200
    assert old.headers["Cache-Control"] == "public, no-cache"
    for other in ("loader.js", "nothing.js", "loaders.json", "texts.js.map"):
        assert client.get(f"/widget/v1/{build()}/{other}").status_code == 404


@pytest.mark.parametrize(("locale", "part"), list(product(Locale, PARTS)))
def test_every_text_is_served_in_every_language(client: FlaskClient, locale: Locale, part: str) -> None:
    texts = client.get(f"/widget/v1/{build()}/texts/{locale}/{part}.json").get_json()
    assert set(texts) == set(PARTS[part])
    assert all(texts.values())


def test_there_are_no_texts_of_other_languages_or_parts(client: FlaskClient) -> None:
    for path in ("de/first", "en/middle", "../first"):
        assert client.get(f"/widget/v1/{build()}/texts/{path}.json").status_code == 404


@pytest.mark.parametrize("locale", [Locale.FI, Locale.SV])
def test_no_text_of_the_widget_is_left_in_english(locale: Locale) -> None:
    same = {"Version %(version)s"}  # the same word in Swedish
    for text in (*FIRST.values(), *LATER.values()):
        first = text if isinstance(text, str) else text[0]
        found = catalogue(DOMAIN, locale).get(first)
        assert found, f"not translated: {first}"
        assert found.string != text or first in same, first


def test_every_text_that_the_scripts_say_exists_and_every_text_is_said() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SCRIPTS)
    said = set(re.findall(r'"(\w+)"', code))
    assert set(FIRST) | set(LATER) <= said
    asked = re.findall(r'say\((?:\w+(?:\.\w+|\(\))*|this\.#\w+(?:\(\))?(?:\.\w+\(\))?), "(\w+)"', code)
    assert len(asked) > 20
    assert set(asked) <= set(FIRST) | set(LATER)


def test_the_first_answer_says_nothing_that_is_learnt_later() -> None:
    for name in pulled("panel.js"):
        code = (FOLDER / name).read_text("utf-8")
        assert not set(re.findall(r'say\(\w+, "(\w+)"', code)) & (set(LATER) - set(FIRST)), name


def test_the_launcher_has_the_same_name_before_and_after_the_panel_is_loaded(client: FlaskClient) -> None:
    code = (FOLDER / LOADER).read_text("utf-8")
    for locale in Locale:
        name = client.get(f"/widget/v1/{build()}/texts/{locale}/first.json").get_json()["launcher"]
        assert f'{locale}: "{name}"' in code
