"""The supervisory authorities to which people can complain: data with the date on which it was checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.errors import NotFoundError
from assistant.terms import Locale


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority of GDPR Art. 51, as one reaches it. The name is per language."""

    country: str
    names: Mapping[Locale, str]
    post: str
    phone: str
    email: str
    site: str
    checked_on: date

    def name(self, locale: Locale) -> str:
        return self.names[locale]


AUTHORITIES: Mapping[str, Authority] = {
    "FI": Authority(
        country="FI",
        names={
            Locale.EN: "Office of the Data Protection Ombudsman",
            Locale.FI: "Tietosuojavaltuutetun toimisto",
            Locale.SV: "Dataombudsmannens byrå",
        },
        post="PL 800, 00531 Helsinki",
        phone="+358 29 566 6700",
        email="tietosuoja@om.fi",
        site="https://tietosuoja.fi",
        checked_on=date(2026, 11, 1),
    ),
    "SE": Authority(
        country="SE",
        names={
            Locale.EN: "Swedish Authority for Privacy Protection (IMY)",
            Locale.FI: "Ruotsin tietosuojaviranomainen (IMY)",
            Locale.SV: "Integritetsskyddsmyndigheten (IMY)",
        },
        post="Box 8114, 104 20 Stockholm",
        phone="+46 8 657 61 00",
        email="imy@imy.se",
        site="https://www.imy.se",
        checked_on=date(2026, 11, 1),
    ),
}


def authority(country: str) -> Authority:
    """Return the authority of a controller's country.

    Raises:
        NotFoundError: none is kept for that country.
    """
    try:
        return AUTHORITIES[country]
    except KeyError as error:
        known = ", ".join(AUTHORITIES)
        raise NotFoundError(f"no supervisory authority is kept for this country; known: {known}") from error
