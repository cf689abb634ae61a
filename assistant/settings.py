"""Every setting once: its name, type, default, range and meaning.

The environment is read here and nowhere else; what is wrong is said before anything starts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from assistant.errors import UsageError
from assistant.service.limits import Limits

PREFIX = "ASSISTANT_"
SECRET_LENGTH = 32
LONGEST_TOLD = 60
"""Of a wrong value, so much is repeated."""
Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `low` and `high` bound numbers, both included."""

    name: str
    default: Value
    meaning: str
    example: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    is_secret: bool = False
    shape: str = ""  # a regular expression of the whole text

    @property
    def variable(self) -> str:
        """The name in the environment."""
        return PREFIX + self.name.upper()

    @property
    def kind(self) -> str:
        """`text`, `whole number`, `number` or `yes or no`."""
        kinds = {bool: "yes or no", int: "whole number", float: "number", str: "text"}
        return kinds[type(self.default)]


TABLE: tuple[Setting, ...] = (
    Setting(
        "home",
        "",
        "Folder with policies/ and intents/; empty: the checkout, else the package's own.",
        "/etc/assistant",
    ),
    Setting(
        "data", "data", "Folder for what the program writes: database, mail, secrets.", "/var/lib/assistant"
    ),
    Setting(
        "database_url",
        "",
        "Database; empty: SQLite in the data folder.",
        "postgresql://assistant@db/assistant",
    ),
    Setting(
        "database_connections",
        10,
        "Connections of one process to PostgreSQL; whoever finds none free waits.",
        "10",
        1,
        200,
    ),
    Setting(
        "base_url",
        "http://127.0.0.1:8000",
        "Public address of this server, without a final slash.",
        "https://privacy.example.org",
        shape=r"https?://[^\s/?#]+(/[^\s?#]*)?",
    ),
    Setting(
        "secret",
        "",
        "Master secret of at least 32 characters; the audit and all sealed texts hang on it.",
        "openssl rand -hex 32",
        is_secret=True,
    ),
    Setting(
        "secret_former",
        "",
        "Another master secret that still opens what it sealed, while the master secret is being changed.",
        "openssl rand -hex 32",
        is_secret=True,
    ),
    Setting(
        "mail",
        "smtp",
        "Where mail goes: to a server, or into the folder mail/ of the data folder.",
        "smtp",
        choices=("smtp", "folder"),
    ),
    Setting(
        "smtp_host",
        "127.0.0.1",
        "Mail server: its name or address alone.",
        "mail.example.org",
        shape=r"[^\s/@]+",
    ),
    Setting("smtp_port", 587, "Port of the mail server.", "587", 1, 65535),
    Setting(
        "smtp_security",
        "starttls",
        "How the connection is secured.",
        "starttls",
        choices=("starttls", "tls", "none"),
    ),
    Setting("smtp_username", "", "Name at the mail server; empty: none.", "assistant"),
    Setting("smtp_password", "", "Password at the mail server.", "…", is_secret=True),
    Setting(
        "mirror_tokens",
        "",
        "Token for the Request Tracker of a mirror; for several companies: controller=token, parted by blanks.",
        "secapp=1-23-… smilee=1-24-…",
        is_secret=True,
    ),
    Setting(
        "trusted_proxies",
        0,
        "How many proxies in front are ours; their X-Forwarded-For is believed.",
        "1",
        0,
        5,
    ),
    Setting(
        "controllers_at_hand",
        50,
        "Controllers that a process keeps ready to answer, about 2 MB each; others take longer at first.",
        "50",
        1,
        10000,
    ),
    Setting(
        "metrics",
        "local",
        "Who may read /metrics: this machine, whoever has the token, or nobody.",
        "token",
        choices=("local", "token", "off"),
    ),
    Setting(
        "metrics_token",
        "",
        "What reads /metrics, as Authorization: Bearer.",
        "openssl rand -hex 32",
        is_secret=True,
    ),
    Setting("message_characters", 4000, "Longest message of a visitor.", "4000", 100, 20000),
    Setting("frame_bytes", 16384, "Longest frame a socket takes.", "16384", 4096, 65536),
    Setting("messages_per_minute", 20, "Messages one conversation may send in a minute.", "20", 1, 100000),
    Setting("message_burst", 5, "Messages that may come at once.", "5", 1, 100000),
    Setting(
        "conversations_per_hour_per_address",
        10,
        "New conversations an hour from one network address.",
        "10",
        1,
        1000000,
    ),
    Setting("sockets_per_conversation", 5, "Open sockets of one conversation.", "5", 1, 100),
    Setting("sockets_per_address", 20, "Open sockets from one network address.", "20", 1, 1000000),
    Setting("sockets_per_process", 200, "Open sockets of one process.", "200", 1, 100000),
    Setting("hello_seconds", 5.0, "How long a socket may stay without its first frame.", "5", 0.1, 60),
    Setting("ping_seconds", 25.0, "How often a silent peer is asked whether it is there.", "25", 0.1, 300),
    Setting(
        "idle_minutes",
        15,
        "A socket without any frame is closed after this time; the chat can be resumed.",
        "15",
        1,
        1440,
    ),
    Setting("pass_seconds", 60, "How long a permit for a socket is good.", "60", 5, 600),
    Setting("code_ttl_minutes", 30, "How long a mailed code is good.", "30", 20, 120),
    Setting("code_tries", 5, "Wrong tries that kill a code.", "5", 1, 10),
    Setting("codes_per_day_per_address", 3, "Codes mailed to one address in 24 hours.", "3", 1, 1000),
    Setting(
        "mails_per_hour_per_network_address",
        20,
        "Codes asked for from one network address in an hour.",
        "20",
        1,
        100000,
    ),
    Setting("mails_per_hour", 500, "Codes mailed in an hour in all.", "500", 1, 1000000),
    Setting(
        "requests_per_hour_per_network_address",
        20,
        "Requests begun with the form from one network address in an hour.",
        "20",
        1,
        100000,
    ),
    Setting(
        "inbound_mails_per_hour_per_address",
        30,
        "Mails taken from one address in an hour; later ones are taken when the hour is over.",
        "30",
        1,
        100000,
    ),
    Setting(
        "conversation_retention_days",
        30,
        "Days after which a conversation without a request is erased.",
        "30",
        1,
        365,
    ),
    Setting(
        "unanswered_retention_days",
        90,
        "Days for which questions asked in vain are kept, without personal data; 0 keeps none.",
        "90",
        0,
        365,
    ),
    Setting("upload_megabytes", 10, "Largest file that staff can add to a checklist, in MB.", "10", 1, 50),
    Setting(
        "package_retention_days",
        30,
        "Days for which a package can be downloaded after its delivery; then it is erased.",
        "30",
        1,
        90,
    ),
    Setting(
        "unverified_retention_days",
        30,
        "Days after closing when a request that nobody verified is erased.",
        "30",
        1,
        365,
    ),
    Setting(
        "ticket_retention_months",
        24,
        "Months after closing when the texts, files, name and address of a request are erased.",
        "24",
        1,
        120,
    ),
    Setting(
        "stub_retention_months",
        36,
        "Months after that when its stub is erased: reference, rights, outcome, dates, keyed hash.",
        "36",
        1,
        240,
    ),
    Setting("mirror_poll_seconds", 30, "How often a mirror is asked what changed there.", "30", 1, 3600),
    Setting("staff_session_hours", 10, "Hours after which staff must sign in again.", "10", 1, 72),
    Setting("staff_failures", 10, "Wrong passwords in a row that lock an account.", "10", 3, 100),
    Setting("undo_seconds", 15, "How long a reply can be taken back before it is mailed.", "15", 0, 300),
    Setting("staff_lock_minutes", 15, "How long it stays locked.", "15", 1, 1440),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force. Limits are a value of their own, since use cases need only those."""

    home: str
    data: Path
    database_url: str = field(repr=False)
    database_connections: int
    base_url: str
    secret: str = field(repr=False)
    secret_former: str = field(repr=False)
    mail: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_username: str = field(repr=False)
    smtp_password: str = field(repr=False)
    mirror_tokens: str = field(repr=False)
    trusted_proxies: int
    controllers_at_hand: int
    metrics: str
    metrics_token: str = field(repr=False)
    limits: Limits

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.database_url.startswith("sqlite")


def read(environ: Mapping[str, str], *, overrides: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of an environment; overrides come from the command line and win.

    Raises:
        UsageError: a value cannot be used; the text names it, the problem and an example.
    """
    values = {row.name: _value(row, _raw(row, environ, overrides or {})) for row in TABLE}
    _refuse_unknown(environ)
    limits = Limits(**{f.name: values.pop(f.name) for f in fields(Limits)})  # type: ignore[arg-type]
    data = Path(str(values.pop("data")))
    values["database_url"] = values["database_url"] or f"sqlite:///{data.resolve() / 'assistant.db'}"
    values["base_url"] = str(values["base_url"]).rstrip("/")
    return Settings(data=data, limits=limits, **values)  # type: ignore[arg-type]


def _raw(row: Setting, environ: Mapping[str, str], overrides: Mapping[str, str]) -> str | None:
    if row.name in overrides:
        return overrides[row.name]
    path = environ.get(f"{row.variable}_FILE") if row.is_secret else None
    if path is None:
        return environ.get(row.variable)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{row.variable}_FILE: the file {path} cannot be read: {error}") from error


def _value(row: Setting, raw: str | None) -> Value:
    if raw is None:
        return row.default
    try:
        value = _converted(row, raw)
    except ValueError:
        raise _refused(row, raw, f"is not a {row.kind}") from None
    if row.choices and value not in row.choices:
        raise _refused(row, raw, f"must be one of {', '.join(row.choices)}")
    if row.low is not None and row.high is not None and not row.low <= float(value) <= row.high:
        raise _refused(row, raw, f"must be from {row.low:g} to {row.high:g}")
    if row.shape and not re.fullmatch(row.shape, str(value)):
        raise _refused(row, raw, "does not read like what it is for")
    if row.name.startswith("secret") and len(raw) < SECRET_LENGTH:
        raise _refused(row, raw, f"must have at least {SECRET_LENGTH} characters")
    return value


def _converted(row: Setting, raw: str) -> Value:
    match row.default:
        case int():
            return int(raw)
        case float():
            return float(raw)
        case _:
            return raw.strip()


def _refused(row: Setting, raw: str, problem: str) -> UsageError:
    """Return what is wrong, with what, and how to mend it; a secret is not repeated."""
    given = (
        ""
        if row.is_secret
        else f"={' '.join(raw.split())[:LONGEST_TOLD]}"
        if raw.strip()
        else " is empty: it"
    )
    example = f"for example: {row.variable}={row.example}"
    return UsageError(f"{row.variable}{given} {problem}; {example} ({row.meaning.rstrip('.')})")


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {row.variable for row in TABLE} | {f"{row.variable}_FILE" for row in TABLE if row.is_secret}
    unknown = sorted(
        name
        for name in environ
        if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TESTS_") and name not in known
    )
    if unknown:
        raise UsageError(f"there is no setting {unknown[0]}; see them all with: assistant settings")


def as_rows(settings: Settings) -> list[dict[str, Value | None]]:
    """Return the table with the values in force; secrets are only said to be set or not."""
    return [_as_row(row, settings) for row in TABLE]


def _as_row(row: Setting, settings: Settings) -> dict[str, Value | None]:
    value = getattr(settings.limits if hasattr(settings.limits, row.name) else settings, row.name)
    shown = value if isinstance(value, Value) else str(value)
    told = {name: getattr(row, name) for name in ("default", "low", "high", "meaning", "example")}
    own = {"name": row.variable, "value": shown, "type": row.kind, **told}
    return own | ({"value": "set" if value else "not set"} if row.is_secret else {})


def find_content(home: str) -> Path:
    """Return the folder with policies/ and intents/: `home` if given, else the checkout's, else the package's.

    Raises:
        UsageError: there is no such folder.
    """
    package = Path(__file__).parent
    candidates = [Path(home)] if home else [package.parent, package / "_content"]
    for candidate in candidates:
        if (candidate / "policies").is_dir() and (candidate / "intents").is_dir():
            return candidate
    raise UsageError(
        f"no content in {candidates[0]}: it must hold policies/ and intents/; set ASSISTANT_HOME to their folder"
    )
