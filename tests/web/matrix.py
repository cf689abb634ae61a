"""The permission matrix as one table: what each address of the console, path of REST and frame needs.

`GRANTED` in `assistant/tickets/permission.py` says what a role permits; here stands where that is asked, and
about which queue. `test_matrix.py` makes a test of every cell, and fails for an address, a method, a field or
a frame that has no row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.tickets.permission import Action

A = Action


class Scope(StrEnum):
    """About which queues the permission is asked."""

    TICKET = "ticket"  # the ticket's own; who may not see the ticket is told that there is none
    CHAT = "chat"  # the queue of the chat's company; else there is no such chat
    QUEUE = "queue"  # a queue that is named; who may not know of it is told that there is none
    ANYWHERE = "anywhere"  # any queue, whichever
    EVERYWHERE = "everywhere"  # all queues at once
    LIST = "list"  # shows and changes only what the other rows allow
    SELF = "self"  # one's own account, or what comes before signing in
    VISITOR = "visitor"  # a visitor with the single-use pass of their own chat; never staff


@dataclass(frozen=True, slots=True)
class Row:
    """What somebody must be permitted, and about which queues."""

    scope: Scope
    action: Action | None = None


def _rows(scope: Scope, **by_name: Action) -> dict[str, Row]:
    return {name.replace("__", "."): Row(scope, action) for name, action in by_name.items()}


def _of(scope: Scope, *names: str) -> dict[str, Row]:
    return {name: Row(scope) for name in names}


CONSOLE: Mapping[str, Row] = {
    **_rows(
        Scope.TICKET,
        console__show_ticket=A.SHOW_TICKET,
        console__take=A.TAKE,
        console__untake=A.TAKE,
        console__comment=A.COMMENT,
        console__reply=A.REPLY,
        console__move_line=A.MOVE_LINE,
        handling__steal=A.STEAL,
        handling__assign=A.ASSIGN,
        handling__priority=A.MODIFY_TICKET,
        handling__move=A.MODIFY_TICKET,  # and to open tickets in the queue that it goes to
        handling__people=A.MODIFY_TICKET,
        handling__link=A.LINK,
        handling__merge=A.MERGE,
        handling__remind=A.COMMENT,
        handling__finish_reminder=A.COMMENT,
        handling__set_field=A.MODIFY_TICKET,
        handling__set_status=A.MODIFY_TICKET,
        handling__undo=A.REPLY,
        handling__download=A.SHOW_TICKET,
        handling__be_here=A.SHOW_TICKET,
        casework__show=A.SHOW_TICKET,
        casework__prove=A.ASK_IDENTITY,
        casework__override=A.OVERRIDE,
        casework__ask=A.ASK_IDENTITY,
        casework__ask_meaning=A.REPLY,
        casework__set_aside=A.MOVE_LINE,
        casework__show_letter=A.SHOW_TICKET,
        casework__note_posted=A.REQUEST_EXTENSION,
        casework__extend=A.REQUEST_EXTENSION,
        casework__set_language=A.MODIFY_TICKET,
        casework__split=A.MERGE,
        records__show_record=A.SHOW_TICKET,
        records__take_evidence=A.EVIDENCE,
        records__hold=A.LEGAL_HOLD,
        workbench__show_line=A.SHOW_TICKET,
        workbench__begin=A.MOVE_LINE,
        workbench__mark=A.MOVE_LINE,
        workbench__assign_item=A.MOVE_LINE,
        workbench__erase_own=A.APPROVE,
        workbench__add_file=A.UPLOAD,
        workbench__remove_file=A.UPLOAD,
        workbench__show_file=A.SHOW_TICKET,
        workbench__propose=A.MOVE_LINE,
        workbench__show_answer=A.SHOW_TICKET,
        workbench__send=A.REPLY,  # and to approve or refuse, where the answer is such
        workbench__close=A.MOVE_LINE,
        workbench__open_package=A.OPEN_PACKAGE,
    ),
    **_rows(
        Scope.CHAT,
        chats__show_chat=A.JOIN_CHAT,
        chats__claim=A.JOIN_CHAT,
        chats__end=A.JOIN_CHAT,
        chats__release=A.JOIN_CHAT,
        chats__say=A.JOIN_CHAT,
        chats__pulse_chat=A.JOIN_CHAT,
        chats__read_entries=A.JOIN_CHAT,
    ),
    **_rows(
        Scope.ANYWHERE,
        chats__show_chats=A.JOIN_CHAT,
        chats__attend=A.JOIN_CHAT,
        chats__pulse=A.JOIN_CHAT,
        registering__show=A.REGISTER_REQUEST,
        editing__show_unanswered=A.SEE_UNANSWERED,
        editing__show_coverage=A.EDIT_CONTENT,
        editing__show_content=A.EDIT_CONTENT,
        trying__begin=A.EDIT_CONTENT,
        people__show=A.MANAGE_STAFF,
        people__invite=A.MANAGE_STAFF,
        people__set_post=A.MANAGE_STAFF,
        people__set_active=A.MANAGE_STAFF,
        people__send_link=A.MANAGE_STAFF,
        reporting__show=A.SEE_QUEUE,
        reporting__download=A.SEE_QUEUE,
        house__show=A.SEE_OPERATIONS,
        house__retry_mail=A.SEE_OPERATIONS,
        house__verify_audit=A.VERIFY_AUDIT,
        house__show_articles=A.MODIFY_TICKET,
        records__show_register=A.EVIDENCE,
    ),
    **_rows(
        Scope.QUEUE,
        registering__register=A.REGISTER_REQUEST,
        house__change_queue=A.MANAGE_QUEUE,
        house__add_field=A.MANAGE_QUEUE,
        house__save_article=A.MODIFY_TICKET,
        trying__show=A.EDIT_CONTENT,
        trying__ask=A.EDIT_CONTENT,
        editing__deal_with=A.EDIT_CONTENT,
        confirming__show=A.EDIT_CONTENT,
        confirming__confirm=A.EDIT_CONTENT,
    ),
    **_rows(Scope.EVERYWHERE, house__add_queue=A.MANAGE_QUEUE),
    **_of(
        Scope.LIST,
        "console.show_tickets",
        "searching.save_search",
        "searching.delete_search",
        "searching.bulk",
    ),
    **_of(
        Scope.SELF,
        "signing.show",
        "signing.sign_in",
        "signing.sign_out",
        "account.show",
        "account.change_password",
        "account.factor",
        "account.preferences",
        "account.absence",
        "account.sign_out_everywhere",
        "lost.ask",
        "lost.send",
        "lost.choose",
        "lost.set_chosen",
    ),
}
"""By the name of the view; each has one method beside those of reading."""

REST: Mapping[str, Row] = {
    **_rows(
        Scope.TICKET,
        show=A.SHOW_TICKET,
        delete=A.DELETE_TICKET,
        comment=A.COMMENT,
        correspond=A.REPLY,
        history=A.SHOW_TICKET,
        transaction=A.SHOW_TICKET,
        attachments_of_transaction=A.SHOW_TICKET,
        attachments_of_ticket=A.SHOW_TICKET,
        attachment=A.SHOW_TICKET,
    ),
    "take take": Row(Scope.TICKET, A.TAKE),
    "take untake": Row(Scope.TICKET, A.TAKE),
    "take steal": Row(Scope.TICKET, A.STEAL),
    **_rows(
        Scope.QUEUE,
        create=A.CREATE_TICKET,
        show_queue=A.SEE_QUEUE,
        change_queue=A.MANAGE_QUEUE,
        disable_queue=A.MANAGE_QUEUE,
    ),
    **_rows(
        Scope.EVERYWHERE,
        add_queue=A.MANAGE_QUEUE,
        add_user=A.MANAGE_STAFF,
        change_user=A.MANAGE_STAFF,
        disable_user=A.MANAGE_STAFF,
    ),
    **_of(Scope.LIST, "search", "list_queues", "list_users", "about", "nothing"),
    **_of(Scope.SELF, "show_user"),
}
"""By the name of the view below /REST/2.0, and the last part of the path where several share one."""

CHANGES: Mapping[str, Action] = {
    "Subject": A.MODIFY_TICKET,
    "Status": A.MODIFY_TICKET,
    "Owner": A.ASSIGN,
    "Priority": A.MODIFY_TICKET,
    "Due": A.MODIFY_TICKET,
    "Requestor": A.MODIFY_TICKET,
    "Cc": A.MODIFY_TICKET,
    "AdminCc": A.MODIFY_TICKET,
    "CustomFields": A.MODIFY_TICKET,
    "Queue": A.MODIFY_TICKET,  # and to open tickets in the queue that it goes to
    "MergeInto": A.MERGE,
    **dict.fromkeys(
        (
            f"{verb}{name}"
            for verb in ("Add", "Delete")
            for name in ("DependsOn", "DependedOnBy", "RefersTo", "ReferredToBy", "Parent", "Child")
        ),
        A.LINK,
    ),
}
"""What each field of PUT /REST/2.0/ticket/N needs in the ticket's queue."""

FRAMES: Mapping[str, Row] = _of(
    Scope.VISITOR,
    "hello",
    "send",
    "feedback",
    "human",
    "leave",
    "forget",
    "language",
    "typing",
    "read",
    "ping",
)
"""By the type of the frame. Staff talk through forms and a long poll, which are rows of the console."""
