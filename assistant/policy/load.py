"""Loads controllers and their policies from the folder `policies/`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, get_args
from urllib.parse import urlsplit

from ruamel.yaml.nodes import Node

from assistant.policy.model import Policy
from assistant.policy.read import read_policy
from assistant.strict import Reader
from assistant.terms import Locale, Right

SETTINGS_FILE = "controller.yaml"
NOTICE_FOLDER = "assistant"
MIRROR_KINDS = ("request-tracker",)
LEVELS = ("L0", "L1", "L2", "L3")
Eves = Literal["safe", "national"]
"""`safe`: an eve is an ordinary day; `national`: it is not (rule D-4)."""
MOST_KEYS = 2
"""One in use, and the next or the last one while keys are changed."""
SOONEST, LATEST = 1, 31
"""In so many days an answer can be promised: the law asks for it within a month (GDPR Art. 12(3))."""
MAIL_ADDRESS = r"[^\s@<>,;]+@[^\s@<>,;]+"
HOURS = r"((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])"
PUBLIC_KEY = r"[A-Za-z0-9_-]{43}"
_MAIL = re.compile(MAIL_ADDRESS)
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_KEY = re.compile(PUBLIC_KEY, re.ASCII)
_HOURS = re.compile(HOURS, re.ASCII)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REQUIRED = ("name", "country", "timezone", "locales", "contact", "origins", "queue", "sender")
OPTIONAL = (
    "systems",
    "mirror",
    "phone",
    "opening_hours",
    "signature",
    "dpo",
    "identity",
    "promise_days",
    "eves",
    "sign_in",
    "sign_in_keys",
    "staff_mailbox",
    "retention_days",
    "brand",
    "not_covered",
    "recipients",
)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody; an empty text where there is no such way."""

    email: str = ""
    post: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Mirror:
    """Another tracker in which each request has its like: its address without a final slash, and a queue."""

    kind: str
    url: str
    queue: str


@dataclass(frozen=True, slots=True)
class Controller:
    """Who is responsible for the data, as its settings file says.

    `identity` overrides the level of proof per right, as a name such as `L1`. `opening_hours` give a
    weekday's hours such as 09:00-16:00. `not_covered` says per language whom this controller's policy
    leaves out and who is responsible for them. `country` is empty until somebody fills it in. `sign_in` is
    the page of the company that proves who is signed in there, `sign_in_keys` its public keys by their id,
    at most two. `staff_mailbox` gets reminders.
    """

    id: str
    name: str
    country: str
    timezone: str
    locales: Mapping[Locale, str]
    contact: Contact
    origins: tuple[str, ...]
    queue: str
    sender: str
    systems: tuple[str, ...] = ()
    mirror: Mirror | None = None
    phone: str = ""
    opening_hours: Mapping[str, str] = field(default_factory=dict)
    signature: Mapping[Locale, str] = field(default_factory=dict)
    dpo: Contact | None = None
    identity: Mapping[Right, str] = field(default_factory=dict)
    promise_days: int | None = None
    retention_days: int | None = None
    brand: str = ""
    not_covered: Mapping[Locale, str] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    eves: Eves = "safe"
    sign_in: str = ""
    sign_in_keys: Mapping[str, str] = field(default_factory=dict)
    staff_mailbox: str = ""


def load_controllers(root: Path) -> tuple[Controller, ...]:
    """Return every controller in `root`/policies, by name of folder.

    Raises:
        ContentError: a settings file cannot be used.
    """
    folders = sorted(path.parent for path in (root / "policies").glob(f"*/{SETTINGS_FILE}"))
    return tuple(load_controller(folder) for folder in folders)


class PolicyReader(Protocol):
    """What reads one policy file: `read_policy`, or something that remembers what it has read."""

    def __call__(self, path: Path, *, id: str, locale: Locale) -> Policy: ...  # noqa: A002


