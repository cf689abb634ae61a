"""Puts pages into people's languages: texts, days and moments, and links that keep the language.

The language is the one asked for with `?lang=`, else the one that the view's subject is in (`speak`),
else the best of what the browser prefers, else English.
"""

from datetime import date, datetime
from math import ceil, floor
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from flask import Flask, g, request, url_for

from assistant.terms import Locale
from assistant.translations import WRITTEN_AS, ntranslate, spoken_day, spoken_time, translate
from assistant.web.linking import linked

NAMES = {Locale.EN: "English", Locale.FI: "Suomi", Locale.SV: "Svenska"}
PARAMETER = "lang"


def speak(
    locale: str | None = None,
    *,
    zone: str | None = None,
    domain: str | None = None,
    among: tuple[Locale, ...] = (),
) -> None:
    """Set what this page speaks where the visitor has asked for nothing else.

    `zone` is the time zone that moments are told in, `domain` the catalogue of the page's texts. A page
    that exists in some languages only gives them as `among`; the first is spoken when none is preferred.
    """
    g.among = among or g.get("among")
    g.locale = Locale(locale) if locale else g.get("locale")
    g.zone = zone or g.get("zone")
    g.domain = domain or g.get("domain")


def locale() -> Locale:
    """Return the language of the page."""
    known: tuple[Locale, ...] = g.get("among") or tuple(Locale)
    asked = request.args.get(PARAMETER, "")
    if asked in known:
        return Locale(asked)
    if g.get("locale") in known:
        return Locale(g.locale)
    return Locale(request.accept_languages.best_match(list(known)) or known[0])


def say(msgid: str, /, **parameters: object) -> str:
    """Return a sentence in the page's language."""
    return translate(_domain(), locale(), msgid, **parameters)


def nsay(one: str, many: str, num: int, /, **parameters: object) -> str:
    """Return a sentence in the page's language and in the form for the number, `%(num)d`."""
    return ntranslate(_domain(), locale(), (one, many), num, **parameters)


def day(value: date) -> str:
    """Return a day as the page's language writes it."""
    return spoken_day(value, locale())


def moment(value: datetime) -> str:
    """Return a day and a time of it, in the page's time zone; UTC if it has none."""
    local = value.astimezone(ZoneInfo(g.get("zone") or "UTC"))
    words = {"day": day(local.date()), "time": spoken_time(local, locale())}
    return translate("pages", locale(), "%(day)s at %(time)s", **words)


def size(number: int, *, is_bound: bool = True) -> str:
    """Return a number of bytes as people say it; a bound is rounded down, what is measured by it up."""
    rounded = floor if is_bound else ceil
    kilobytes, megabytes = rounded(number / 1024), rounded(number / 1024 / 1024 * 10) / 10
    if kilobytes < 1024:  # noqa: PLR2004 - to a megabyte
        return translate("pages", locale(), "%(number)d kB", number=kilobytes)
    written = format_decimal(megabytes, locale=WRITTEN_AS.get(locale(), locale()))
    return translate("pages", locale(), "%(number)s MB", number=written)


def link(endpoint: str, /, **values: Any) -> str:  # noqa: ANN401 - as url_for takes them
    """Return an address of ours; the language stays the one that was asked for."""
    if PARAMETER not in values and request.args.get(PARAMETER) in set(Locale):
        values[PARAMETER] = request.args[PARAMETER]
    return url_for(endpoint, **values)


def in_language(other: Locale) -> str:
    """Return the address of this very page in another language, without what is used only once.

    A page that answers a form is left for the one that the form stood on, set as `g.place`.
    """
    place = g.get("place") or str(request.endpoint)
    return url_for(place, **{**(request.view_args or {}), PARAMETER: other.value})


def wants_json() -> bool:
    """Return whether a program asks: it accepts JSON rather than a page, or uses the programs' interface."""
    if request.path.startswith(("/api/", "/REST/")) or request.path.endswith(".json") or request.is_json:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def register(app: Flask) -> None:
    """Give templates what they need to speak."""
    app.jinja_env.globals.update(
        say=say,
        nsay=nsay,
        day=day,
        moment=moment,
        link=link,
        locale=locale,
        languages=NAMES,
        in_language=in_language,
    )
    app.jinja_env.filters["linked"] = linked


def _domain() -> str:
    return g.get("domain") or "pages"
