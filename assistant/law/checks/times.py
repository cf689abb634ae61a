"""Terms on time and consent that the law does not uphold as they stand: extensions, retention, mere use."""

import re
from collections.abc import Mapping

from assistant.law.checks.doubtful import EN, FI, SV, Term, Wording
from assistant.law.checks.rules import Rule, Severity, either
from assistant.terms import Locale

TERMS: tuple[Term, ...] = (
    Term(
        Rule(
            "T306",
            Severity.WARNING,
            "GDPR Art. 12(3)",
            "The time to answer is told otherwise than the law counts it",
            "Say: within one month of receipt, and up to two further months for complex or many requests.",
            "The month and the two further months are calendar months: three in all, counted from receipt."
            " Thirty days are longer than the month of a request in January, sixty are not always two"
            " months, and an extension to two months is not the law's.",
            spares="Extensions by two months; thirty days without an extension.",
        ),
        {
            EN: Wording(
                (
                    either(
                        r"\bextend\w*\b[^.]*\bto (?:a \w+ of )?(?:two|2|60)(?: \(\d+\))? (?:months|days)",
                        r"\b(?:additional|further|another|extra) (?:sixty|60)(?: \(60\))? days",
                        r"\bextend\w*\b[^.]*\bby (?:up to |another )?(?:sixty|60)(?: \(60\))? days",
                        r"\b30 ?\+ ?60\b",
                    ),
                    either(
                        r"\brequest",
                        r"\brespon",
                        r"\banswer",
                        r"\brepl",
                        r"\btime\b",
                        r"\bdeadline",
                        r"\bperiod\b",
                    ),
                ),
                either(r"\bup to (?:two|2)\b", r"\bretention", r"\bstor(?:e|age)", r"\bpay"),
            ),
            FI: Wording(
                (
                    either(
                        r"\b(?:jatka|pident)\w*[^.]*\b(?:kahteen|2) kuukauteen",
                        r"\b(?:jatka|pident)\w*[^.]*\b60 (?:päivällä|päivään|vuorokaudella)",
                        r"\b30 ?\+ ?60\b",
                    ),
                    either(r"pyyn", r"vasta", r"määräai", r"\baika\w*"),
                ),
                either(r"säily", r"\bmaksu"),
            ),
            SV: Wording(
                (
                    either(
                        r"\bförläng\w*[^.]*\btill (?:högst |sammanlagt )?(?:två|2|60) (?:månader|dagar)",
                        r"\bförläng\w*[^.]*\bmed (?:högst |ytterligare )?(?:60|sextio) dagar",
                        r"\bytterligare (?:60|sextio) dagar",
                        r"\b30 ?\+ ?60\b",
                    ),
                    either(r"begär", r"\bsvar", r"\btid", r"frist"),
                ),
                either(r"lagring", r"bevara", r"betal"),
            ),
        },
    ),
    Term(
        Rule(
            "T308",
            Severity.WARNING,
            "GDPR Art. 4(11), 7, CJEU C-673/17",
            "Mere use of a site or service is taken for agreement with the processing",
            "Leave the sentence out; where consent is the basis, ask for it by a clear act of its own.",
            "Consent must be freely given, specific and unambiguous; silence or going on with a visit is none"
            " (recital 32, and the judgment in Planet49). A policy informs; nobody has to accept it.",
            spares="Agreement by an act of its own, such as ticking a box or sending a form.",
        ),
        {
            EN: Wording(
                (
                    either(
                        r"\b(?:by|when) (?:you )?(?:us(?:e|ing)|continu(?:e|ing)|visit(?:ing)?)"
                        r"\b[^.]*\byou (?:accept|agree|consent|approve|are (?:taken|deemed|considered) to)",
                        r"\b(?:use|using|visit)\b[^.]*\b(?:constitute|mean)s (?:your )?(?:accept|consent|agree)",
                    ),
                    either(r"\bpersonal", r"\bprivacy", r"\bdata\b", r"\bprocess", r"\bpolicy\b"),
                ),
                either(r"\bnot\b", r"\btick", r"\bform\b"),
            ),
            FI: Wording(
                (
                    either(
                        r"\b(?:käyttämällä|jatkamalla|vierailemalla|käyttäessä\w*|selaamalla)\b[^.]*"
                        r"(?:\bhyväksyt|\bhyväksyy|\bsuostut|\bannat suostumu|katsotaan hyväksy|\bhyväksytte)"
                    ),
                    either(r"henkilötie", r"tietosuoj", r"käsittel", r"\btieto", r"selos"),
                ),
                either(r"\bei\b", r"rasti", r"lomak"),
            ),
            SV: Wording(
                (
                    either(
                        r"\b(?:genom att (?:använda|fortsätta|besöka)|när du (?:använder|besöker)"
                        r"|den som fortsätter att använda|om du fortsätter att använda)\b[^.]*"
                        r"\b(?:godkänner|accepterar|samtycker|anses (?:ha )?(?:godkän|accepter|samtyck))"
                    ),
                    either(
                        r"personuppgift", r"dataskydd", r"integritet", r"behandl", r"beskrivning", r"villkor"
                    ),
                ),
                either(r"\binte\b", r"\bkryssa", r"formulär"),
            ),
        },
    ),
)