def load_policies(
    root: Path, controller: Controller, *, read: PolicyReader = read_policy
) -> dict[Locale, Policy]:
    """Return a controller's policies by language.

    Raises:
        ContentError: a policy is missing or cannot be read.
    """
    folder = root / "policies" / controller.id
    return {
        locale: read(folder / name, id=f"{controller.id}/{locale}", locale=locale)
        for locale, name in controller.locales.items()
    }


def load_notice(root: Path) -> dict[Locale, Policy]:
    """Return the assistant's own notice by language; a language without one is left out."""
    folder = root / "policies" / NOTICE_FOLDER
    found = {locale: folder / f"{locale}.md" for locale in Locale}
    return {
        locale: read_policy(path, id=f"{NOTICE_FOLDER}/{locale}", locale=locale)
        for locale, path in found.items()
        if path.is_file()
    }


def load_controller(folder: Path) -> Controller:
    """Return the controller whose folder this is.

    Raises:
        ContentError: the first problem of its settings file, with its line and what to write instead.
    """
    reader = Reader(folder / SETTINGS_FILE)
    root = reader.root()
    values = reader.mapping(root, required=REQUIRED, optional=OPTIONAL) if root is not None else {}
    if reader.problems:
        raise reader.problems[0]
    controller = _controller(folder, reader, values)
    if reader.problems:
        raise reader.problems[0]
    return controller


def _controller(folder: Path, reader: Reader, values: Mapping[str, Node]) -> Controller:
    get = values.get
    return Controller(
        id=folder.name,
        name=reader.string(get("name")),
        country=_country(reader, get("country")),
        timezone=reader.string(get("timezone")),
        locales=_locales(folder, reader, values["locales"]),
        contact=_contact(reader, values["contact"]),
        origins=_origins(reader, get("origins")),
        queue=reader.string(get("queue")),
        sender=_address(reader, get("sender")),
        systems=_texts(reader, get("systems")),
        mirror=_mirror(reader, get("mirror")),
        phone=_text(reader, get("phone")),
        opening_hours=_hours(reader, get("opening_hours")),
        signature=_by_locale(reader, get("signature")),
        dpo=None if reader.is_null(get("dpo")) else _contact(reader, values["dpo"]),
        identity=_identity(reader, get("identity")),
        promise_days=_promise_days(reader, get("promise_days")),
        retention_days=reader.whole_number(get("retention_days")),
        brand=_text(reader, get("brand")),
        not_covered=_by_locale(reader, get("not_covered")),
        recipients=_texts(reader, get("recipients")),
        eves=_eves(reader, get("eves")),
        sign_in=_text(reader, get("sign_in")),
        sign_in_keys=_keys(reader, get("sign_in_keys")),
        staff_mailbox="" if reader.is_null(get("staff_mailbox")) else _address(reader, get("staff_mailbox")),
    )


def _country(reader: Reader, node: Node | None) -> str:
    return "" if reader.is_null(node) else reader.choice(node, ("FI", "SE"))


def _text(reader: Reader, node: Node | None) -> str:
    return "" if reader.is_null(node) else reader.string(node)


def _texts(reader: Reader, node: Node | None) -> tuple[str, ...]:
    return () if reader.is_null(node) else reader.strings(node)


def is_site(text: str) -> bool:
    """Tell whether this is a site as browsers name it: scheme, host and at most a port, and nothing else."""
    try:
        parts = urlsplit(text)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host, is_whole = parts.hostname or "", text == f"{parts.scheme}://{parts.netloc}"
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL)
    return bool(host) and is_safe and is_port and is_whole and not re.search(r"[@\s*]", parts.netloc)


def is_mail_address(text: str) -> bool:
    """Tell whether this looks like one address of mail, without a name."""
    return _MAIL.fullmatch(text) is not None


