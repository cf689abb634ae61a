"""Names in policies that the law has left behind: repealed acts, annulled decisions, renamed authorities."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.law.checks.rules import Rule, Severity, either

NEARBY = 200
"""Characters around a name in which a word on its end spares it."""
_HISTORY = either(
    r"\binvalid",
    r"\bannul",
    r"\bstruck down",
    r"\bno longer",
    r"\brepeal",
    r"\b(?:is|was|been) replaced",
    r"\breplac(?:es|ed|ing) the\b",
    r"\bformer",
    r"\bearlier\b",
    r"\bprevious",
    r"\bSchrems",
    r"C-311/18|C-362/14",
    r"\bkumo",
    r"mitätö",
    r"\bei(?:vät)? enää",
    r"\bentis",
    r"\bentinen",
    r"\baiem[mp]",
    r"\baikaisem[mp]",
    r"korva(?:si|sivat|ttu|ttiin|nnut)",
    r"ogiltig",
    r"upphäv",
    r"upphör",
    r"\binte längre",
    r"\btidigare",
    r"\bersatt",
    r"\bersätter",
    r"före detta",
    r"\bf\.\s?d\.",
)


@dataclass(frozen=True, slots=True)
class StaleName:
    """A name, in any language. It is spared by words near it, or anywhere in the policy, that explain it."""

    rule: Rule
    named: re.Pattern[str]
    near: re.Pattern[str] | None = None
    unless_near: re.Pattern[str] = _HISTORY
    unless_anywhere: re.Pattern[str] | None = None


_SPARES = "A sentence that tells the history: invalid, repealed, no longer, formerly."
_BASIS = "Name what the transfer rests on today: an adequacy decision, or standard contractual clauses."

NAMES: tuple[StaleName, ...] = (
    StaleName(
        Rule(
            "L201",
            Severity.ERROR,
            "GDPR Art. 44-46, CJEU C-311/18",
            "Privacy Shield is no ground for a transfer",
            f"{_BASIS} For certified companies in the USA it may be the Data Privacy Framework.",
            "The Court of Justice declared the Privacy Shield decision 2016/1250 invalid on 16 July 2020."
            " The adequacy decision on the EU-U.S. Data Privacy Framework is of 10 July 2023 and covers only"
            " companies that certified themselves under it.",
            date(2020, 7, 16),
            _SPARES,
        ),
        either(r"privacy[ \u00a0-]+shield"),
    ),
    StaleName(
        Rule(
            "L202",
            Severity.ERROR,
            "GDPR Art. 44-46, CJEU C-362/14",
            "Safe Harbor is no ground for a transfer",
            _BASIS,
            "The Court of Justice declared the Safe Harbour decision 2000/520/EC invalid on 6 October 2015.",
            date(2015, 10, 6),
            f"{_SPARES} A safe harbour in another sense, where no transfer, country or certificate is near.",
        ),
        either(r"safe[ \u00a0-]+harbou?r"),
        near=either(
            r"\bU\.?S\.?\b",
            r"\bUSA\b",
            r"united states",
            r"transfer",
            r"certif",
            r"yhdysval",
            r"siir",
            r"överför",
        ),
    ),
    StaleName(
        Rule(
            "L203",
            Severity.ERROR,
            "Act 1050/2018 section 37",
            "The Finnish Personal Data Act (523/1999) is repealed",
            "Name the GDPR and, beside it, the Data Protection Act (1050/2018).",
            "The Data Protection Act (1050/2018) repealed the Personal Data Act (henkilötietolaki, in Swedish"
            " personuppgiftslagen) on 1 January 2019. Its register description went with it; the word"
            " rekisteriseloste alone, in a title or an address, is dated naming and is not reported.",
            date(2019, 1, 1),
            _SPARES,
        ),
        either(
            r"\bhenkilötietolaki\w*",
            r"\bhenkilötietola(?:in|issa|ista|kia|kiin|illa)\b",
            r"\b523/(?:19)?99\b",
            r"\bfinnish personal data act\b",
        ),
    ),
    StaleName(
        Rule(
            "L204",
            Severity.ERROR,
            "GDPR Art. 99, SFS 2018:218",
            "Personuppgiftslagen (PuL, the Personal Data Act) is repealed",
            "Name the GDPR and, beside it, the Swedish act 2018:218 or the Finnish act 1050/2018.",
            "In Sweden the act 2018:218 repealed personuppgiftslagen (1998:204) on 25 May 2018. The Finnish"
            " act of the same Swedish name, 523/1999, was repealed on 1 January 2019.",
            date(2018, 5, 25),
            _SPARES,
        ),
        re.compile(
            r"\b[Pp]ersonuppgiftslag(?:en|ens)?\b|\bP[Uu]L\b|\b1998:204\b|\bSwedish Personal Data Act\b"
        ),
        unless_near=either(_HISTORY.pattern, r"\b523/"),
    ),
    StaleName(
        Rule(
            "L205",
            Severity.ERROR,
            "GDPR Art. 13(2)(d), 77",
            "Datainspektionen is called Integritetsskyddsmyndigheten (IMY)",
            "Name the authority IMY, with its present address: Box 8114, 104 20 Stockholm, imy@imy.se.",
            "The Swedish supervisory authority changed its name on 1 January 2021.",
            date(2021, 1, 1),
            "The authority of Åland, which is called Datainspektionen; sentences that name IMY as well.",
        ),
        either(r"\bdatainspektionen\b", r"\bswedish data inspection board\b"),
        unless_near=either(
            _HISTORY.pattern, r"\bIMY\b", r"integritetsskyddsmyndighet", r"privacy protection"
        ),
        unless_anywhere=either(r"\båland", r"\bahvenanmaa", r"\bmariehamn", r"\bdi\.ax\b"),
    ),
    StaleName(
        Rule(
            "L206",
            Severity.ERROR,
            "GDPR Art. 94",
            "Directive 95/46 is repealed",
            "Name the GDPR, Regulation (EU) 2016/679, in its place.",
            "The GDPR repealed the Data Protection Directive 95/46/EC with effect from 25 May 2018.",
            date(2018, 5, 25),
            f"{_SPARES} The full title of the GDPR, and of decisions that were made under the directive.",
        ),
        either(r"\b95/46(?:/E[CYG])?\b"),
        unless_near=either(
            _HISTORY.pattern, r"2016/679", r"\b20\d\d/\d+/E[UCYG]\b", r"decision", r"päätö", r"beslut"
        ),
    ),
    StaleName(
        Rule(
            "L207",
            Severity.ERROR,
            "GDPR Art. 46(2)(c), Decision (EU) 2021/914 Art. 4",
            "These standard contractual clauses are repealed",
            "Name the clauses of Decision (EU) 2021/914, once they are agreed with the recipient.",
            "Decision (EU) 2021/914 repealed the clauses of 2001/497/EC (with 2004/915/EC) and 2010/87/EU on"
            " 27 September 2021; contracts made on them protect no transfer since 27 December 2022.",
            date(2022, 12, 27),
            _SPARES,
        ),
        either(r"\b2010/87(?:/E[UCYG])?\b", r"\b2001/497(?:/E[CYG])?\b", r"\b2004/915(?:/E[CYG])?\b"),
    ),
    StaleName(
        Rule(
            "L208",
            Severity.ERROR,
            "Act 917/2014",
            "The Finnish act 516/2004 on privacy in electronic communications is repealed",
            "Name the Act on Electronic Communications Services (917/2014).",
            "Sähköisen viestinnän tietosuojalaki (516/2004) was repealed by 917/2014 on 1 January 2015.",
            date(2015, 1, 1),
            _SPARES,
        ),
        either(r"\bsähköisen viestinnän tietosuojala(?:ki|in|issa|ista|kia)\b", r"\b516/2004\b"),
    ),
    StaleName(
        Rule(
            "L209",
            Severity.ERROR,
            "SFS 2022:482",
            "The Swedish act 2003:389 on electronic communication is repealed",
            "Name the act 2022:482 on electronic communication; its chapter 9 section 28 is on cookies.",
            "Lagen (2003:389) om elektronisk kommunikation was replaced by lagen (2022:482) om elektronisk"
            " kommunikation on 3 June 2022.",
            date(2022, 6, 3),
            _SPARES,
        ),
        either(r"\b2003:389\b"),
    ),
)


def stale_names(text: str, whole: str) -> Iterable[tuple[Rule, int, int]]:
    """Return the stale names of a paragraph, each once, with where they stand; `whole` is all the policy."""
    for name in NAMES:
        for match in name.named.finditer(text):
            around = text[max(0, match.start() - NEARBY) : match.end() + NEARBY]
            if name.near and not name.near.search(around):
                continue
            if name.unless_near.search(around):
                continue
            if name.unless_anywhere and name.unless_anywhere.search(whole):
                continue
            yield name.rule, match.start(), match.end()
            break