VAGUE_RETENTION = Rule(
    "T307",
    Severity.WARNING,
    "GDPR Art. 13(2)(a), WP260 rev.01",
    "Data is kept as long as necessary, and no period or criterion says how long that is",
    "Name a period for each kind of data, or what ends it, such as two years after the end of the contract.",
    "Art. 13(2)(a) asks for the period or, where that cannot be told, the criteria that set it. The Article"
    " 29 Working Party's guidelines on transparency hold that “as long as necessary” alone is neither.",
    spares="Policies that name any period, or an end such as the end of a contract, membership or account.",
)

AS_LONG_AS_NEEDED: Mapping[Locale, re.Pattern[str]] = {
    EN: either(
        r"\b(?:as|so) long as (?:\w+ ){0,3}(?:necessary|needed|required|requires?|needs?)\b",
        r"\bno longer than (?:\w+ ){0,2}(?:necessary|needed|required)\b",
        r"\bfor the (?:time|period) (?:\w+ ){0,2}(?:necessary|needed|required)\b",
    ),
    FI: either(
        r"\bniin (?:kauan|pitkään),? kuin (?:\w+ ){0,3}(?:tarpee|tarvi|edellyt|vaati)\w*",
        r"\b(?:vain|ainoastaan) niin (?:kauan|pitkään) kuin (?:\w+ ){0,3}(?:tarpee|tarvi|vaati)\w*",
        r"\bsen ajan,? (?:kuin|jonka) (?:\w+ ){0,3}(?:tarpee|tarvi|edellyt|vaati)\w*",
    ),
    SV: either(
        r"\bså länge (?:som )?(?:\w+ ){0,4}(?:behövs|nödvändig\w*|krävs|kräver|behöver)",
        r"\b(?:för|under) den tid (?:som )?(?:\w+ ){0,3}(?:behövs|nödvändig\w*|krävs|kräver)",
        r"\bendast så länge (?:som )?(?:\w+ ){0,4}(?:behövs|nödvändig\w*|krävs|kräver)",
    ),
}
ENDS: Mapping[Locale, re.Pattern[str]] = {
    EN: either(
        r"\b(?:\d+|one|two|three|four|five|six|seven|ten|twelve)(?: \(\d+\))? (?:day|week|month|year)s?\b",
        r"\b(?:contract|agreement|relationship|membership|subscription|account|employment)\b",
        r"\buntil\b",
        r"\bafter (?:the|your|it|they|you|we)\b",
        r"\bwithdraw",
        r"\bindefinite",
        r"\bpermanent",
    ),
    FI: either(
        r"\b(?:\d+|yhden|kahden|kolmen|neljän|viiden|kuuden|kymmenen|kaksi|kolme|viisi|kuusi|vuoden|kuukauden)\b",
        r"asiakassuh",
        r"asiakkuu",
        r"sopimu",
        r"jäsenyy",
        r"työsuh",
        r"\bkunnes\b",
        r"\bjälkeen\b",
        r"päätty",
        r"\btoistaiseksi\b",
        r"pysyvästi",
    ),
    SV: either(
        r"\b(?:\d+|ett|en|två|tre|fyra|fem|sex|tio|tolv)(?: \(\d+\))? (?:kalender)?(?:dag|veck|månad|år)\w*",
        r"\bavtal",
        r"kundrelation",
        r"kundförhålland",
        r"medlemskap",
        r"anställning",
        r"\bkonto",
        r"\btills\b",
        r"\befter (?:att|det)\b",
        r"tills vidare",
        r"permanent",
    ),
}
