"""Holds that a mistake in an editors' file is told with what to write instead."""

from pathlib import Path

from assistant.answers.edited import read_edited
from assistant.strict import Reader

TEXT = """policy: nord/en
fingerprint: "1"
intents:
  - intent: how-long
    answer:
      - {segment: retention-1}
"""


def test_an_answer_without_first_words_is_told_to_quote_them(tmp_path: Path) -> None:
    path = tmp_path / "en.yaml"
    path.write_text(TEXT, encoding="utf-8")
    reader = Reader(path)
    read_edited(reader, {"how-long"}, set())
    (problem,) = reader.problems
    assert (problem.code, problem.line) == ("MISSING", 6)
    assert "write the first words of that passage, about eight, such as starts: " in str(problem)
