"""How chats are erased: when their time is over, and when their visitor forgets them.

A legal hold on a request keeps the chat that it was made in. A visitor may forget such a chat all the same:
then it is put aside, out of their sight and everybody's, until no hold keeps it any more. Rules T-1 and T-4.
"""

from datetime import timedelta

from sqlalchemy import delete

from assistant.dialogue.state import of_row
from assistant.service import conversations, live
from assistant.service.acting import Act
from assistant.service.conversations import ASIDE
from assistant.service.keys import new_token
from assistant.service.legal_hold import is_chat_held
from assistant.service.ports import Erasure
from assistant.store import Conversation, Pass
from assistant.translations import translate


def forget(act: Act, conversation: Conversation) -> bool:
    """Erase a chat, or put it aside; return whether a legal hold keeps it."""
    is_kept = is_chat_held(act.session, act.parts, conversation.id)
    if not is_kept:
        conversations.erase(act, conversation)
    elif conversation.mode != ASIDE:
        _put_aside(act, conversation)
    return is_kept


def _put_aside(act: Act, conversation: Conversation) -> None:
    """Let nothing open it any more. Its time is over by now, so that it goes as soon as the hold ends."""
    if live.open_handover(act.session, conversation.id):
        live.leave(act, conversation.id)
    act.parts.erasures.note(Erasure("conversation", conversation.id))
    act.session.execute(delete(Pass).where(Pass.conversation_id == conversation.id))
    conversation.mode, conversation.resume_hash = ASIDE, conversations.hash_of(new_token())
    conversation.touched = act.now - _retention(act) - timedelta(seconds=1)


def told_of(conversation: Conversation) -> str:
    """Return what the visitor is told of a chat that was put aside."""
    text = (
        "This chat has been erased here. On the server a legal claim keeps it, out of sight; "
        "it is erased when that is over."
    )
    return translate("chat", of_row(conversation.state).locale, text)


def erase_old(act: Act) -> int:
    """Erase the conversations nobody wrote in for the time of retention; return how many.

    One that made a request stays until that is purged; one that was put aside, until its legal hold ends.
    """
    erased = 0
    for old in act.session.scalars(conversations.old(act.now - _retention(act))).all():
        if old.mode != ASIDE or not is_chat_held(act.session, act.parts, old.id):
            conversations.erase(act, old)
            erased += 1
    return erased


def _retention(act: Act) -> timedelta:
    return timedelta(days=act.parts.limits.conversation_retention_days)
