"""Refuses a policy in which git left two versions of a passage: both would be read as the policy's words."""

import re

from assistant.policy.blocks import UnreadableError

_MARK = re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE)


def check_merged(text: str) -> None:
    """Do nothing with a text that holds one version.

    Raises:
        UnreadableError: it holds the marks of a merge that nobody finished.
    """
    if found := _MARK.search(text):
        fault = "holds the marks of two versions that were not merged; keep one and delete the marks"
        raise UnreadableError(fault, code="P014", line=text.count("\n", 0, found.start()) + 1)
