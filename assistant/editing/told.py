"""Finds what a policy tells of its controller: name, country, and how to reach whom."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile

from assistant.editing.abroad import law_elsewhere
from assistant.policy.facts import Fact, facts
from assistant.policy.load import LATEST, SOONEST
from assistant.policy.model import Policy
from assistant.rights.promise import likely, soonest
from assistant.terms import Locale

_FORM = r"(?:Oyj?|Abp?|AB|Ltd|Limited|OÜ|GmbH|LLC|Inc|plc|ry|rf|r\.y\.|r\.f\.|Tmi)"
_AND = r"(?:&|\+|and|och|ja)[ \u00a0]"
_WORD = rf"(?!{_FORM}[ \u00a0]{_AND})[A-ZÅÄÖ0-9][\w&.’'-]*[ \u00a0](?:{_AND})?"
_COMPANY = re.compile(rf"\b((?:{_WORD}){{1,5}}{_FORM})(?![\w-])")
_LEAD = frozenset(
    [
        "the",
        "we",
        "our",
        "us",
        "at",
        "by",
        "of",
        "in",
        "for",
        "data",
        "privacy",
        "policy",
        "controller",
        "company",
        "is",
        "on",
        "name",
        "rekisterinpitäjä",
        "yritys",
        "yhtiö",
        "nimi",
        "on",
        "me",
        "vi",
        "personuppgiftsansvarig",
        "bolaget",
        "namn",
        "är",
        "and",
        "och",
        "ja",
        "&",
    ]
)
"""Words that open a sentence or a line before a company's name."""
_BOX = r"(?:PL|PB|P\.?O\.? Box|Box)[ \u00a0]\d+"
_STREET = r"[A-ZÅÄÖ][\w.-]+(?:[ \u00a0][\w.-]+){0,3}[ \u00a0]\d+[\w \u00a0-]{0,8}"
_TOWN = r"(?:(?:FI|SE|S)-)?\d{3}[ \u00a0]?\d{2}[ \u00a0][A-ZÅÄÖ][\w-]+"
_POST = re.compile(rf"(?:{_BOX}|{_STREET}),?\s+{_TOWN}")
_OFFICER = re.compile(r"data protection officer|\bdpo\b|tietosuojavastaava|dataskyddsombud", re.IGNORECASE)
_PRIVATE = re.compile(r"privacy|tietosuoja|dataskydd|gdpr|integritet|dpo|rekister|personuppgift")
_COUNTRY = {
    "FI": re.compile(
        r"\bOyj?\b|\bry\b|tietosuojavaltuutet|Data Protection Ombudsman|dataombudsman|Finland|Suom[ei]|Helsin"
    ),
    "SE": re.compile(
        r"Integritetsskyddsmyndigheten|\bIMY\b|Datainspektionen|Swedish Authority|Sverige|Sweden|Stockholm"
    ),
}
_BUSINESS_ID = re.compile(r"\d{6,7}-\d{1,4}|\d{8}")
_NEARBY = 160


@dataclass(frozen=True, slots=True)
class Told:
    """What policies tell of their controller; empty texts, and no days, where they tell nothing."""

    name: str = ""
    country: str = ""
    email: str = ""
    post: str = ""
    phone: str = ""
    officer_email: str = ""
    site: str = ""
    promise_days: int = 0


def told(policies: Sequence[Policy]) -> Told:
    """Return what the policies of one controller tell of it, the first of them before the others."""
    text = "\n".join(f"{policy.title}\n{policy.text}" for policy in policies)
    found = facts(text)
    emails = [f for f in found if f.kind == "e-mail address"]
    officers = [f for f in emails if _OFFICER.search(text[max(0, f.start - _NEARBY) : f.end])]
    others = [f for f in emails if f not in officers] or emails
    private = [f for f in others if _PRIVATE.search(f.value.partition("@")[0])]
    email = next((fact.value for fact in (*private, *others)), "")
    phones = (text[f.start : f.end].strip() for f in found if f.kind == "telephone number")
    post = _POST.search(text)
    return Told(
        name=_name(text),
        country=_country(policies, text),
        email=email,
        post=" ".join(post[0].split()) if post else "",
        phone=next((phone for phone in phones if not _BUSINESS_ID.fullmatch(phone)), ""),
        officer_email=officers[0].value if officers else "",
        site=_site(found, email),
        promise_days=_promise_days(text),
    )


def _promise_days(text: str) -> int:
    """Return in how many days the text seems to promise an answer, in any language; 0 if it does not."""
    promise = soonest(found for locale in Locale for found in likely(text, locale))
    days = (promise.days or promise.working_days * 7 // 5) if promise else 0
    return days if SOONEST <= days <= LATEST else 0


def _name(text: str) -> str:
    """Return the company that is named most often, the first of several."""
    found = (list(dropwhile(_is_lead, match[1].split())) for match in _COMPANY.finditer(text))
    whole = Counter(" ".join(words) for words in found if len(words) > 1)
    return whole.most_common(1)[0][0] if whole else ""


def _is_lead(word: str) -> bool:
    return word.casefold() in _LEAD


def _country(policies: Sequence[Policy], text: str) -> str:
    """Return the country whose law the text names more than the other's, unless it names a third one's."""
    counts = {country: len(pattern.findall(text)) for country, pattern in _COUNTRY.items()}
    best = max(counts, key=lambda country: counts[country])
    is_clear = counts[best] and len(set(counts.values())) > 1
    return best if is_clear and not law_elsewhere(policies, best) else ""


def _site(found: Sequence[Fact], email: str) -> str:
    """Return the company's own site: of the domain of its mail."""
    domain = email.partition("@")[2]
    sites = [fact.value for fact in found if fact.kind == "site"]
    return next((site for site in sites if domain and (site == domain or site.endswith(f".{domain}"))), "")
