"""Finds tickets by the words in their texts, though the texts are sealed: keyed hashes of stems.

A word is kept under its stem in each language, since colleagues write to one another in theirs. Without the
key, which is not in the database, a row tells only that two tickets share a word. Rule T-2, decision 0026.
"""

import re
from collections.abc import Iterable
from functools import cache
from threading import Lock

import Stemmer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.service.acting import Act
from assistant.service.keys import Keys, keyed_hash
from assistant.store import Stem
from assistant.text import nfc

STEMMERS = {"en": "english", "fi": "finnish", "sv": "swedish"}
MOST_WORDS = 5000
"""The most different words of one text that are kept."""
_WORD = re.compile(r"\w{1,60}")
_HASH_DIGITS = 15  # of hexadecimal: below 2**60, which both databases hold as a whole number
_LOCK = Lock()


def words(text: str) -> list[str]:
    """Return the text's different words in their order, without regard to capitals."""
    return list(dict.fromkeys(_WORD.findall(nfc(text).casefold())))[:MOST_WORDS]


@cache
def _stemmers() -> list["Stemmer.Stemmer"]:
    return [Stemmer.Stemmer(name) for name in STEMMERS.values()]


def stems(word: str) -> set[str]:
    """Return the word's stem in each language."""
    with _LOCK:  # a stemmer keeps a table of its own
        found = {stemmer.stemWord(word) for stemmer in _stemmers()}
    # Finnish: laskutus, laskutuksen. The stemmer leaves the two apart.
    return {f"{stem[:-2]}s" if stem.endswith("ks") else stem for stem in found}


def hashes(keys: Keys, found: Iterable[str]) -> set[int]:
    """Return what stands in the table for stems."""
    return {int(keyed_hash(keys.search, stem)[:_HASH_DIGITS], 16) for stem in found}


def note_words(act: Act, ticket_id: int, text: str) -> None:
    """Let the ticket be found by the words of a text."""
    wanted = hashes(act.parts.keys, {stem for word in words(text) for stem in stems(word)})
    known = set(act.session.scalars(select(Stem.hash).where(Stem.ticket_id == ticket_id)))
    act.session.add_all(Stem(hash=one, ticket_id=ticket_id) for one in sorted(wanted - known))


def forget_words(session: Session, ticket_id: int) -> None:
    """Let the ticket be found by no word any more."""
    session.execute(delete(Stem).where(Stem.ticket_id == ticket_id))
