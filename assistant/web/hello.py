"""The first frame of a socket, which opens a conversation, and what is said to it."""

from assistant.errors import AuthenticationError
from assistant.service import conversations
from assistant.service.acting import Act
from assistant.service.limits import Limits
from assistant.store import Conversation
from assistant.web.framing import Closing, Frame, parsed
from assistant.web.origins import is_allowed
from assistant.web.schema import client_validator
from assistant.web.wire import HardenedServer

VERSION = 1


def read(ws: HardenedServer, limits: Limits) -> Frame:
    """Return the first frame, which must come soon and be a valid hello.

    Raises:
        Closing: it did not come, or is none.
    """
    raw = ws.receive(timeout=limits.hello_seconds)
    if raw is None:
        raise Closing(4408)
    hello = parsed(raw)
    if hello is None or hello.get("t") != "hello":
        raise Closing(4400, "bad_frame")
    if hello.get("v") != VERSION:
        raise Closing(4426, "unsupported_version")
    validator = client_validator("hello")
    if validator is None or not validator.is_valid(hello):
        raise Closing(4400, "bad_frame")
    return hello


def admitted(act: Act, said: Frame, origin: str) -> Conversation:
    """Return the conversation that a hello opens: with a pass, or again with the resume token.

    The token is held to what the call that gives passes holds it to.

    Raises:
        AuthenticationError: neither opens it here.
        NotFoundError: its controller is no longer configured.
    """
    if "pass" in said:
        return conversations.redeem(act, said["pass"], said["conv"], origin=origin)
    conversation = conversations.come_back(act.session, said["token"], said["conv"], origin=origin)
    if not is_allowed(origin, act.parts.knowledge().controller(conversation.controller)):
        raise AuthenticationError("This site may no longer embed the chat.")
    return conversation


def known_seq(hello: Frame, conversation: Conversation) -> int:
    """Return up to which entry the visitor has this conversation; 0 if what they have is to be dropped."""
    last: int = hello.get("last_seq", 0)
    is_same = hello.get("epoch", conversation.epoch) == conversation.epoch and last <= conversation.last_seq
    return last if is_same else 0


def welcome(hello: Frame, conversation: Conversation, limits: Limits) -> Frame:
    """Return the answer to a hello that may open this conversation."""
    frame: Frame = {
        "v": VERSION,
        "t": "welcome",
        "epoch": conversation.epoch,
        "head_seq": conversation.last_seq,
        "mode": "resume" if known_seq(hello, conversation) else "snapshot",
        "locale": conversation.locale,
        "limits": {
            "message_characters": limits.message_characters,
            "messages_per_minute": limits.messages_per_minute,
        },
        "ping": limits.ping_seconds,
    }
    return frame | ({"re": hello["id"]} if "id" in hello else {})
