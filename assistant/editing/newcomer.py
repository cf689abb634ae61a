"""Writes the settings file of a new controller from what its policies tell, and marks what is missing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.editing.check import IS_RIGHT, TO_FILL
from assistant.editing.told import Told
from assistant.rights.workdays import ZONES
from assistant.terms import Locale

_TEAM = {
    Locale.EN: "The privacy team at {}",
    Locale.FI: "{}, tietosuojatiimi",
    Locale.SV: "{}, dataskyddsteamet",
}
_FROM = f"from the policy; {IS_RIGHT}"
_COUNTRIES = (
    "FI or SE, whose due dates, holidays and authority are the only ones known; until you choose, due dates "
    "know no holidays, and visitors are told of the authority where they live or work"
)


@dataclass(frozen=True, slots=True)
class Given:
    """What whoever adds a controller says of it; empty texts where they say nothing."""

    name: str = ""
    country: str = ""
    email: str = ""
    origin: str = ""
    sender: str = ""


def settings_text(id: str, files: Mapping[Locale, str], told: Told, given: Given) -> str:  # noqa: A002
    """Return the text of a `controller.yaml` that can be used at once; `FILL IN` marks what nobody told."""
    name = given.name or told.name or id
    country = given.country or told.country
    likely = country or ("SE" if set(files) == {Locale.SV} else "FI")
    email = given.email or told.email or f"privacy@{id}.example.org"
    files_text = ", ".join(f"{locale}: {file}" for locale, file in files.items())
    lines = [
        "# Who is responsible, as it is shown to visitors and written under letters.",
        _line("name", name, _mark(given.name, told.name, "the company's name")),
        "# Supervisory authority and public holidays: FI or SE.",
        _line("country", country or None, _mark(given.country, told.country, _COUNTRIES)),
        _zone(likely, given.country, told.country),
        "# Languages of the policy and their files.",
        f"locales: {{{files_text}}}",
        *_reach(email, told, given),
        "# Sites that may embed the widget.",
        _origins(id, told, given),
        "# The company's own systems, searched in an access request besides the recipients.",
        f"systems: [] # {TO_FILL}: the systems that hold personal data",
        "# Told of corrections, erasures and restrictions (GDPR Art. 19).",
        f"recipients: [] # {TO_FILL}: whom the policy names as getting data",
        "# The ticket queue of the staff.",
        f"queue: {id}-privacy",
        "mirror: null",
        "# Letters come from here.",
        _line(
            "sender",
            given.sender or email,
            "" if given.sender else f"{TO_FILL}: an address that your mail server may send from",
        ),
        "signature:",
        *(f"  {_line(locale, text.format(name), '')}" for locale, text in _TEAM.items()),
        '# When people answer, in local time, such as {monday: "09:00-16:00"}.',
        "opening_hours: {}",
        "# Proof of identity that a right needs here, where it differs from the default.",
        "identity: {}",
        "# An answer promised sooner than the law asks, in days.",
        f"promise_days: {told.promise_days} # {_FROM}" if told.promise_days else "promise_days: null",
        "# Whether offices are closed on the eves of Midsummer and Christmas: safe (no) or national (yes).",
        "eves: safe",
        'brand: "#0b5d4e"',
        "",
    ]
    return "\n".join(lines)


def _zone(likely: str, given: str, told: str) -> str:
    remark = _mark(given, told, f"where the company is, such as Europe/Dublin; {ZONES[likely]} is a guess")
    return f"timezone: {ZONES[likely]}" + (f" # {remark}" if remark else "")


def _reach(email: str, told: Told, given: Given) -> list[str]:
    lines = [
        "# Routes that the policy itself names.",
        "contact:",
        "  " + _line("email", email, _mark(given.email, told.email, "where data subjects write to")),
    ]
    if told.post:
        lines.append("  " + _line("post", told.post, _FROM))
    if told.phone:
        lines.append(_line("phone", told.phone, _FROM))
    lines.append("# The data protection officer, by role; a name never stands here. null: there is none.")
    if told.officer_email:
        lines += ["dpo:", "  role: Data protection officer", "  " + _line("email", told.officer_email, _FROM)]
    else:
        lines.append("dpo: null")
    return lines


def _origins(id: str, told: Told, given: Given) -> str:  # noqa: A002
    if given.origin:
        return f"origins: [{json.dumps(given.origin)}]"
    site = f"https://www.{told.site}" if told.site else f"https://www.{id}.example.org"
    return f"origins: [{json.dumps(site)}] # {TO_FILL}: " + (
        _FROM if told.site else "https:// and the site's name"
    )


def _mark(given: str, told: str, missing: str) -> str:
    """Return the remark behind a value: none if a person gave it."""
    if given:
        return ""
    return _FROM if told else f"{TO_FILL}: {missing}"


def _line(key: str, value: str | None, remark: str) -> str:
    return f"{key}: {json.dumps(value, ensure_ascii=False)}" + (f" # {remark}" if remark else "")
