"""Holds that stale law and doubtful terms are found where they stand, and that what is right is spared."""

import re
from pathlib import Path

import pytest

from assistant.law.checks.conditions import MARKETING, NO_MARKETING
from assistant.law.checks.doubtful import doubtful_terms
from assistant.law.checks.every import ITEMS, RULES, TERMS, as_markdown
from assistant.law.checks.stale import stale_names
from assistant.law.checks.times import AS_LONG_AS_NEEDED, ENDS
from assistant.terms import Locale

EN, FI, SV = Locale.EN, Locale.FI, Locale.SV

STALE = [
    ("Transfers to the USA rest on the Privacy Shield.", "L201", "Privacy Shield"),
    ("Siirto perustuu Privacy Shield -järjestelmään.", "L201", "Privacy Shield"),
    ("Our provider in the United States is Safe Harbor certified.", "L202", "Safe Harbor"),
    ("Henkilötietolain (523/1999) 10 §:n mukainen rekisteriseloste", "L203", "Henkilötietolain"),
    ("Behandlingen följer personuppgiftslagen (523/1999).", "L203", "523/1999"),
    ("Vi behandlar dina uppgifter enligt personuppgiftslagen (PuL).", "L204", "personuppgiftslagen"),
    ("Du kan klaga hos Datainspektionen, Box 8114, Stockholm.", "L205", "Datainspektionen"),
    ("We follow the Data Protection Directive 95/46/EC.", "L206", "95/46/EC"),
    ("Käytämme komission mallilausekkeita 2010/87/EU.", "L207", "2010/87/EU"),
    (
        "Noudatamme sähköisen viestinnän tietosuojalakia (516/2004).",
        "L208",
        "sähköisen viestinnän tietosuojalakia",
    ),
    ("Kakor används enligt lag (2003:389) om elektronisk kommunikation.", "L209", "2003:389"),
]
NOT_STALE = [
    "The Privacy Shield was declared invalid; we use standard contractual clauses.",
    "Privacy Shield -järjestely on kumottu, joten siirto perustuu vakiolausekkeisiin.",
    "The ropes form a safe harbour for boats.",
    "Rekisteriseloste",
    "Noudatamme henkilötietolainsäädäntöä ja tietosuojalakia (1050/2018).",
    "Tietosuojalaki (1050/2018) kumosi henkilötietolain (523/1999).",
    "Vi följer lagstiftningen om personuppgifter och dataskyddslagen (2018:218).",
    "Integritetsskyddsmyndigheten (IMY), tidigare Datainspektionen",
    "Regulation (EU) 2016/679 on data protection and repealing Directive 95/46/EC",
    "The Norwegian Personal Data Act applies.",
    "We sell pulleys.",
]


@pytest.mark.parametrize(("text", "code", "quote"), STALE)
def test_law_that_is_gone_is_found_with_its_words(text: str, code: str, quote: str) -> None:
    assert [(rule.code, text[start:end]) for rule, start, end in stale_names(text, text)] == [(code, quote)]


@pytest.mark.parametrize("text", NOT_STALE)
def test_law_in_force_and_history_are_spared(text: str) -> None:
    assert list(stale_names(text, text)) == []


def test_the_authority_of_aland_keeps_its_name() -> None:
    text = "Du kan klaga hos Datainspektionen."
    assert list(stale_names(text, f"Bolaget Ab, 22100 Mariehamn\n{text}")) == []


DOUBTFUL = [
    (EN, "The request must be signed and sent to the address above.", "T301"),
    (FI, "Tarkastuspyyntö on lähetettävä omakätisesti allekirjoitettuna.", "T301"),
    (SV, "Begäran ska vara egenhändigt undertecknad.", "T301"),
    (EN, "Requests go to us signed and in writing, or by e-mail to the contact person.", "T302"),
    (FI, "Pyyntö tehdään allekirjoitettuna tai sähköisesti yhteyshenkilölle.", "T302"),
    (EN, "This request must be made to the controller in writing.", "T303"),
    (FI, "Tarkastuspyyntö tulee tehdä kirjallisesti.", "T303"),
    (SV, "Begäran ska göras skriftligen.", "T303"),
    (EN, "With the request, enclose a copy of your passport.", "T304"),
    (FI, "Pyynnön tekijän on todistettava henkilöllisyytensä ajokortilla.", "T304"),
    (SV, "Begäran lämnas genom att visa upp en identitetshandling.", "T304"),
    (EN, "The data may be inspected free of charge once a year.", "T305"),
    (FI, "Tiedot saa tarkastaa maksutta kerran vuodessa.", "T305"),
    (SV, "Du har rätt att en gång per år kostnadsfritt begära ett registerutdrag.", "T305"),
    (FI, "Jos edellisestä pyynnöstä on alle vuosi, perimme tietojen antamisesta maksun.", "T305"),
    (EN, "We answer requests in 30 days; the time may be extended by 60 days.", "T306"),
    (EN, "The time to respond may be extended to two months.", "T306"),
    (FI, "Vastausaikaa voidaan pidentää kahteen kuukauteen.", "T306"),
    (SV, "Svarstiden kan förlängas till två månader.", "T306"),
    (EN, "By using our site you accept that your personal data is processed.", "T308"),
    (FI, "Käyttämällä palvelua hyväksyt henkilötietojesi käsittelyn.", "T308"),
    (SV, "Genom att använda webbplatsen godkänner du att personuppgifter behandlas.", "T308"),
]
NOT_DOUBTFUL = [
    (EN, "No signature is needed for a request."),
    (EN, "Requests can be made while you are signed in to your account."),
    (FI, "Pyyntöä ei tarvitse allekirjoittaa."),
    (EN, "The request must be answered in writing within one month."),
    (EN, "A request may be made in writing, by e-mail or by telephone."),
    (FI, "Pyyntö voidaan tehdä kirjallisesti."),
    (FI, "Tarkastuspyyntö on tehtävä kirjallisesti tai sähköpostilla."),
    (EN, "Where there is doubt about who makes a request, we may ask for an identity card."),
    (FI, "Voimme tarvittaessa pyytää pyynnön tekijää esittämään henkilöllisyystodistuksen."),
    (SV, "Vid behov kan vi be dig visa en identitetshandling när du gör en begäran."),
    (EN, "For visa requests we process your passport number."),
    (EN, "Requests are free of charge at least once a year."),
    (EN, "Our security is audited once a year."),
    (FI, "Tietoturva tarkastetaan kerran vuodessa."),
    (FI, "Tiedot saa tarkastaa maksutta vähintään kerran vuodessa."),
    (EN, "The time to answer may be extended by two further months."),
    (FI, "Vastausaikaa voidaan jatkaa enintään kahdella kuukaudella."),
    (SV, "Svarstiden kan förlängas med ytterligare två månader."),
    (EN, "The storage period may be extended by 60 days."),
    (EN, "By ticking the box you consent to the processing of personal data."),
    (EN, "By using the site you do not consent to any processing of personal data."),
]


