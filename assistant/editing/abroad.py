"""Tells where a policy speaks of the law of another country than its controller's settings say."""

import re
from collections import Counter
from collections.abc import Sequence

from assistant.policy.model import Policy

OFTEN = 3
"""How often a policy names a country before that tells of its law."""

_AUTHORITIES = {
    "FI": r"Data Protection Ombudsman|tietosuojavaltuut|dataombudsman",
    "SE": r"Integritetsskyddsmyndigheten|\bIMY\b|Datainspektionen|Swedish Authority for Privacy",
    "IE": r"Data Protection Commission\b(?!er)|Irish data protection",
    "GB": r"Information Commissioner|\bICO\b",
    "FR": r"\bCNIL\b|Commission nationale de l.informatique",
    "NL": r"Autoriteit Persoonsgegevens|Dutch Data Protection Authority",
    "DE": r"Bundesbeauftragte|Landesbeauftragte|\bBfDI\b",
    "AT": r"Österreichische Datenschutzbehörde|Austrian Data Protection Authority",
    "DK": r"Datatilsynet[ ,]+(?:Carl|i Danmark)|Danish Data Protection Agency",
    "NO": r"Norwegian Data Protection Authority|Datatilsynet[ ,]+(?:Postboks|i Norge)",
    "EE": r"Andmekaitse Inspektsioon|Estonian Data Protection Inspectorate",
    "ES": r"Agencia Española de Protección|\bAEPD\b",
    "IT": r"Garante per la protezione",
    "PL": r"\bUODO\b|Urząd Ochrony Danych|Polish Data Protection",
}
_COUNTRIES = {
    "FI": r"\bFinland|\bFinnish|\bSuom[ei]|\bFinsk",
    "SE": r"\bSweden|\bSwedish|\bSverige|\bsvensk|\bRuotsi",
    "IE": r"(?<!Northern )\bIreland|\bIrish|\bIrlan[dt]",
    "GB": r"\bUnited Kingdom|\bUK\b|\bStorbritannien|\bIso-Britannia",
    "DE": r"\bGermany|\bGerman\b|\bTyskland|\bSaksa",
    "DK": r"\bDenmark|\bDanish|\bDanmark|\bTanska",
    "NO": r"\bNorway|\bNorwegian|\bNorge|\bNorja",
    "EE": r"\bEstonia|\bEstland|\bViro[ns]",
    "NL": r"\bNetherlands|\bDutch|\bNederländerna|\bAlankoma",
}
_READ = [
    {country: re.compile(pattern) for country, pattern in named.items()}
    for named in (_AUTHORITIES, _COUNTRIES)
]


def law_elsewhere(policies: Sequence[Policy], country: str) -> str:
    """Return what the policies name of the law of another country; empty if they name that of this one.

    That is another country's authority, or another country often; an empty country is no country's.
    """
    text = "\n".join(policy.text for policy in policies)
    for patterns, least in zip(_READ, (1, OFTEN), strict=True):
        found = {code: Counter(pattern.findall(text)) for code, pattern in patterns.items()}
        if found.pop(country, None):
            return ""
        most = max(found.values(), key=lambda named: named.total())
        if most.total() >= least:
            return str(most.most_common(1)[0][0])
    return ""
