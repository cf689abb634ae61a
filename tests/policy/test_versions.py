"""Holds that every published version is kept byte for byte, and that bringing one back loses nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.policy.versions import find, history, publish, restore
from assistant.terms import Locale

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 12, tzinfo=UTC)
EN = Locale.EN


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "nord" / "en.md"
    file.parent.mkdir()
    file.write_bytes(b"\xef\xbb\xbf# One\r\n\r\ntext\r\n")
    return file


def versions(path: Path) -> list[str]:
    return [kept.version for kept in history(path.parent, EN)]


def test_a_version_is_kept_byte_for_byte_beside_the_policy(path: Path) -> None:
    kept = publish(path, EN, "aaaa1111", now=NOON)
    assert kept is not None
    assert kept.path == path.parent / "versions" / "en" / "20261124T120000Z-aaaa1111.md"
    assert kept.path.read_bytes() == path.read_bytes()
    assert kept.at == NOON


def test_publishing_the_same_twice_keeps_one(path: Path) -> None:
    publish(path, EN, "aaaa1111", now=NOON)
    assert publish(path, EN, "aaaa1111", now=LATER) is None
    assert versions(path) == ["aaaa1111"]


def test_two_versions_of_one_second_keep_their_order(path: Path) -> None:
    publish(path, EN, "bbbb2222", now=NOON)
    path.write_bytes(b"two")
    publish(path, EN, "aaaa1111", now=NOON)
    assert versions(path) == ["bbbb2222", "aaaa1111"]


def test_a_restored_version_is_the_file_again_and_nothing_is_lost(path: Path) -> None:
    first = path.read_bytes()
    kept = publish(path, EN, "aaaa1111", now=NOON)
    path.write_bytes(b"two")
    publish(path, EN, "bbbb2222", now=LATER)
    assert kept is not None
    restore(path, kept)
    assert path.read_bytes() == first
    assert {one.path.read_bytes() for one in history(path.parent, EN)} == {first, b"two"}
    assert sorted(file.name for file in path.parent.iterdir()) == ["en.md", "versions"]


def test_a_version_is_found_by_its_beginning_or_by_the_day_it_was_in_force(path: Path) -> None:
    publish(path, EN, "aaaa1111", now=NOON)
    path.write_bytes(b"two")
    publish(path, EN, "bbbb2222", now=LATER)
    kept = history(path.parent, EN)
    assert find(kept, "aaaa").version == "aaaa1111"
    assert find(kept, "2026-11-24").version == "aaaa1111"
    assert find(kept, "2027-01-01").version == "bbbb2222"


def test_a_version_that_is_not_kept_is_refused_with_those_that_are(path: Path) -> None:
    publish(path, EN, "aaaa1111", now=NOON)
    with pytest.raises(UsageError, match="no version cccc; kept: aaaa1111"):
        find(history(path.parent, EN), "cccc")
    with pytest.raises(UsageError, match="no version 2026-11-23"):
        find(history(path.parent, EN), "2026-11-23")
    with pytest.raises(UsageError, match="publish one first"):
        find(history(path.parent, Locale.FI), "aaaa")


def test_a_version_of_another_kind_is_not_written_over_the_policy(path: Path) -> None:
    kept = publish(path, EN, "aaaa1111", now=NOON)
    other = path.with_suffix(".txt")
    other.write_bytes(b"text")
    assert kept is not None
    with pytest.raises(UsageError, match=r"name a \.md file in controller\.yaml first"):
        restore(other, kept)
    assert other.read_bytes() == b"text"


def test_files_that_are_no_versions_are_passed_over(path: Path) -> None:
    publish(path, EN, "aaaa1111", now=NOON)
    (path.parent / "versions" / "en" / "notes.txt").write_text("mine", encoding="utf-8")
    assert versions(path) == ["aaaa1111"]
