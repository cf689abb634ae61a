"""Tokens of a controller's own server for somebody who is signed in there: proof of level L2.

A token is a JWT signed with Ed25519 (RFC 8037). The controller's settings hold public keys only, so nothing
that the content's editors can read lets anybody make a token. Decision 0019.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from assistant.errors import AuthenticationError, InvalidInputError
from assistant.policy.load import Controller
from assistant.rights.identity import Level, Method, address_hash, parse_address
from assistant.service import identifiers, proofs, tickets
from assistant.service.acting import Act
from assistant.service.identifiers import Claim, Kind, identifier_hash
from assistant.service.keys import keyed_hash
from assistant.service.parts import Parts
from assistant.service.proofs import Proof
from assistant.store import DataSubjectRequest, SpentToken

LONGEST = timedelta(minutes=5)
"""How long after it was made a token can be good."""
SKEW = timedelta(seconds=60)
"""How far the clock of the controller's server may be ahead of ours."""
TOKEN_CHARACTERS = 2000
SUBJECT_CHARACTERS = 128
log = structlog.get_logger()
_ID = re.compile(r"[A-Za-z0-9._~-]{16,64}", re.ASCII)
_PART = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
REFUSED = "This token does not prove who you are. Go back to the company's page and try again."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a good token tells: the account, the mailbox that the company knows for it, if it says so."""

    subject: str = field(repr=False)
    email: str = field(repr=False)
    token_id: str = field(repr=False)
    expires: datetime


def audience_of(parts: Parts, controller: Controller) -> str:
    """Return what a token must name as its audience: this server and this controller, and no other."""
    return f"{parts.base_url}/{controller.id}"


def read_token(token: str, *, keys: Mapping[str, str], audience: str, now: datetime) -> SignedIn:
    """Return what a token tells, once its signature and its times hold.

    Raises:
        AuthenticationError: anything about it is not as it must be; the text is the same whatever it is.
    """
    try:
        head, body, signature = _split(token)
        header, claims = _object(head), _object(body)
        if header.get("alg") != "EdDSA" or "crit" in header:
            raise AuthenticationError(REFUSED)
        key = Ed25519PublicKey.from_public_bytes(_bytes(keys[str(header.get("kid", ""))]))
        key.verify(signature, f"{head}.{body}".encode())
        return _checked(claims, audience, now)
    except (KeyError, ValueError, RecursionError, InvalidSignature, OverflowError, OSError) as error:
        raise AuthenticationError(REFUSED) from error


def _split(token: str) -> tuple[str, str, bytes]:
    head, body, signature = token.split(".") if len(token) <= TOKEN_CHARACTERS else ("", "", "")
    return head, body, _bytes(signature)


def _bytes(text: str) -> bytes:
    """Return what base64url without padding stands for, in its one way of writing it."""
    if not _PART.fullmatch(text):
        raise ValueError("this is no base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("this is no base64url") from error
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise ValueError("this base64url is written in another way")
    return data


def _object(part: str) -> dict[str, Any]:
    found = json.loads(_bytes(part))
    if not isinstance(found, dict):
        raise ValueError("this is no object")  # noqa: TRY004 - the token is wrong, not our types
    return found


def _checked(claims: Mapping[str, Any], audience: str, now: datetime) -> SignedIn:
    made, expires = (_instant(claims[name]) for name in ("iat", "exp"))
    subject, token_id = claims["sub"], claims["jti"]
    email = claims.get("email", "")
    texts = (subject, token_id, email)
    is_fit = (
        claims["aud"] == audience
        and all(isinstance(text, str) for text in texts)
        and 0 < len(subject.strip()) <= SUBJECT_CHARACTERS
        and _ID.fullmatch(token_id)
        and made - SKEW <= now < expires
        and timedelta() < expires - made <= LONGEST
    )
    if not is_fit:
        raise AuthenticationError(REFUSED)
    return SignedIn(subject, email, token_id, expires)


def _instant(seconds: object) -> datetime:
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise ValueError("a time is a whole number of seconds")  # noqa: TRY004 - as above
    return datetime.fromtimestamp(seconds, UTC)


def prove(act: Act, request: DataSubjectRequest, token: str, *, only_for: str = "") -> None:
    """Take a token as proof of the account that it names, and of the mailbox if it names the request's own.

    A token works once. A request has one account, and once anything else was verified, only a token that
    names the verified mailbox brings one: a reference in the wrong hands and an account of one's own open
    nothing of anybody else, and nobody can be led to lend their account to somebody else's request.
    `only_for` is the hash of the only mailbox that the token may name, if it names one.

    Raises:
        AuthenticationError: the token is not good, was used before, or is of somebody else.
    """
    controller = act.parts.knowledge().controller(request.controller)
    found = read_token(
        token, keys=controller.sign_in_keys, audience=audience_of(act.parts, controller), now=act.now
    )
    ticket = tickets.hold(act.session, request)
    if only_for and found.email and _mailbox(act, found.email) != only_for:
        raise AuthenticationError(REFUSED)
    _spend(act, controller, found)
    account = identifier_hash(act.parts, Kind.ACCOUNT, found.subject)
    _check_one_person(act, request, found, account)
    identifiers.claim(act, request, (Claim(Kind.ACCOUNT, found.subject),))
    if found.email and _mailbox(act, found.email) == request.address_hash:
        proofs.accept(act, ticket, Proof(Method.TOKEN, Level.L2, request.address_hash))
    proofs.accept(act, ticket, Proof(Method.TOKEN, Level.L2, account))


def prove_with_form(act: Act, request: DataSubjectRequest, token: str) -> bool:
    """Take a token that came with the form of a request in the chat; return whether it proves who asks.

    One that is not good changes nothing, for then the mailbox is proved by a code. Nobody has confirmed this
    mailbox yet, so a token that names another one is refused. Decision 0044.
    """
    try:
        with act.session.begin_nested():
            prove(act, request, token, only_for=request.address_hash)
    except AuthenticationError:
        log.warning("user_token_refused", controller=request.controller)
        return False
    return True


def _spend(act: Act, controller: Controller, found: SignedIn) -> None:
    hashed = keyed_hash(act.parts.keys.token, "jti", controller.id, found.token_id)
    try:
        with act.session.begin_nested():
            act.session.add(SpentToken(hash=hashed, expires=found.expires))
    except IntegrityError as error:
        raise AuthenticationError(REFUSED) from error


def _check_one_person(act: Act, request: DataSubjectRequest, found: SignedIn, account: str) -> None:
    known = identifiers.known(act.session, act.parts, request)
    verified = [one for one in known if one.is_verified]
    accounts = {
        identifier_hash(act.parts, one.kind, one.value) for one in verified if one.kind is Kind.ACCOUNT
    }
    names_it = bool(found.email) and _mailbox(act, found.email) == request.address_hash
    has_mailbox = any(one.kind is Kind.EMAIL for one in verified)
    is_known = account in accounts or (has_mailbox and names_it)
    is_of_another = has_mailbox and bool(found.email) and not names_it
    if accounts - {account} or is_of_another or (verified and not is_known):
        raise AuthenticationError(REFUSED)


def _mailbox(act: Act, email: str) -> str:
    try:
        return address_hash(act.parts.keys.address, parse_address(email))
    except InvalidInputError:
        return ""


def forget_old(act: Act) -> None:
    """Delete what is kept of tokens that could not be used any more anyway."""
    act.session.execute(delete(SpentToken).where(SpentToken.expires < act.now - SKEW))
