"""A passage as it is handed out: verbatim, with where it stands and where it can be read."""

from urllib.parse import quote

from assistant.terms import Passage
from assistant.text import fold_space

FRAGMENT_WORDS = 8


def address(passage: Passage) -> str:
    """Return where a passage can be read: in its version, scrolled to and highlighted where browsers can."""
    words = fold_space(passage.text.split("\n")[0]).split(" ")[:FRAGMENT_WORDS]
    fragment = quote(" ".join(words), safe="").replace("-", "%2D")
    return f"/policy/{passage.policy}/{passage.version}#{passage.segment}:~:text={fragment}"


def citation(passage: Passage) -> dict[str, str]:
    """Return a passage for programs, by the protocol of the chat and of `ask --jsonl`."""
    return {
        "text": passage.text,
        "section": passage.section,
        "segment": passage.segment,
        "policy": passage.policy,
        "version": passage.version,
        "lang": passage.lang,
        "url": address(passage),
    }
