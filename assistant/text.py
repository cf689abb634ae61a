"""Plain-text ground rules shared by everything: normal forms, slugs and short hashes."""

import hashlib
import re
import unicodedata

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_NATIONAL_ID = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-3]\d[01]\d{3}[-+A-FU-Y]\d{3}[0-9A-Y]"  # Finnish: ddmmyy, century sign, number, check character
    r"|(?:19|20)?\d\d[01]\d[0-9]\d[-+]\d{4}"  # Swedish with its sign: (yy)yymmdd-nnnn
    r"|(?:19|20)\d\d[01]\d[0-9]\d ?\d{4}"  # Swedish of twelve digits
    r")(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_TEN_DIGITS = re.compile(r"(?<![0-9A-Za-z+])\d\d[01]\d[0-9]\d ?\d{4}(?![0-9A-Za-z])")
MASK = "[…]"


def nfc(text: str) -> str:
    """Return the text in Unicode's composed form, without invisible and direction characters."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def fold_space(text: str) -> str:
    """Return the composed text with white space runs as one blank: the form passages are compared in."""
    return _SPACE.sub(" ", nfc(text)).strip()


def without_controls(text: str) -> str:
    """Return the text without control characters other than line break and tab."""
    if text.isprintable():  # nearly every message is, and it is told much faster
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cn", "Co"})


def without_marks(text: str) -> str:
    """Return the text with diacritics taken off its letters, as hurried people type."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def slug(text: str, *, limit: int = 48) -> str:
    """Return a name for addresses of a-z, 0-9 and hyphens; `section` if none is left."""
    plain = _NOT_SLUG.sub("-", without_marks(text.casefold().replace("ß", "ss").replace("ø", "o"))).strip("-")
    return plain[:limit].rstrip("-") or "section"


def short_hash(text: str, *, digits: int = 4) -> str:
    """Return the first hexadecimal digits of a hash of the white-space folded text."""
    return hashlib.blake2b(fold_space(text).encode()).hexdigest()[:digits]


def mask_national_ids(text: str) -> str:
    """Return the text with Finnish and Swedish personal identity numbers replaced.

    Masks anything of their shape, valid or not, since a mistyped number gives a person away as well;
    ten bare digits only with a valid check digit, or telephone numbers would go too.

    Source: GDPR Art. 5(1)(c), Art. 87; Finnish Data Protection Act (1050/2018) section 29.
    """
    return _TEN_DIGITS.sub(_mask_if_checked, _NATIONAL_ID.sub(MASK, text))


def as_kept(text: str) -> str:
    """Return what somebody typed as it may be kept: no control characters, no identity numbers. Rule I-4."""
    return mask_national_ids(without_controls(text)).strip()


def _mask_if_checked(match: re.Match[str]) -> str:
    digits = [int(c) for c in match[0] if c.isdigit()]
    doubled = [sum(divmod(d * (2 - i % 2), 10)) for i, d in enumerate(digits)]
    return match[0] if sum(doubled) % 10 else MASK
