"""Holds that only a fresh, single-use token of the controller's own server proves an account: level L2."""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assistant.errors import AuthenticationError
from assistant.policy.load import Controller
from assistant.service import identifiers, outbox, requests, tokens
from assistant.service.identifiers import Kind
from assistant.service.parts import Parts
from assistant.service.tokens import audience_of, read_token
from assistant.store import SpentToken
from assistant.terms import Right
from tests.service.conftest import ADDRESS, NOON, Clock, Postbox, acting, filing
from tests.service.test_proofs import prove as prove_mailbox

ROOT = Path(__file__).parents[2]
AUDIENCE = "https://assistant.example.org/nord"
MADE = int(NOON.timestamp())
CLAIMS = {"aud": AUDIENCE, "sub": "account-7", "iat": MADE, "exp": MADE + 120, "jti": "0123456789abcdef"}


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Server:
    """The controller's own server with its key."""

    kid: str = "2026"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> str:
        return coded(self.key.public_key().public_bytes_raw())

    def sign(self, claims: object, header: object = None) -> str:
        head = {"alg": "EdDSA", "kid": self.kid} if header is None else header
        text = ".".join(coded(json.dumps(part).encode()) for part in (head, claims))
        return f"{text}.{coded(self.key.sign(text.encode()))}"

    def token(self, **claims: object) -> str:
        return self.sign({**CLAIMS, **claims})


SERVER = Server()
KEYS = {SERVER.kid: SERVER.public}
Known = Callable[[Mapping[str, str]], Parts]


@pytest.fixture
def knowing(parts: Parts) -> Known:
    def make(keys: Mapping[str, str]) -> Parts:
        knowledge = parts.knowledge()
        nord: Controller = replace(knowledge.controller("nord"), sign_in_keys=keys)
        known = replace(knowledge, controllers={"nord": nord})
        return replace(parts, knowledge=lambda: known)

    return make


def file(parts: Parts, key: str = "one", address: str = ADDRESS) -> str:
    with parts.sessions.begin() as session:
        asked = filing(Right.ACCESS, key=key, address=address)
        return requests.file(acting(parts, session), asked).reference


def prove(parts: Parts, reference: str, token: str) -> None:
    with parts.sessions.begin() as session:
        tokens.prove(acting(parts, session), requests.find(session, reference), token)


def level(parts: Parts, reference: str) -> tuple[str, str]:
    with parts.reads() as session:
        request = requests.find(session, reference)
        return request.verified_level, request.lines[0].state


def test_a_token_of_the_controllers_server_opens_the_request_and_verifies_the_account_only(
    knowing: Known,
) -> None:
    """Rules V-5 and V-9."""
    parts = knowing(KEYS)
    reference = file(parts)
    prove(parts, reference, SERVER.token())
    assert level(parts, reference) == ("L2", "open")
    with parts.reads() as session:
        usable = identifiers.for_lookup(session, parts, requests.find(session, reference))
        assert [(one.kind, one.value) for one in usable] == [(Kind.ACCOUNT, "account-7")]


def test_a_token_that_names_the_requests_mailbox_verifies_it_too(knowing: Known) -> None:
    parts = knowing(KEYS)
    reference = file(parts)
    prove(parts, reference, SERVER.token(email=ADDRESS.upper()))
    with parts.reads() as session:
        usable = identifiers.for_lookup(session, parts, requests.find(session, reference))
        assert [one.kind for one in usable] == [Kind.EMAIL, Kind.ACCOUNT]


def test_a_token_works_once_for_any_request(knowing: Known) -> None:
    """Rule X-6."""
    parts = knowing(KEYS)
    token, first, second = SERVER.token(), file(parts), file(parts, "two")
    prove(parts, first, token)
    for reference in (first, second):
        with pytest.raises(AuthenticationError):
            prove(parts, reference, token)
    assert level(parts, second) == ("L0", "received_unverified")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://assistant.example.org/other"},
        {"aud": [AUDIENCE]},
        {"exp": MADE + 301},
        {"exp": MADE},
        {"exp": MADE - 10, "iat": MADE - 100},
        {"iat": MADE + 61, "exp": MADE + 120},
        {"iat": True},
        {"iat": float(MADE)},
        {"exp": 10**30},
        {"jti": "short"},
        {"jti": "x" * 65},
        {"jti": 7},
        {"sub": ""},
        {"sub": "x" * 129},
        {"sub": ["account-7"]},
        {"email": 7},
    ],
)
def test_a_token_with_one_claim_that_is_not_right_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(AuthenticationError):
        read_token(SERVER.token(**claims), keys=KEYS, audience=AUDIENCE, now=NOON)


@pytest.mark.parametrize("missing", ["aud", "sub", "iat", "exp", "jti"])
def test_a_token_that_lacks_a_claim_is_refused(missing: str) -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != missing}
    with pytest.raises(AuthenticationError):
        read_token(SERVER.sign(claims), keys=KEYS, audience=AUDIENCE, now=NOON)


