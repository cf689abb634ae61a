"""Finds the text of a page among its menus, banners, sidebars and feet."""

import re

from assistant.policy.html_style import Name, hides_itself
from assistant.policy.html_tree import BLOCKS, HEADINGS, Element

_ASIDE_TAGS = frozenset({"nav", "aside", "footer"})
_ASIDE_ROLES_NAMES = (
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar tablist"
)
_ASIDE_ROLES = frozenset(_ASIDE_ROLES_NAMES.split())
_BANNER = re.compile(
    r"cookie[-_]?\w*[-_]?(?:banner|consent|notice|bar|popup|modal|dialog|message|law|overlay|wall|alert)"
    r"|(?:banner|consent|notice|popup|modal|gdpr)[-_]?cookie|consent[-_](?:banner|manager|popup|modal)"
    r"|gdpr[-_](?:banner|popup|bar|notice)|onetrust|cookiebot|cybot|didomi|cmplz|cc-window|usercentrics|iubenda-cs"
    r"|termly|osano|klaro|cky-|evästebanneri|kakbanner"
)
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|menus|sidebar|side-bar|breadcrumbs?|footer|foot|topbar|masthead|header"
    r"|skip|skip-link|share|sharing|social|related|newsletter|widget|search|pagination|pager|toc|comments)(?:$|[\s_-])"
)
_HOLDERS = frozenset({"div", "section", "article", "main", "center", "form"})
_WHOLES = frozenset({"body", "main", "article", "table", "tr", "td", "th", "p", "li"})
_TITLED = frozenset({"summary", "dt", *HEADINGS})
_NEVER_BESIDE = _WHOLES | _TITLED | {"dd"}
_FOLDS = re.compile(r"accordion|collaps|toggle|expand")
_FOLDED = re.compile(rf"{_FOLDS.pattern}|tab[-_]?(?:content|pane)")
_UNFOLDING = frozenset({"button", "summary", "dt"})
_MOST = 0.5
_NEARLY_ALL = 0.8
_LITTLE = 300


def main_part(body: Element, hidden: frozenset[Name]) -> tuple[str, Element]:
    """Return the page's title and the element whose text is the policy; what stands beside is taken out.

    So is what its sheets hide, unless it is folded. The title is that of the page's first top heading if it
    stands outside that element; else it is empty.
    """
    _take_out_hidden(body, hidden, body.prose + body.linked)
    titles = [element for element in body.walk() if element.tag == "h1"]
    _take_out(body, body.prose)
    found = _marked(body) or _heaviest(body)
    within = set(map(id, found.walk()))
    if titles and not any(id(title) in within for title in titles):
        return _words(titles[0]), found
    return "", found


def _take_out_hidden(body: Element, hidden: frozenset[Name], whole: int) -> None:
    """Take out what is hidden by style; what holds most of the text only waits for a script that shows it."""
    for element in list(body.walk()):
        parts = [part for part in element.children if not isinstance(part, str) or part.strip()]
        gone = {
            id(part)
            for part, before, after in zip(parts, [None, *parts], [*parts[1:], None], strict=False)
            if isinstance(part, Element)
            and (hides_itself(part.attributes.get("style", "")) or not hidden.isdisjoint(part.names()))
            and part.prose + part.linked <= whole * _MOST
            and not _is_folded(part, before, after)
        }
        element.children = [part for part in element.children if id(part) not in gone]
    body.measure()


def _is_folded(part: Element, before: Element | str | None, after: Element | str | None) -> bool:
    """Return whether a hidden part seems to be shown on demand: all that stands under its title."""
    if _FOLDED.search(part.named()) or part.role() == "tabpanel":
        return True
    if not isinstance(before, Element) or not (after is None or _is_title(after)):
        return False
    return before.tag in _UNFOLDING or (before.tag in HEADINGS and part.tag in BLOCKS - {"p"})


def _is_title(part: Element | str) -> bool:
    return isinstance(part, Element) and (part.tag in _UNFOLDING or part.tag in HEADINGS)


def _take_out(body: Element, whole: int) -> None:
    titled = {id(inner) for element in body.walk() if element.tag in _TITLED for inner in element.walk()}
    for element in list(body.walk()):
        element.children = [
            child
            for child in element.children
            if isinstance(child, str) or id(child) in titled or not _is_beside(child, whole)
        ]
    body.measure()


def _is_beside(element: Element, whole: int) -> bool:
    """Return whether an element is no part of the text; what holds nearly all of the page's always is."""
    if element.tag in _NEVER_BESIDE or element.prose > whole * _NEARLY_ALL:
        return element.tag in {"p", "li"} and _is_hidden(element)
    if _is_hidden(element) or element.tag in _ASIDE_TAGS or element.role() in _ASIDE_ROLES:
        return True
    named = element.named()
    if element.tag == "button":
        return "aria-expanded" not in element.attributes and not _FOLDS.search(named)
    if element.tag == "header":
        return not element.holds_heading or element.linked > element.prose
    if _BANNER.search(named):
        return True
    if element.tag == "form" and element.holds_heading:
        return False
    if element.tag == "form" or _BESIDE.search(named):
        return element.prose < _LITTLE or element.linked > element.prose
    return element.tag in {"ul", "ol"} and _is_contents(element)


def _is_hidden(element: Element) -> bool:
    if element.attributes.get("hidden", "until-found") != "until-found":
        return True
    return element.attributes.get("aria-hidden") == "true" and not element.holds_blocks


def _is_contents(element: Element) -> bool:
    """Return whether a list is only links into its own page."""
    links = [inner for inner in element.walk() if inner.tag == "a"]
    is_inner = all(link.attributes.get("href", "").startswith("#") for link in links)
    return len(links) > 1 and is_inner and not element.prose


def _marked(body: Element) -> Element | None:
    """Return what the page itself marks as its text, if that is the bulk of it."""
    for marked in (_is_main, _is_article):
        found = max(filter(marked, body.walk()), key=lambda e: e.prose, default=None)
        if found is not None and found.prose and found.prose > body.prose * _MOST:
            return found
    return None


def _is_main(element: Element) -> bool:
    return element.tag == "main" or element.role() == "main"


def _is_article(element: Element) -> bool:
    return element.tag == "article"


def _heaviest(body: Element) -> Element:
    """Return the innermost element that holds nearly all text outside links."""
    found = body
    while True:
        heavy = max(found.elements(), key=lambda e: e.prose, default=None)
        if heavy is None or heavy.tag not in _HOLDERS or heavy.prose < found.prose * _NEARLY_ALL:
            return found
        found = heavy


def _words(element: Element) -> str:
    texts: list[str] = []
    for inner in element.walk():
        texts += [child for child in inner.children if isinstance(child, str)]
    return " ".join(" ".join(texts).split())
