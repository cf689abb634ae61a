"""What a privacy policy must tell (GDPR Art. 13 and 14): each item with the words that tell it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from assistant.law.checks.rules import Rule, Severity, either
from assistant.terms import Locale

EN, FI, SV = Locale.EN, Locale.FI, Locale.SV


class Need(Enum):
    """When an item must be told."""

    ALWAYS = auto()
    INTEREST = auto()  # where processing rests on legitimate interests
    CONSENT = auto()  # where processing rests on consent
    MARKETING = auto()  # where data is used for marketing
    TRANSFER = auto()  # where data goes to third countries


class Proof(Enum):
    """What shows that a passage tells an item."""

    TOPIC = auto()  # what it is about; its words only help
    BOTH = auto()  # what it is about and its words: neither alone
    WORDS = auto()  # its words, wherever they stand


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a policy must tell: its topics, its own first, and the words that tellings of it use."""

    rule: Rule
    name: str
    topics: tuple[str, ...]
    words: Mapping[Locale, re.Pattern[str]]
    need: Need = Need.ALWAYS
    proof: Proof = Proof.TOPIC


def words(en: str, fi: str, sv: str) -> Mapping[Locale, re.Pattern[str]]:
    """Return the words that tell an item, by language."""
    return {EN: either(en), FI: either(fi), SV: either(sv)}


_TRANSPARENCY = (
    "The information is part of what Art. 13 and 14 list. The guidelines on transparency (WP260 rev.01) tell how"
    " to word it."
)
_SPARES = "Policies in which a passage may tell it: those are listed by --found as unclear."
_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def told(code: str, weight: Severity, article: str, *, fault: str, advice: str) -> Rule:
    """Return the rule that an item must be told."""
    return Rule(code, weight, f"GDPR {article}", fault, advice, _TRANSPARENCY, spares=_SPARES)


_FORM = (
    r"\b(?:oyj?|ab|abp|ltd|limited|inc|gmbh|llc|plc|osk|ry|rf|säätiö|stiftelse\w*|kaupunki|kunta|kommun|stad"
    r"|yhdistys|förening\w*|seurakunta|osuuskunta|a/s|asa?|oü)\b"
)
_REACH = r"[\w.]+@[\w.-]+|\+\d[\d ()-]{6,}|\b0\d[\d -]{5,}|\b\d{5} [A-ZÅÄÖ]|\b\d{3} \d\d [A-ZÅÄÖ]|https?://"