def _origins(reader: Reader, node: Node | None) -> tuple[str, ...]:
    """Return the sites; the browser's own writing of a site is compared, so nothing may be left out."""
    found = _texts(reader, node)
    for item in node.value if node is not None and found else ():
        if item.value and not is_site(str(item.value)):
            fault = f"{item.value!r} is no site: write https:// and its name without a path, such as "
            reader.fault(item, "SITE", f'{fault}"https://www.example.org"; http:// only for localhost')
    return found


def _address(reader: Reader, node: Node | None) -> str:
    found = reader.string(node)
    if found and not is_mail_address(found):
        reader.fault(
            node, "MAIL", f"{found!r} is no address of mail: write one alone, such as privacy@example.org"
        )
    return found


def _promise_days(reader: Reader, node: Node | None) -> int | None:
    found = reader.whole_number(node)
    if found is not None and not SOONEST <= found <= LATEST:
        reader.fault(node, "DAYS", f"{found} days cannot be promised: write {SOONEST} to {LATEST}, or null")
    return found


def _pairs(reader: Reader, node: Node | None, *, known: tuple[str, ...] = ()) -> dict[str, str]:
    if node is None or reader.is_null(node):
        return {}
    keys = known or tuple(str(key.value) for key, _ in node.value)
    return {key: reader.string(value) for key, value in reader.mapping(node, optional=keys).items()}


def _hours(reader: Reader, node: Node | None) -> dict[str, str]:
    """Return weekdays with their hours such as 09:00-16:00, which end later than they begin."""
    found = _pairs(reader, node, known=DAYS)
    for day, written in found.items():
        hours = _HOURS.fullmatch(written)
        if hours is None or hours[1] >= hours[2]:
            reader.fault(node, "HOURS", f"write the hours of {day} as 09:00-16:00")
    return found


def _by_locale(reader: Reader, node: Node | None) -> dict[Locale, str]:
    found = _pairs(reader, node, known=tuple(Locale))
    return {Locale(key): value for key, value in found.items()}


def _contact(reader: Reader, node: Node) -> Contact:
    keys = reader.mapping(node, optional=("email", "post", "role"))
    email = _address(reader, keys.pop("email", None))
    return Contact(email=email, **{key: reader.string(value) for key, value in keys.items()})


def _mirror(reader: Reader, node: Node | None) -> Mirror | None:
    if node is None or reader.is_null(node):
        return None
    found = reader.mapping(node, required=("kind", "url", "queue"))
    url = reader.string(found.get("url")).rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username):
        reader.fault(
            found["url"], "URL", f"{url!r} is no address of a Request Tracker, such as https://rt.example.org"
        )
    kind = reader.choice(found.get("kind"), MIRROR_KINDS)
    return Mirror(kind, url, reader.string(found.get("queue")))


def _identity(reader: Reader, node: Node | None) -> dict[Right, str]:
    if node is None or reader.is_null(node):
        return {}
    rights = tuple(right for right in Right if right.is_filed)
    found = reader.mapping(node, optional=rights)
    return {Right(key): reader.choice(value, LEVELS) for key, value in found.items()}


def _eves(reader: Reader, node: Node | None) -> Eves:
    found = "" if reader.is_null(node) else reader.choice(node, get_args(Eves))
    return "national" if found == "national" else "safe"


def _keys(reader: Reader, node: Node | None) -> dict[str, str]:
    """Return public Ed25519 keys by their id: 32 bytes each, in base64url without padding."""
    found = _pairs(reader, node)
    if node is not None and (len(found) > MOST_KEYS or not all(map(_KEY.fullmatch, found.values()))):
        reader.fault(node, "KEYS", "give one or two keys, each of 43 characters: base64url without padding")
    return found


def _locales(folder: Path, reader: Reader, node: Node) -> dict[Locale, str]:
    found = _by_locale(reader, node)
    if not found:
        reader.fault(node, "MISSING", "name at least one language and its file, such as en: en.md")
    for locale, name in found.items():
        if not (folder / name).is_file():
            reader.fault(node, "FILE", f"the policy in {locale} is not here: {folder / name}")
    return found
