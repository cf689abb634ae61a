"""Holds what we build on: pinned with hashes, of a licence that may be passed on, not known to be bad.

It asks no network. `known_bad.txt` says on which day it was looked through; renew it with `make lock`.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = (ROOT / "requirements.lock", ROOT / "bench/requirements.lock", ROOT / "tests/real/python-rt.lock")
KNOWN_BAD = Path(__file__).with_name("known_bad.txt")
ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|Unlicense|Public Domain|LGPL|"
    r"Lesser|ZPL|Zope|CNRI|HPND",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(r"(?<!L)(?<!Lesser )(?:AGPL|GPL-|GNU General)", re.IGNORECASE)


def pinned(lock: Path) -> Iterator[tuple[str, str, int]]:
    """Yield each package of a lock with its version and the number of its hashes."""
    for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")):
        if block.strip() and not block.startswith("#"):
            name, version = re.match(r"([A-Za-z0-9._-]+)(?:\[.*?\])?==([^\s;\\]+)", block).groups()  # type: ignore[union-attr]
            yield canonicalize_name(name), version, block.count("--hash=sha256:")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.parent.name)
def test_every_package_is_pinned_with_hashes(lock: Path) -> None:
    found = list(pinned(lock))
    assert found
    assert [name for name, _, hashes in found if not hashes] == []


def test_the_lock_has_everything_that_the_project_asks_for_in_a_version_that_fits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = {name: version for name, version, _ in pinned(LOCKS[0])}
    for text in wanted:
        asked = Requirement(text)
        assert asked.specifier.contains(locked[canonicalize_name(asked.name)], prereleases=True), text


def licence(package: Distribution) -> str:
    """Return what a package says of its licence, wherever it says so."""
    data = package.metadata.json
    listed = data.get("classifier", [])
    classifiers = [row for row in listed if row.startswith("License ::")]
    said = [str(data.get(name, "")) for name in ("license_expression", "license")] + classifiers
    files = [path for path in package.files or () if path.name.upper().startswith(("LICENSE", "LICENCE"))]
    said += [] if any(said) else [path.read_text() for path in files]
    return " ".join(one.strip().splitlines()[0] for one in said if one and one.strip())


def test_every_package_has_a_licence_that_we_may_pass_on() -> None:
    wrong = {}
    for name, _, _ in pinned(LOCKS[0]):
        try:
            said = licence(distribution(name))
        except PackageNotFoundError:  # of another platform
            continue
        if not ALLOWED.search(said) or FORBIDDEN.search(said):
            wrong[name] = said
    assert wrong == {}


def bad() -> Iterator[tuple[str, SpecifierSet, str]]:
    for row in KNOWN_BAD.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            name, versions, why = row.split(maxsplit=2)
            yield canonicalize_name(name), SpecifierSet(versions), why


def test_no_package_is_of_a_version_that_is_known_to_be_bad() -> None:
    looked = re.search(r"^# looked through: (\S+)$", KNOWN_BAD.read_text(encoding="utf-8"), re.MULTILINE)
    assert looked
    assert date.fromisoformat(looked[1])
    locked = [row for lock in LOCKS for row in pinned(lock)]
    found = [
        f"{name} {version}: {why}"
        for name, version, _ in locked
        for known, versions, why in bad()
        if name == known and versions.contains(version, prereleases=True)
    ]
    assert found == []
    assert len(list(bad())) > 10
