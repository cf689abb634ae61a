"""The supervisory authorities to which people can complain: data with the date on which it was checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.terms import Locale, Message

DOMAIN = "law"


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


OF_THE_VISITOR = Message(
    DOMAIN,
    "You can turn to the data protection authority of the EU or EEA country where you live, where you work or"
    " where you think that the law was broken (GDPR Art. 77).",
)
"""The authority that anybody can complain to, whatever the controller's country is."""
NOT_KNOWN = Message(
    DOMAIN, "That of the company's country, which nobody has filled in yet in its controller.yaml."
)
"""What the staff read in the place of the authority's name."""


def authority(country: str) -> Authority | None:
    """Return the authority of a controller's country; None while nobody has filled the country in.

    A wrong authority misinforms about a right, so no other country's takes its place.
    """
    return AUTHORITIES[country] if country else None


def members_url(locale: Locale) -> str:
    """Return the European Data Protection Board's page that lists every authority with its addresses."""
    return f"https://www.edpb.europa.eu/about-edpb/about-edpb/members_{locale}"
