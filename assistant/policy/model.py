"""What a policy is: sections with headings, made of citable segments and cut into passages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.terms import Locale, Passage, Segment


@dataclass(frozen=True, slots=True)
class Section:
    """A heading's part of a policy. `level` counts from 1; text before the first heading has an empty one."""

    id: str
    heading: str
    level: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Policy:
    """One policy in one language.

    `version` is a hash of its text. `note` is what stands before it as a remark about the document itself
    and is never quoted as an answer.
    """

    id: str
    locale: Locale
    version: str
    title: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...] = field(repr=False)
    text: str = field(repr=False)
    note: str = ""

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """All segments in order."""
        return tuple(segment for section in self.sections for segment in section.segments)

    @cached_property
    def by_id(self) -> Mapping[str, Segment]:
        """The segments by their ids."""
        return {segment.id: segment for segment in self.segments}

    def passage_of(self, segment: str) -> Passage | None:
        """Return the passage that holds a segment; None if the policy has no such segment."""
        return next((passage for passage in self.passages if segment in passage.segments), None)
