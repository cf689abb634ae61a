"""Terms in policies that the law does not uphold as they stand: what they say, in three languages."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.law.checks.rules import Rule, Severity, either
from assistant.terms import Locale

EN, FI, SV = Locale.EN, Locale.FI, Locale.SV


@dataclass(frozen=True, slots=True)
class Wording:
    """How a term is worded in one language: a sentence that matches all of `says` and nothing of `unless`.

    The first of `says` is what is marked. `about` must stand somewhere in the paragraph or its heading.
    """

    says: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str]
    about: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A doubtful term with its wording in each language."""

    rule: Rule
    wordings: Mapping[Locale, Wording]


_REQUEST = {
    EN: either(r"\brequest", r"\binspect", r"\bright of access"),
    FI: either(r"pyyn", r"tarkast", r"vaatimu"),
    SV: either(r"begär", r"förfråg", r"\bansök", r"\binsyn", r"registerutdrag"),
}
_SIGNED = {
    EN: either(r"\bsigned\b(?![ -](?:in(?! writing)|up|on)\b)", r"\bsignature"),
    FI: either(r"(?<!sähköisesti )allekirjoit[eu]\w*"),
    SV: either(r"\begenhändigt", r"undertecknad\w*", r"underskr(?:iven|ivet|ivna|ift)\w*"),
}
_NOT_SIGNED = {
    EN: either(r"\b(?:no|without(?: a| any)?) signature", r"\bneed not", r"\bnot (?:need|be|have|required)"),
    FI: either(r"\bei(?:kä|vät)? (?:tarvitse|edellyt|vaadi|pyydet)", r"ilman allekirj", r"sopimu"),
    SV: either(r"\bbehöver (?:\w+ )?inte", r"\bkrävs (?:inte|ingen|inga)", r"\butan under", r"\bavtal"),
}
_OTHER_WAY = {
    EN: either(r"\b(?:or|alternatively)\b.*\b(?:electronic|e-?mail|online|phone|telephone|form\b|chat)"),
    FI: either(r"\b(?:tai|taikka|vaihtoehtoisesti)\b.*(?:sähköi|sähköpost|verkko|puhelim|lomak)"),
    SV: either(r"\b(?:eller|alternativt)\b.*(?:elektronisk|e-post|webb|telefon|formulär)"),
}
_MAY = {
    EN: either(
        r"\bif (?:necessary|needed|we|there)",
        r"\bmay\b",
        r"\bmight\b",
        r"\bwhere\b",
        r"\bdoubt",
        r"\bunless\b",
    ),
    FI: either(
        r"tarvitta", r"\bvoi(?:mme|daan|vat)?\b", r"saat(?:amme|etaan|taa)", r"\bjos\b", r"mikäli", r"epäil"
    ),
    SV: either(
        r"vid behov", r"\bkan (?:vi|komma|behöva|det)\b", r"\bom (?:vi|det)\b", r"tvivel", r"\bifall\b"
    ),
}


def _joined(*patterns: re.Pattern[str]) -> re.Pattern[str]:
    return either(*(pattern.pattern for pattern in patterns))


_FORM_WHY = (
    "Controllers must make it easy to use rights (Art. 12(2)). EDPB Guidelines 01/2022 on access read this so"
    " that no form, channel or signature may be insisted on: a request counts however it arrives."
)

