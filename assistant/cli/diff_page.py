"""One self-contained page that shows two versions of a policy side by side with their answers."""

from collections.abc import Iterable, Iterator
from html import escape

from assistant.answers.changes import AnswerChange, alike
from assistant.policy.compare import Change, Comparison, SectionChange, SegmentChange, Words
from assistant.terms import Passage

_STYLE = """
:root { color-scheme: light dark; --add: #d9f2dd; --del: #fbdcdc; --line: #c8ccd0; --soft: #5b6570; }
@media (prefers-color-scheme: dark) {
  :root { --add: #15401f; --del: #551d1d; --line: #444c55; --soft: #a0a8b0; }
}
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .2rem; margin-top: 2.5rem; }
ins { background: var(--add); text-decoration: none; }
del { background: var(--del); }
.row { border-left: .3rem solid var(--line); padding: .4rem .8rem; margin: .6rem 0; white-space: pre-line; }
.row.added { border-color: #2e8b47; } .row.removed { border-color: #c23b3b; }
.row.moved { border-color: #3565b8; } .row.changed { border-color: #b8860b; }
.kind { color: var(--soft); font-size: .85rem; display: block; }
.answers { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
@media (max-width: 40rem) { .answers { grid-template-columns: 1fr; } }
.answers h4 { margin: 0; color: var(--soft); font-weight: normal; }
blockquote { margin: .4rem 0; padding: .4rem .8rem; border-left: .2rem solid var(--line); }
blockquote { white-space: pre-line; }
"""


def page(compared: Comparison, answers: Iterable[AnswerChange], dates: str) -> str:
    """Return the page; it loads nothing and runs nothing."""
    lang, title = compared.new.locale, escape(f"{compared.new.id}: what changed")
    changed = compared.changed
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
        f"<p>Version {compared.old.version} to {compared.new.version}. {escape(dates)}</p>",
        f"<p>{_counts(compared)}</p>",
        "<h2>Sections</h2>" if compared.sections else "",
        *(_section(section, lang) for section in compared.sections),
        "<h2>Text</h2>",
        *(list(_segments(changed, lang)) or ["<p>The text is the same.</p>"]),
        "<h2>What visitors will be told differently</h2>",
        *(list(_answers(answers, lang)) or ["<p>Nothing.</p>"]),
        "</body></html>",
    ]
    return "\n".join(filter(None, parts)) + "\n"


def _counts(compared: Comparison) -> str:
    found = [segment.change for segment in compared.segments]
    said = ", ".join(f"{found.count(change)} {change}" for change in Change if change in found)
    return f"Paragraphs, items and rows: {said}."


def _segments(changed: Iterable[SegmentChange], lang: str) -> Iterator[str]:
    heading = None
    for segment in changed:
        if segment.section != heading:
            heading = segment.section
            yield f'<h3 lang="{lang}">{escape(heading)}</h3>'
        kind = f'<span class="kind">{segment.change}</span>'
        yield f'<div class="row {segment.change}">{kind}<span lang="{lang}">{_text(segment)}</span></div>'


def _text(segment: SegmentChange) -> str:
    match segment.change:
        case Change.CHANGED:
            return "".join(map(_run, segment.words))
        case Change.REMOVED:
            return f"<del>{escape(segment.old.text)}</del>" if segment.old else ""
        case Change.ADDED:
            return f"<ins>{escape(segment.new.text)}</ins>" if segment.new else ""
        case _:
            return escape(segment.new.text) if segment.new else ""


def _run(run: Words) -> str:
    text = escape(run.text)
    match run.change:
        case Change.ADDED:
            return f"<ins>{text}</ins>"
        case Change.REMOVED:
            return f"<del>{text}</del>"
        case _:
            return text


def _section(section: SectionChange, lang: str) -> str:
    old = f"<del>{escape(section.old)}</del>" if section.change is not Change.MOVED and section.old else ""
    new = escape(section.new) if section.change is Change.MOVED else f"<ins>{escape(section.new)}</ins>"
    shown = f"{old} {new if section.new else ''}".strip()
    kind = f'<span class="kind">{section.change}</span>'
    return f'<div class="row {section.change}">{kind}<span lang="{lang}">{shown}</span></div>'


def _answers(answers: Iterable[AnswerChange], lang: str) -> Iterator[str]:
    for group in alike(answers):
        answer, names = group[0], escape(", ".join(one.intent for one in group))
        lost = " An editor confirmed this answer and must choose again." if answer.is_lost else ""
        before, after = _passages(answer.before, lang), _passages(answer.after, lang)
        yield (
            f"<h3>{names}</h3><p>{str(answer.told).capitalize()}.{lost}</p>"
            f'<div class="answers"><div><h4>Before</h4>{before}</div><div><h4>After</h4>{after}</div></div>'
        )


def _passages(passages: tuple[Passage, ...], lang: str) -> str:
    if not passages:
        return "<p>That the policy does not tell this.</p>"
    return "".join(f'<blockquote lang="{lang}">{escape(passage.text)}</blockquote>' for passage in passages)