INFORMATION: tuple[Item, ...] = (
    Item(
        told(
            "I101",
            _E,
            "Art. 13(1)(a)",
            fault="Who is the controller is not told",
            advice="Name the company or body that decides about the data, and its postal address.",
        ),
        "who the controller is",
        ("controller",),
        words(_FORM, _FORM, _FORM),
    ),
    Item(
        told(
            "I102",
            _E,
            "Art. 13(1)(a)",
            fault="How to reach the controller is not told",
            advice="Give at least one easy way, such as an e-mail address.",
        ),
        "ways to reach the controller",
        ("controller", "contact", "dpo"),
        words(_REACH, _REACH, _REACH),
        proof=Proof.BOTH,
    ),
    Item(
        told(
            "I103",
            _N,
            "Art. 13(1)(b), 37",
            fault="No data protection officer is named",
            advice="If one is appointed, give the officer's contact details; else nothing need be said.",
        ),
        "the data protection officer",
        ("dpo",),
        words(
            r"\bdata protection officer|\bDPO\b|\bprivacy officer",
            r"tietosuojavastaav",
            r"dataskyddsombud|\bDPO\b",
        ),
        proof=Proof.WORDS,
    ),
    Item(
        told(
            "I104",
            _E,
            "Art. 13(1)(c)",
            fault="What the data is used for is not told",
            advice="List each purpose in words that show a reader what happens.",
        ),
        "the purposes",
        ("purposes", "legal-basis"),
        words(
            r"\bpurpose|\bis used\b|\bused (?:for|to)\b|\bwe (?:use|process)\b",
            r"tarkoitu|käytä|käyte|käsitellään|käsittelem",
            r"ändamål|syfte|använd|behandla",
        ),
    ),
    Item(
        told(
            "I105",
            _E,
            "Art. 13(1)(c), 6(1)",
            fault="The legal basis of the processing is not told",
            advice="Say for each purpose whether it rests on consent, contract, law or a legitimate interest.",
        ),
        "the legal basis",
        ("legal-basis", "legitimate-interest", "consent"),
        words(
            r"\blegal (?:basis|bases|ground)|\blawful|legitimate interest|\bbased on (?:your |the )?(?:consent"
            r"|contract|agreement)|\blegal obligation|\bperformance of (?:a|the) contract",
            r"oikeusperust|käsittelyperust|käsittelyn perust|oikeutet\w+ et|lakisäätei|suostumu\w* perust"
            r"|sopimu\w* täytt|perust\w+ (?:suostumu|sopimu)",
            r"rättslig\w* grund|laglig\w* grund|juridisk\w* grund|grund(?:er|en|erna)? för behandling"
            r"|berättiga\w+ (?:intresse|rättighet)|rättslig\w* förpliktelse|fullgöra (?:ett |våra )?avtal"
            r"|med (?:ditt|stöd av|hjälp av) samtycke",
        ),
    ),
    Item(
        told(
            "I106",
            _W,
            "Art. 13(1)(d)",
            fault="A legitimate interest is claimed and not named",
            advice="Say which interest it is, such as preventing fraud or keeping a customer relationship.",
        ),
        "legitimate interests",
        ("legitimate-interest",),
        words(
            r".{25}legitimate interest|legitimate interest\w*.{25}",
            r".{25}oikeute\w+ e[td]|oikeute\w+ e[td]\w+.{25}",
            r".{25}berättiga\w+ (?:intresse|rättighet)|berättiga\w+ (?:intresse|rättighet)\w*.{25}",
        ),
        Need.INTEREST,
        proof=Proof.WORDS,
    ),
    Item(
        told(
            "I107",
            _W,
            "Art. 14(1)(d)",
            fault="Which kinds of data are held is not told",
            advice="List the kinds of data, such as name, address and orders.",
        ),
        "the categories of data",
        ("categories", "correspondence", "payment", "accounts", "relationship"),
        words(
            r"\bcategor|\bname\b|contact (?:details|information)",
            r"\bnimi|yhteystie|tietosisäl|tietoryhm",
            r"\bnamn\b|kontaktuppgift|kategori|uppgifter om",
        ),
    ),
    Item(
        told(
            "I108",
            _E,
            "Art. 13(1)(e)",
            fault="Who receives the data is not told",
            advice="Name the recipients or their kinds, processors included, or say that there are none.",
        ),
        "the recipients",
        ("recipients", "processors", "authorities"),
        words(
            r"\bthird part|\brecipient|\bdisclos|\bshare|\bprocessor|service provider|subcontract|hand(?:ed)? (?:over|to)|\b(?:give|pass|send)\w* (?:\w+ ){0,3}(?:to|on)\b|companies that|\bwho (?:else )?(?:sees|gets|receives|has access|can see|may see)\b|\b(?:suppliers|contractors|partners)\b",
            r"luovut|vastaanottaj|käsittelij|alihank|palveluntarjoaj|ulkopuolis|kolman",
            r"lämna\w* ut|utlämn|mottagar|tredje part|underleverantör|biträde|utomstående|samarbetspartner",
        ),
    ),
    Item(
        told(
            "I109",
            _N,
            "Art. 13(1)(f)",
            fault="Nothing is said of transfers outside the EU and EEA",
            advice="Say whether there are any, and if so to which countries; if there are none, say that.",
        ),
        "transfers to third countries",
        ("third-country", "safeguards"),
        words(
            r"\boutside (?:of )?(?:the )?(?:EU|EEA|Europe)|\bthird countr|not in the European (?:Union|Economic)"
            r"|outside the European (?:Union|Economic)|within (?:the )?(?:EU|EEA|European (?:Union|Economic))",
            r"(?:EU|ETA|Euroopan (?:unionin|talousalueen))[\w: /-]{0,40}(?:ulkopuol|sisäl|alueel)|kolmansiin mai"
            r"|kolman\w+ ma[ai]",
            r"(?:utanför|utom|inom) (?:EU|EES|Europeiska)|tredje ?land|tredjeländer",
        ),
        proof=Proof.WORDS,
    ),
    Item(
        told(
            "I110",
            _E,
            "Art. 13(1)(f), 46",
            fault="Data goes outside the EU and EEA, and no safeguard of the transfer is named",
            advice="Name the adequacy decision or the clauses, and where a copy of them is to be had.",
        ),
        "the safeguards of transfers",
        ("safeguards", "third-country"),
        words(
            r"contractual clause|model (?:clause|contract)|templates approved|adequa|binding corporate"
            r"|privacy (?:framework|shield)|templates that|article 4[69]|explicit consent|appropriate safeguard",
            r"(?:vakio|malli)\w*(?:lauseke|sopimus|ehto)|riittäv\w+ (?:\w+ )?(?:taso|suoja|tietosuoj)|privacy"
            r"|yrityksiä koskevat sito|suojatoim|4[69] artikla|asianmukais\w+ suoja",
            r"(?:standard|modell?)\w*(?:klausul|avtal)|adekvat|tillräcklig\w* (?:\w+ )?(?:nivå|skydd)|privacy"
            r"|bindande företags|skyddsåtgärd|artikel 4[69]",
        ),
        Need.TRANSFER,
    ),
    Item(
        told(
            "I111",
            _E,
            "Art. 13(2)(a)",
            fault="How long data is kept is not told",
            advice="Name a period for each kind of data, or what ends it.",
        ),
        "how long data is kept",
        ("retention", "retention-legal"),
        words(
            r"\bretain|\bretention|\bstored? (?:for|until|as long)|\bkeep (?:\w+ ){0,4}(?:for|until|as long)|\bkept (?:\w+ )?(?:for|until|as|no longer)|\bas long as\b|\berased? when",
            r"säily|niin kauan|poistetaan|hävitetään",
            r"lagringstid|så länge|bevara|sparas|gallra|raderas",
        ),
    ),
    Item(
        told(
            "I121",
            _W,
            "Art. 14(2)(f)",
            fault="Where the data comes from is not told",
            advice="Say which data comes from the person and which from elsewhere, public sources included.",
        ),
        "the source of the data",
        ("sources", "bought-lists"),
        words(
            r"\bsource|\bcollected? from|\bobtain|\breceived? from|\bcomes? from|\bprovided by",
            r"lähte|saadaan|kerätään|tietojen antaj|saamme",
            r"källa|källor|samla\w* in|erhåll|hämta|får vi",
        ),
    ),
    Item(
        told(
            "I122",
            _W,
            "Art. 13(2)(e)",
            fault="Whether data must be given, and what follows if it is not, is not told",
            advice="Say whether law or contract requires it, and what cannot be done without it.",
        ),
        "whether data must be given",
        ("mandatory",),
        words(
            r"\bmandatory|\bvoluntar|\bobliged to (?:give|provide)|\bdo(?:es)? not (?:give|provide)|\bmust be given"
            r"|\bcannot (?:serve|provide|offer|deliver|conclude|enter)|\bis (?:a )?(?:statutory|contractual) requirement"
            r"|\brequired to (?:give|provide)|\bif you (?:do not|don't|refuse) ",
            r"pakko|pakolli|vapaaehtoi|on annettava|antamatta|ilman (?:näitä|tarvittavia|vaadittuja)|ei voi(?:da)? palvella",
            r"frivillig|obligatorisk|skyldig\w* att (?:lämna|uppge)|måste (?:\w+ )?(?:lämna|uppge)|inte (?:lämna|uppge)"
            r"|kan vi inte|krav på uppgift|kravet på",
        ),
    ),
    Item(
        told(
            "I123",
            _N,
            "Art. 13(2)(f), 22",
            fault="Nothing is said of automated decisions",
            advice="If decisions of weight are made by machine alone, tell that, the logic and the consequences.",
        ),
        "automated decisions",
        ("automated-decisions",),
        words(
            r"\bautomat\w+ (?:\w+ )?(?:decision|individual)|\bsolely (?:on )?automat|\bdecisions? .{0,40}automat",
            r"automa\w+ (?:\w+ )?päätö|päätöks\w+ .{0,40}automa|automatisoi\w+ yksittäis|automaattista? ratkais",
            r"automat\w+ (?:\w+ )?besl|beslut .{0,40}automat",
        ),
        proof=Proof.WORDS,
    ),
)
