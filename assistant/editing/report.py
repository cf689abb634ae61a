"""One self-contained page on an evaluation: how sure each measure is, what is confused, the worst rows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from assistant.answers.intervals import Interval, f1_interval, wilson
from assistant.answers.measure import Result, absence, groups, is_right, measures, shares
from assistant.editing.pages import page, table
from assistant.terms import Outcome, Passage

WORST = 60
_SIZE = 26
_RANGES = (
    "Behind each share stands the range that would hold it in 95 of 100 such samples of questions "
    "(Wilson; F1 by drawing the questions again)."
)
MEANINGS: Mapping[str, str] = {
    "rows": "Questions that were asked.",
    "P@1": "Of the questions that the policy answers: answered, and the first passage is right.",
    "P@3": "The same, with one of the first three passages right, or asked back with it.",
    "S@3": "One of the first three passages is of the right section.",
    "NIP F1": "Saying that the policy does not tell: 100 if always where it does not, never elsewhere.",
    "absent answered": "Of the questions that it does not answer: shown a passage. Less is better.",
    "right": "Of those who want to use a right: offered just that one.",
    "false requests": "Of the questions that the policy answers: offered a request instead. Less is better.",
    "end-to-end": "Of all questions: what each kind asks for, the first passage counting.",
    "language": "The language was told.",
    "verbatim": "Of the questions with passages: each stands in the policy word for word.",
    "first length": "Characters of the first passage, on average.",
    "median ms": "Half of the questions took less, in milliseconds of matching alone.",
    "p95 ms": "Nineteen of twenty took less.",
}
"""What each measure says, for people who did not make them."""
_STYLE = """
td svg { vertical-align: middle; margin-inline-end: .3rem; }
td svg circle { fill: var(--tint); }
article { border-top: 1px solid var(--line); padding: .6rem 0; }
article h3 { margin: 0; font-size: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .3rem 0; }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.meanings { margin-top: 1rem; font-size: .9375rem; }
"""


def report(title: str, results: Sequence[Result], *, process: Mapping[str, float]) -> str:
    """Return the page; `process` is about the program as a whole, such as its start in seconds."""
    by_group = groups(results)
    wrong = worst(results)
    shown = wrong[:WORST]
    about = ", ".join(f"{escape(name)} {value:.1f}" for name, value in process.items())
    parts = [
        f"<p>{len(results)} questions on {len({r.row.policy for r in results})} policies; {about}.</p>",
        f"<p>{_RANGES}</p>",
        "<h2>Measures</h2>",
        table("By language and policy", ["", *map(escape, by_group)], _measures(by_group)),
        _meanings(next(iter(by_group.values()), [])),
        "<h2>Outcomes</h2>",
        _outcomes(results),
        "<h2>Confusion</h2>",
        _confusion(results),
        "<h2>Worst rows</h2>",
        f"<p>{len(wrong)} of {len(results)} went wrong"
        + (f"; these are the {len(shown)} worst" if wrong[WORST:] else "")
        + ": first what visitors are told with confidence and is not so.</p>",
        *(_row(result) for result in shown),
    ]
    return page(title, parts, style=_STYLE)


def worst(results: Sequence[Result]) -> list[Result]:
    """Return the rows that went wrong: something told or offered wrongly first, the surest of these first."""
    wrong = [result for result in results if not is_right(result)]
    return sorted(wrong, key=lambda r: (not _tells(r), -r.decision.score, r.row.id))


def _tells(result: Result) -> bool:
    """Whether a visitor is given something wrong, not only less than there is."""
    kind, decision = result.row.kind, result.decision
    is_given = bool(decision.passages) or decision.outcome is Outcome.REQUEST
    return is_given and not (kind is Outcome.ANSWER and result.holds_gold(len(decision.passages)))


def _meanings(rows: Sequence[Result]) -> str:
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(MEANINGS[name])}</dd>" for name in measures(rows))
    return f'<dl class="meanings">{listed}</dl>'


def _measures(by_group: Mapping[str, Sequence[Result]]) -> Iterator[list[str]]:
    found = {name: measures(rows) for name, rows in by_group.items()}
    ranges = {name: _ranges(rows) for name, rows in by_group.items()}
    for measure in next(iter(found.values()), {}):
        if measure == "rows":
            yield [measure, *(str(len(rows)) for rows in by_group.values())]
            continue
        cells = [_figure(found[name][measure], ranges[name].get(measure)) for name in by_group]
        yield [escape(measure), *cells]


def _ranges(rows: Sequence[Result]) -> dict[str, Interval | None]:
    found = {name: wilson(held, total) for name, (held, total) in shares(rows).items()}
    found["NIP F1"] = f1_interval(*absence(rows), total=len(rows))
    return found


def _figure(value: float | None, between: Interval | None) -> str:
    if value is None:
        return "–"
    behind = f" <small>{between[0]:.0f}–{between[1]:.0f}</small>" if between else ""
    return f"{value:.1f}{behind}"


def _outcomes(results: Sequence[Result]) -> str:
    rows = []
    for kind in Outcome:
        own = [result for result in results if result.row.kind is kind]
        right = sum(map(is_right, own))
        if own:
            share = _figure(100 * right / len(own), wilson(right, len(own)))
            rows.append([str(kind), str(len(own)), str(right), share])
    return table("Rows of each kind that went right", ["Kind", "Rows", "Right", "Per cent"], rows)


def _confusion(results: Sequence[Result]) -> str:
    """Return expected by decided outcome: a number in each cell, and a circle as large as its share."""
    cells: dict[tuple[Outcome, Outcome], list[Result]] = {}
    for result in results:
        cells.setdefault((result.row.kind, result.decision.outcome), []).append(result)
    kinds = [kind for kind in Outcome if any(kind in pair for pair in cells)]
    totals = Counter(r.row.kind for r in results)
    rows = [
        [
            f"{kind} <small>({totals[kind]})</small>",
            *(_cell(cells.get((kind, d), []), totals[kind], is_diagonal=kind is d) for d in kinds),
        ]
        for kind in kinds
        if totals[kind]
    ]
    caption = (
        "Rows: the kind of question. Columns: what was decided. A circle's area is the share of its row."
    )
    return table(caption, ["Expected", *map(str, kinds)], rows)


def _cell(own: Sequence[Result], total: int, *, is_diagonal: bool) -> str:
    if not own:
        return ""
    radius = _SIZE / 2 * (len(own) / total) ** 0.5
    circle = (
        f'<svg width="{_SIZE}" height="{_SIZE}" aria-hidden="true">'
        f'<circle cx="{_SIZE / 2}" cy="{_SIZE / 2}" r="{radius:.1f}"/></svg>'
    )
    right = sum(map(is_right, own))
    return circle + (f"<strong>{len(own)}, {right} right</strong>" if is_diagonal else str(len(own)))


def _row(result: Result) -> str:
    row, decision = result.row, result.decision
    right = f" {row.right}" if row.right else ""
    decided = f"{decision.outcome} {decision.right or ''} {f'({decision.miss})' if decision.miss else ''}"
    facts = [
        ("expected", escape(f"{row.kind}{right}")),
        ("decided", escape(f"{decided.strip()}, {decision.intent} {decision.score:.0f}")),
        *(("right text", f"<blockquote>{escape(gold)}</blockquote>") for gold in row.gold),
        *(("shown", _quoted(passage)) for passage in decision.passages),
        *(("why", escape(reason)) for reason in decision.why),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in facts)
    head = f'{escape(row.id)} <span lang="{escape(row.lang)}">{escape(row.question)}</span>'
    where = f"{escape(row.policy)}, {escape(row.lang)}"
    return f'<article><h3>{head}</h3><p class="soft">{where}</p><dl>{listed}</dl></article>'


def _quoted(passage: Passage) -> str:
    is_headed = passage.text.startswith(passage.section)
    head = "" if is_headed else f"<small>{escape(passage.section)}</small>\n"
    return f'<blockquote lang="{passage.lang}">{head}{escape(passage.text)}</blockquote>'
