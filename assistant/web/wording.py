"""Every text of the widget, by the key that its scripts use; translations stand in the catalogue `widget`.

A pair is the singular and the plural; the scripts choose by the parameter `n`. The widget loads one
language at a time: `FIRST` before the first answer, `LATER` with the menu, a request or a person.
"""

from collections.abc import Mapping

from assistant.translations import catalogue

DOMAIN = "widget"
Texts = Mapping[str, str | tuple[str, str]]

FIRST: Texts = {
    "launcher": "Privacy help",
    "unread": (
        "%(n)s unread",
        "%(n)s unread",
    ),
    "close": "Close chat",
    "menu": "Options",
    "forgotten": "This chat has been erased, here and on the server.",
    "again": "Start a new chat",
    "log": "Conversation",
    "message": "Your message",
    "ask": "Ask about your data…",
    "send": "Send",
    "you": "You",
    "assistant": "Assistant",
    "staff": "%(name)s, privacy team",
    "team": "Privacy team",
    "connecting": "Connecting…",
    "reconnecting": "Reconnecting…",
    "unreachable": "No connection to the assistant. It keeps trying.",
    "writing": "The assistant is reading the policy…",
    "retry": "Not sent – retry",
    "backAt": "By your clock: %(when)s.",
    "limited": "Too many messages at once. Yours is sent again in %(n)s s.",
    "tooLong": "The message is too long. Shorten it and send it again.",
    "left": "Characters left: %(n)s",
    "refused": "The chat cannot be used on this page.",
    "crowded": "Too many chats were begun from this network. Please try again later.",
    "outdated": "The chat has been updated. Reload the page to go on.",
    "failed": "That did not work. Try again in a moment.",
    "news": "New messages: %(n)s",
    "newest": "New messages",
    "choices": "Replies to choose from",
    "fromPolicy": "In the policy’s own words",
    "fromAssistant": "About this assistant",
    "version": "Version %(version)s",
    "source": "Read in context",
    "newTab": "opens in a new tab",
    "law": "What the law says, whatever the policy says",
    "helpful": "Did this help?",
    "yes": "Yes",
    "no": "No",
    "thanks": "Thank you for telling us.",
    "moved": "This chat has moved to another device.",
}

LATER: Texts = {
    "language": "Language",
    "person": "Talk to a person",
    "forget": "Forget this chat",
    "forgetAsk": (
        "Everything written here is erased, on this device and on the server. "
        "Requests that you have filed are not cancelled."
    ),
    "forgetYes": "Forget it",
    "forgetNo": "Keep it",
    "retention": (
        "This chat is kept for %(n)s day and then erased.",
        "This chat is kept for %(n)s days and then erased.",
    ),
    "due": "Answer due by",
    "reference": "Reference",
    "trace": "How the date was counted",
    "optional": "%(label)s (optional)",
    "missing": "Fill this in.",
    "badEmail": "Write an email address, such as name@example.org.",
    "lineNext": "You are next in line for a person.",
    "line": "Your place in line for a person: %(n)s.",
    "withPerson": "You are talking with %(name)s, privacy team.",
    "leaveLine": "Leave the line",
    "endTalk": "End this talk",
    "staffWrites": "%(name)s is writing…",
    "seen": "Read",
    "transcript": "Download this chat",
    "keep": "Keep this chat on this device",
    "keepHint": (
        "You find it here for %(n)s day, even after closing the tab. Do not choose this on a shared device.",
        "You find it here for %(n)s days, even after closing the tab. Do not choose this on a shared device.",
    ),
    "elsewhere": "Continue on another device",
    "elsewhereHint": (
        "Open this link on the other device within %(n)s minute. The chat moves there and ends here.",
        "Open this link on the other device within %(n)s minutes. The chat moves there and ends here.",
    ),
    "copy": "Copy the link",
    "copied": "The link has been copied.",
    "steps": "Steps of the request",
    "stepWhat": "What you ask for",
    "stepReach": "How to reach you",
    "stepProve": "Show that it is you",
}
PARTS: Mapping[str, Texts] = {"first": FIRST, "later": LATER}


def spoken(texts: Texts, locale: str) -> dict[str, str | list[str]]:
    """Return the texts in a language, their parameters still to be filled in."""
    return {key: _spoken(text, locale) for key, text in texts.items()}


def _spoken(text: str | tuple[str, str], locale: str) -> str | list[str]:
    if isinstance(text, str):
        found = catalogue(DOMAIN, locale).get(text)
        return str(found.string) if found and found.string else text
    found = catalogue(DOMAIN, locale).get(text[0])
    return list(found.string) if found and isinstance(found.string, tuple | list) else list(text)
