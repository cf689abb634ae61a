"""Hashes of all runs of eight words, by which copied text is found without keeping the original.

`python -m tests.policies.shingles FOLDER` writes shingles.bin anew from the published documents.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

WORDS, BYTES = 8, 6
FILE = Path(__file__).with_name("shingles.bin")


def shingles(text: str) -> Iterator[tuple[str, bytes]]:
    """Return each run of eight words with its hash."""
    words = re.findall(r"\w+", text.lower())
    for start in range(len(words) - WORDS + 1):
        run = " ".join(words[start : start + WORDS])
        yield run, hashlib.blake2b(run.encode(), digest_size=BYTES).digest()


def known() -> frozenset[bytes]:
    """Return the hashes of the published documents."""
    raw = FILE.read_bytes()
    return frozenset(raw[start : start + BYTES] for start in range(0, len(raw), BYTES))


if __name__ == "__main__":
    texts = (path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).glob("*.txt")))
    FILE.write_bytes(b"".join(sorted({digest for text in texts for _, digest in shingles(text)})))