TERMS: tuple[Term, ...] = (
    Term(
        Rule(
            "T301",
            Severity.ERROR,
            "GDPR Art. 12(2), EDPB Guidelines 01/2022",
            "Every request is asked to be signed",
            "Leave the signature out and say that a request may come in any way.",
            _FORM_WHY,
            spares="Being signed in to an account; a signature that is not needed; another way in the same"
            " sentence (that is T302).",
        ),
        {
            lang: Wording(
                (_SIGNED[lang], _REQUEST[lang]), _joined(_NOT_SIGNED[lang], _OTHER_WAY[lang], _MAY[lang])
            )
            for lang in Locale
        },
    ),
    Term(
        Rule(
            "T302",
            Severity.WARNING,
            "GDPR Art. 12(2), EDPB Guidelines 01/2022",
            "Requests by letter are asked to be signed",
            "Say that no signature is needed, whichever way a request comes.",
            _FORM_WHY,
            spares="A signature that is said not to be needed.",
        ),
        {
            lang: Wording((_SIGNED[lang], _REQUEST[lang], _OTHER_WAY[lang]), _joined(_NOT_SIGNED[lang]))
            for lang in Locale
        },
    ),
    Term(
        Rule(
            "T303",
            Severity.WARNING,
            "GDPR Art. 12(2), EDPB Guidelines 01/2022",
            "Requests are only taken in writing or in person",
            "Say that a request may come in any way, for instance by e-mail or by telephone.",
            _FORM_WHY,
            spares="Sentences that name another way as well, and answers that are given in writing.",
        ),
        {
            EN: Wording(
                (
                    either(r"\bin writing\b", r"\bin person\b", r"\bby letter\b"),
                    either(
                        r"\brequests?\b[^.]*\b(?:must|shall|should|(?:has|have|needs?|is|are) to) be"
                        r" (?:made|submitted|sent|addressed|presented|filed|directed|delivered|given)\b"
                    ),
                ),
                _joined(_OTHER_WAY[EN], either(r"e-?mail")),
            ),
            FI: Wording(
                (
                    either(r"\bkirjalli(?:sesti|sena|nen)\b", r"\bkirjeitse\b", r"\bhenkilökohtaisesti\b"),
                    either(
                        r"(?:pyyn|vaatimu|kiel)\w*[^.]*\b(?:tulee|täytyy|pitää|on)\b[^.]*(?:tehdä|esittää|lähettää"
                        r"|toimittaa|osoittaa|tehtävä|esitettävä|lähetettävä|toimitettava|osoitettava)\b"
                    ),
                ),
                _joined(_OTHER_WAY[FI], either(r"sähköpost")),
            ),
            SV: Wording(
                (
                    either(r"\bskriftlig(?:en|t|)\b", r"\bper brev\b", r"\bpersonligen\b"),
                    either(
                        r"\b(?:begäran|förfrågan|ansökan)\b[^.]*\b(?:ska|skall|måste|bör)\b[^.]*\b(?:göras|lämnas"
                        r"|skickas|framställas|riktas|sändas|ges|vara)\b"
                    ),
                ),
                _joined(_OTHER_WAY[SV], either(r"e-post")),
            ),
        },
    ),
    Term(
        Rule(
            "T304",
            Severity.ERROR,
            "GDPR Art. 12(6)",
            "An identity document is asked of everybody who makes a request",
            "Ask for more proof only where there is reasonable doubt about who asks, and say so.",
            "Art. 12(6) allows more questions only on reasonable doubt. EDPB Guidelines 01/2022 call a copy"
            " of an identity document rarely necessary; often a known mailbox or an account is enough.",
            spares="Sentences that ask for it only if needed, in doubt, or as something that may happen.",
        ),
        {
            EN: Wording(
                (
                    either(
                        r"\b(?:identity|identification) (?:document|card|papers)s?\b",
                        r"\bID[ -]cards?\b",
                        r"\bpassports?\b",
                        r"\bdriving licen[cs]es?\b",
                        r"\bphoto ID\b",
                        r"\bcop(?:y|ies) of (?:your|an|the|their|his or her) ID\b",
                    ),
                    either(
                        r"\b(?:enclose|attach|present|provid|accompani|bring|submit|handing|show|prov(?:e|ing)\b|must|include)"
                    ),
                ),
                _joined(_MAY[EN], either(r"\bnot\b|\bno\b")),
                _REQUEST[EN],
            ),
            FI: Wording(
                (
                    either(
                        r"henkilöllisyystodist\w*",
                        r"\bhenkilötodist\w*",
                        r"\bhenkilökort\w*",
                        r"\bajokort\w*",
                        r"henkilöllisyysasiakirja\w*",
                        r"\bpassi(?:n|lla|sta)\b",
                    ),
                    either(
                        r"\bliit",
                        r"\besit",
                        r"todist",
                        r"mukaan",
                        r"toimit",
                        r"näyt",
                        r"varaudu",
                        r"on oltava",
                    ),
                ),
                _joined(_MAY[FI], either(r"\bei\b|\bemme\b|\beivät\b")),
                _REQUEST[FI],
            ),
            SV: Wording(
                (
                    either(
                        r"\bidentitets(?:handling|dokument|kort|bevis)\w*",
                        r"\bid-(?:handling|kort)\w*",
                        r"\blegitimation\b",
                        r"\bkörkort\w*",
                        r"\bpass(?:et|kopia)\b",
                    ),
                    either(
                        r"bifog",
                        r"\bbilägg",
                        r"\bvis(?:a|as|ar)\b",
                        r"uppvis",
                        r"lämna",
                        r"medtag",
                        r"\bstyrk",
                        r"kopia",
                    ),
                ),
                _joined(_MAY[SV], either(r"\binte\b|\bingen\b")),
                _REQUEST[SV],
            ),
        },
    ),
    Term(
        Rule(
            "T305",
            Severity.ERROR,
            "GDPR Art. 12(5), 15(3)",
            "Free of charge only once a year reads as a limit",
            "Say that requests are free of charge; only further copies and excessive requests may cost.",
            "The limit comes from the law before the GDPR. Now every request is free; a fee or a refusal is"
            " for manifestly unfounded or excessive requests, which the controller must show; Art. 15(3) allows"
            " a reasonable fee for further copies.",
            spares="At least once a year; once a year in anything but requests.",
        ),
        {
            EN: Wording(
                (
                    either(
                        r"\b(?:once|one time)(?: \(1\))? (?:an?|per|every|each) (?:calendar )?(?:year|12 months)",
                        r"\b(?:less|fewer) than (?:one|a|12) (?:year|months)\b",
                    ),
                    either(r"\bfree\b", r"\bcharge", r"\bfees?\b", r"\bat no cost", r"\bcost"),
                    either(
                        r"\brequest",
                        r"\binspect",
                        r"\baccess",
                        r"\bcheck",
                        r"\bcopy",
                        r"\bright\b",
                        r"\bdata\b",
                    ),
                ),
                either(r"\bat least\b", r"\bregardless"),
            ),
            FI: Wording(
                (
                    either(
                        r"\b(?:yhden )?kerran (?:kalenteri)?vuodessa",
                        r"\bkerran 12 kuukaudessa",
                        r"\b(?:alle|vähemmän kuin) (?:yksi |yhden )?vuo(?:si|den|tta)",
                    ),
                    either(
                        r"maksut",
                        r"ilmai",
                        r"veloituk",
                        r"kuluit",
                        r"maksu[na]\b",
                        r"korvau",
                        r"kustannu",
                        r"peri",
                    ),
                    either(r"pyyn", r"tarkast", r"\btie(?:to|do)", r"oikeu"),
                ),
                either(r"vähintään kerran", r"ainakin kerran", r"riippumatta"),
            ),
            SV: Wording(
                (
                    either(
                        r"\b(?:en|1) gång(?: \(1\))? (?:om året|per (?:kalender)?år|i året|varje år)",
                        r"\bmindre än ett år",
                    ),
                    either(r"gratis", r"kostnad", r"avgift"),
                    either(r"begär", r"insyn", r"uppgift", r"kontroller", r"utdrag", r"rätt"),
                ),
                either(r"\bminst en gång", r"\båtminstone", r"oavsett"),
            ),
        },
    ),
)


def doubtful_terms(
    sentence: str, context: str, lang: Locale, terms: Iterable[Term] = TERMS
) -> Iterable[tuple[Rule, int, int]]:
    """Return the doubtful terms of a sentence with where they stand; `context` is heading and paragraph."""
    for term in terms:
        wording = term.wordings[lang]
        marked = wording.says[0].search(sentence)
        if marked is None or not all(pattern.search(sentence) for pattern in wording.says[1:]):
            continue
        if wording.unless.search(sentence):
            continue
        if wording.about is None or wording.about.search(context):
            yield term.rule, marked.start(), marked.end()
