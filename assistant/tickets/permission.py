"""Who may do what in which queue: one table of roles and actions.

Nothing is permitted that is not in the table. An admin runs the house and reads no correspondence; an
editor sees what visitors asked in vain, and no ticket. One person may hold several roles.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import PermissionDeniedError
from assistant.terms import Role, TicketStatus

ANY_QUEUE = "*"


class Action(StrEnum):
    """Something a staff member can do."""

    SEE_QUEUE = "see_queue"  # names and counts, no content
    SHOW_TICKET = "show_ticket"
    SEARCH = "search"
    CREATE_TICKET = "create_ticket"
    REGISTER_REQUEST = "register_request"  # I-9: what came by phone, letter, desk, mail
    TAKE = "take"
    STEAL = "steal"
    ASSIGN = "assign"
    REPLY = "reply"
    COMMENT = "comment"
    MODIFY_TICKET = "modify_ticket"
    MOVE_LINE = "move_line"
    ASK_IDENTITY = "ask_identity"  # V-8
    REQUEST_EXTENSION = "request_extension"  # D-5
    LINK = "link"
    MERGE = "merge"
    UPLOAD = "upload"
    JOIN_CHAT = "join_chat"
    APPROVE = "approve"  # F-2
    REFUSE = "refuse"
    OVERRIDE = "override"  # V-7, F-2: always with a written reason
    OPEN_PACKAGE = "open_package"
    EVIDENCE = "evidence"
    LEGAL_HOLD = "legal_hold"  # T-1
    DELETE_TICKET = "delete_ticket"
    SEE_UNANSWERED = "see_unanswered"
    EDIT_CONTENT = "edit_content"
    MANAGE_STAFF = "manage_staff"
    MANAGE_QUEUE = "manage_queue"
    SEE_OPERATIONS = "see_operations"
    VERIFY_AUDIT = "verify_audit"


_AGENT = frozenset(
    {
        Action.SEE_QUEUE,
        Action.SHOW_TICKET,
        Action.SEARCH,
        Action.CREATE_TICKET,
        Action.REGISTER_REQUEST,
        Action.TAKE,
        Action.REPLY,
        Action.COMMENT,
        Action.MODIFY_TICKET,
        Action.MOVE_LINE,
        Action.ASK_IDENTITY,
        Action.REQUEST_EXTENSION,
        Action.LINK,
        Action.UPLOAD,
        Action.JOIN_CHAT,
        Action.SEE_UNANSWERED,
    }
)
GRANTED: dict[Role, frozenset[Action]] = {
    Role.AGENT: _AGENT,
    Role.APPROVER: _AGENT
    | {
        Action.STEAL,
        Action.ASSIGN,
        Action.MERGE,
        Action.APPROVE,
        Action.REFUSE,
        Action.OVERRIDE,
        Action.OPEN_PACKAGE,
        Action.EVIDENCE,
        Action.LEGAL_HOLD,
        Action.DELETE_TICKET,
        Action.VERIFY_AUDIT,
    },
    Role.EDITOR: frozenset({Action.SEE_UNANSWERED, Action.EDIT_CONTENT}),
    Role.ADMIN: frozenset(
        {
            Action.SEE_QUEUE,
            Action.MANAGE_STAFF,
            Action.MANAGE_QUEUE,
            Action.SEE_OPERATIONS,
            Action.VERIFY_AUDIT,
            Action.SEE_UNANSWERED,
            Action.LEGAL_HOLD,
        }
    ),
    Role.DATA_SUBJECT: frozenset(),  # a data subject is no staff; the service answers them by reference
    Role.SYSTEM: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in one queue, by its name, or in all of them (`*`)."""

    role: Role
    queue: str = ANY_QUEUE


def may(grants: Iterable[Grant], action: Action, *, queue: str) -> bool:
    """Tell whether any of the grants permits the action in the queue; `*` asks for all queues at once."""
    return any(action in GRANTED[grant.role] and grant.queue in (queue, ANY_QUEUE) for grant in grants)


def queues_for(grants: Iterable[Grant], action: Action) -> frozenset[str]:
    """Return the names of the queues in which the action is permitted; `*` stands for all."""
    return frozenset(grant.queue for grant in grants if action in GRANTED[grant.role])


def role_for(grants: Iterable[Grant], action: Action, *, queue: str) -> Role:
    """Return the role in which somebody does this, for the record: the one that may do least.

    Raises:
        PermissionDeniedError: none of the grants permits it.
    """
    fitting = [grant.role for grant in grants if may([grant], action, queue=queue)]
    if not fitting:
        raise PermissionDeniedError(f"This needs a role that permits {action} in the queue {queue}.")
    return min(fitting, key=lambda role: (len(GRANTED[role]), role))


def check_permission(grants: Iterable[Grant], action: Action, *, queue: str) -> None:
    """Hold that the action is permitted in the queue.

    Raises:
        PermissionDeniedError: none of the grants permits it.
    """
    role_for(grants, action, queue=queue)


def action_for_status(to: TicketStatus) -> Action:
    """Return what one must be permitted in order to set this status by hand, as the tracker has it."""
    return Action.DELETE_TICKET if to is TicketStatus.DELETED else Action.MODIFY_TICKET


def check_two_persons(doer: str, approver: str, *, override_reason: str = "") -> None:
    """Hold that nobody approves their own work, unless a written reason is recorded. Rules F-2 and R-3.

    Raises:
        PermissionDeniedError: doer and approver are one, and no reason is written.
    """
    if doer == approver and not override_reason.strip():
        raise PermissionDeniedError("Somebody else must approve this, or a written reason be recorded.")