def codes(lang: Locale, text: str) -> list[str]:
    return [rule.code for rule, _, _ in doubtful_terms(text, text, lang, TERMS)]


@pytest.mark.parametrize(("lang", "text", "code"), DOUBTFUL)
def test_a_doubtful_term_is_found(lang: Locale, text: str, code: str) -> None:
    assert code in codes(lang, text)


@pytest.mark.parametrize(("lang", "text"), NOT_DOUBTFUL)
def test_what_the_law_allows_is_spared(lang: Locale, text: str) -> None:
    assert codes(lang, text) == []


@pytest.mark.parametrize(
    ("lang", "vague", "exact"),
    [
        (EN, "We keep data as long as it is necessary.", "We keep data until the end of the contract."),
        (
            FI,
            "Säilytämme tietoja niin kauan kuin on tarpeellista.",
            "Tiedot poistetaan 24 kuukauden kuluttua.",
        ),
        (SV, "Uppgifterna sparas så länge de behövs.", "Uppgifterna sparas i två år."),
    ],
)
def test_a_vague_time_is_told_from_an_exact_one(lang: Locale, vague: str, exact: str) -> None:
    assert AS_LONG_AS_NEEDED[lang].search(vague)
    assert not ENDS[lang].search(vague)
    assert ENDS[lang].search(exact)


def test_every_rule_has_a_code_an_article_and_whole_sentences() -> None:
    for rule in RULES.values():
        assert re.fullmatch(r"[ILTD]\d{3}", rule.code)
        assert rule.article
        assert not rule.fault.endswith(".")
        assert rule.advice.endswith(".")
        assert rule.why.endswith(".")


def test_every_finding_tells_article_and_date() -> None:
    assert RULES["L205"].message() == (
        "Datainspektionen is called Integritetsskyddsmyndigheten (IMY)"
        " (GDPR Art. 13(2)(d), 77, since 2021-01-01)."
        " Name the authority IMY, with its present address: Box 8114, 104 20 Stockholm, imy@imy.se."
    )


def test_the_manual_has_every_code() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "policy-checks.md").read_text(encoding="utf-8")
    assert as_markdown() in manual, "write it anew: assistant policy check --explain all"


TOLD = [
    ("I112", EN, "You may ask for access to, correction or erasure of your data."),
    ("I112", EN, "You can have a copy of your data."),
    ("I112", FI, "Voit pyytää kopion tiedoistasi."),
    ("I112", SV, "Du kan begära ut dina uppgifter."),
    ("I113", SV, "Var och en har rätt att få oriktiga uppgifter rättade."),
    ("I108", EN, "We may have to give records to a court."),
    ("I108", EN, "The companies that help us run the clinic see what they need."),
    ("I115", EN, "You can ask us to limit how we use your data."),
    ("I117", FI, "Uutiskirjeen tilaus: kunnes perut sen."),
]


@pytest.mark.parametrize(("code", "lang", "text"), TOLD)
def test_an_item_is_known_by_the_words_that_policies_tell_it_in(code: str, lang: Locale, text: str) -> None:
    (item,) = (item for item in ITEMS if item.rule.code == code)
    assert item.words[lang].search(text)


@pytest.mark.parametrize(
    ("lang", "text", "is_use"),
    [
        (EN, "We use your address for direct marketing.", True),
        (EN, "We never hand it to anybody for marketing.", False),
        (FI, "Käytämme osoitettasi suoramarkkinointiin.", True),
        (FI, "Tietoja ei myydä eikä luovuteta suoramarkkinointiin.", False),
        (SV, "Vi använder adressen för marknadsföring.", True),
        (SV, "Uppgifterna lämnas aldrig ut för marknadsföring.", False),
    ],
)
def test_marketing_that_a_policy_only_rules_out_is_no_marketing(
    lang: Locale, text: str, *, is_use: bool
) -> None:
    assert bool(MARKETING[lang].search(text) and not NO_MARKETING[lang].search(text)) is is_use