def unsigned(claims: object, algorithm: str) -> str:
    head = {"alg": algorithm, "kid": "2026"}
    return ".".join([*(coded(json.dumps(part).encode()) for part in (head, claims)), ""])


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="empty"),
        pytest.param("account-7", id="a bare account"),
        pytest.param(json.dumps(CLAIMS), id="bare claims"),
        pytest.param(unsigned(CLAIMS, "none"), id="no algorithm, no signature"),
        pytest.param(unsigned(CLAIMS, "EdDSA"), id="no signature"),
        pytest.param(Server().token(), id="another server's key"),
        pytest.param(SERVER.token() + "A", id="one more letter"),
        pytest.param(SERVER.token().replace(".", ".."), id="an empty part"),
        pytest.param(SERVER.sign(CLAIMS, {"alg": "HS256", "kid": "2026"}), id="another algorithm"),
        pytest.param(SERVER.sign(CLAIMS, {"alg": "EdDSA", "kid": "2025"}), id="another key's name"),
        pytest.param(SERVER.sign(CLAIMS, {"alg": "EdDSA"}), id="no key's name"),
        pytest.param(
            SERVER.sign(CLAIMS, {"alg": "EdDSA", "kid": "2026", "crit": ["b64"]}), id="an unknown crit"
        ),
        pytest.param(SERVER.sign(["not an object"]), id="claims are a list"),
        pytest.param(SERVER.sign(CLAIMS, ["not an object"]), id="head is a list"),
        pytest.param("A" * 3000, id="too long"),
        pytest.param("é.é.é", id="not ASCII"),
    ],
)
def test_a_bare_claim_a_forged_or_a_broken_token_never_counts(token: str) -> None:
    with pytest.raises(AuthenticationError, match="does not prove who you are"):
        read_token(token, keys=KEYS, audience=AUDIENCE, now=NOON)


def test_without_keys_in_the_settings_no_token_counts(knowing: Known) -> None:
    parts = knowing({})
    reference = file(parts)
    with pytest.raises(AuthenticationError):
        prove(parts, reference, SERVER.token())


def test_two_keys_are_good_while_they_are_changed_and_the_old_one_no_longer_after(knowing: Known) -> None:
    newer = Server("2027")
    both = knowing({SERVER.kid: SERVER.public, newer.kid: newer.public})
    for number, server in enumerate((SERVER, newer)):
        reference = file(both, str(number))
        prove(both, reference, server.token(jti=f"{number}" * 16))
        assert level(both, reference)[0] == "L2"
    after = knowing({newer.kid: newer.public})
    with pytest.raises(AuthenticationError):
        prove(after, file(after, "after"), SERVER.token(jti="a" * 16))


def test_a_second_account_or_the_account_of_another_mailbox_is_refused(
    knowing: Known, postbox: Postbox
) -> None:
    """Rule X-5."""
    parts = knowing(KEYS)
    first = file(parts)
    prove(parts, first, SERVER.token())
    with pytest.raises(AuthenticationError):
        prove(parts, first, SERVER.token(sub="account-8", jti="b" * 16))
    second = file(parts, "two", "attacker@example.org")
    prove_mailbox(parts, postbox, second)
    with pytest.raises(AuthenticationError):
        prove(parts, second, SERVER.token(jti="c" * 16, email=ADDRESS))
    with parts.reads() as session:
        usable = identifiers.for_lookup(session, parts, requests.find(session, second))
        assert [one.value for one in usable] == ["attacker@example.org"]


def test_an_account_beside_a_verified_mailbox_counts_only_if_its_token_names_that_mailbox(
    knowing: Known, postbox: Postbox
) -> None:
    """Rule X-5: whoever got hold of a reference opens nothing with an account of their own."""
    parts = knowing(KEYS)
    reference = file(parts)
    prove_mailbox(parts, postbox, reference)
    with pytest.raises(AuthenticationError):
        prove(parts, reference, SERVER.token(sub="stranger", jti="d" * 16))
    prove(parts, reference, SERVER.token(jti="e" * 16, email=ADDRESS))
    prove(parts, reference, SERVER.token(jti="f" * 16))
    assert level(parts, reference) == ("L2", "open")


def test_what_is_kept_of_a_used_token_is_a_hash_and_goes_when_the_token_is_over(
    knowing: Known, clock: Clock
) -> None:
    """Rule V-9."""
    parts = knowing(KEYS)
    prove(parts, file(parts), SERVER.token())
    for minutes, left in ((1, 1), (10, 0)):
        clock.move(minutes=minutes)
        with parts.sessions.begin() as session:
            tokens.forget_old(acting(parts, session))
            rows = session.query(SpentToken).all()
            assert len(rows) == left
            assert all("0123456789abcdef" not in row.hash for row in rows)


def blocks(language: str) -> str:
    manual = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    section = manual.partition("## Visitors who are signed in")[2].partition("\n## ")[0]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1].replace("https://privacy.example.org/secapp", AUDIENCE)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["python", "js"])
def test_the_examples_of_the_manual_make_tokens_that_count(
    knowing: Known, clock: Clock, postbox: Postbox, tmp_path: Path, language: str
) -> None:
    made = subprocess.run(
        ["bash", "-c", blocks("bash")], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    parts = knowing({"2026": made.stdout.strip()})
    call = {
        "python": [sys.executable, "-c", f'{blocks("python")}\nprint(token("account-7", "{ADDRESS}"))'],
        "js": ["node", "-e", f'{blocks("js")}\nconsole.log(token("account-7", "{ADDRESS}"));'],
    }[language]
    signed = subprocess.run(
        call,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "PRIVACY_KEY": "privacy.pem"},
        capture_output=True,
        text=True,
        check=True,
    )
    clock.now = datetime.now(UTC)
    reference = file(parts)
    prove(parts, reference, signed.stdout.strip())
    assert level(parts, reference) == ("L2", "open")
    outbox.deliver(parts, postbox)
    assert postbox.kinds == ["acknowledgement"]
    assert audience_of(parts, parts.knowledge().controller("nord")) == AUDIENCE
