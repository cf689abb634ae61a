"""A second factor: six digits that an app shows, each good once (TOTP, RFC 6238)."""

import re

import pyotp

from assistant.errors import InvalidInputError
from assistant.service.acting import Act
from assistant.service.keys import open_own, seal_own
from assistant.service.parts import Parts
from assistant.store import StaffMember

ISSUER = "Privacy desk"
_SECRET = re.compile(r"[A-Z2-7]{32}", re.ASCII)
PERIOD_SECONDS = 30
DRIFT = 1
"""How many periods a clock may be off."""


def is_secret(text: str) -> bool:
    """Tell whether a text reads like one of `new_secret`."""
    return _SECRET.fullmatch(text) is not None


def new_secret() -> str:
    """Return a secret for an app, as it is typed."""
    return pyotp.random_base32()


def address_of(member: StaffMember, secret: str) -> str:
    """Return the address that apps open to take the secret in."""
    return pyotp.TOTP(secret).provisioning_uri(name=member.name, issuer_name=ISSUER)


def switch_on(act: Act, member: StaffMember, secret: str, code: str) -> None:
    """Ask for a second factor from now on, once a code shows that the app has the secret.

    Raises:
        InvalidInputError: the code does not fit the secret.
    """
    step = _step(act.parts, secret, code) if is_secret(secret) else None
    if step is None:
        raise InvalidInputError("The code does not fit. Type the six digits that the app shows now.")
    member.totp_sealed, member.totp_step = seal_own(act.parts.keys, secret), step


def switch_off(member: StaffMember) -> None:
    """Ask for no second factor any more."""
    member.totp_sealed, member.totp_step = None, 0


def fits(parts: Parts, member: StaffMember, code: str) -> bool:
    """Tell whether a code is right, or none is needed; a code that was used is not right again."""
    if member.totp_sealed is None:
        return True
    step = _step(parts, open_own(parts.keys, member.totp_sealed), code)
    if step is None or step <= member.totp_step:
        return False
    member.totp_step = step
    return True


def _step(parts: Parts, secret: str, code: str) -> int | None:
    """Return the period whose code this is; None if it is none of now."""
    typed, now = "".join(code.split()), int(parts.now().timestamp()) // PERIOD_SECONDS
    known = pyotp.TOTP(secret)
    steps = range(now - DRIFT, now + DRIFT + 1)
    return next((one for one in steps if pyotp.utils.strings_equal(known.generate_otp(one), typed)), None)
