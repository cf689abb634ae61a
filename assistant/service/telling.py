"""What each kind of transaction says, in the words of the console's catalogue."""

from collections.abc import Mapping

from assistant.tickets.history import TransactionKind

_K = TransactionKind
DEEDS: Mapping[TransactionKind, str] = {
    _K.RECEIVED: "The request was received",
    _K.CODE_SENT: "A code was mailed to the requestor",
    _K.VERIFY_FAILED: "A wrong code was entered",
    _K.VERIFIED: "The requestor verified the mailbox with a code",
    _K.LEVEL_CHANGED: "The level of proof changed",
    _K.LANGUAGE_CHANGED: "The language of the request changed",
    _K.VIEWED: "Looked at the ticket",
    _K.COMMENT: "Comment: only staff read this",
    _K.EXTENSION_REQUESTED: "More time was asked for",
    _K.EXTENSION_SENT: "The requestor was told that it takes longer",
    _K.SUSPENDED: "Waiting for proof of identity began",
    _K.RESUMED: "Waiting for proof of identity ended",
    _K.DUE_CHANGED: "The due date changed",
    _K.REMINDED: "A reminder was sent to staff",
    _K.CHECKED_ITEM: "An item of the checklist was marked",
    _K.FILE_ADDED: "A file was added to the checklist",
    _K.FILE_REMOVED: "A file was removed from the checklist",
    _K.ANSWER_PROPOSED: "An answer was proposed",
    _K.APPROVED: "The answer was approved",
    _K.UNSENT: "Took a reply back before it was mailed",
    _K.WATCHED: "Somebody is kept informed",
    _K.UNWATCHED: "Somebody is kept informed no longer",
    _K.REMINDER_SET: "A reminder was set",
    _K.REMINDER_DONE: "A reminder was done",
    _K.LINKED: "Linked to another ticket",
    _K.UNLINKED: "A link was taken away",
    _K.MERGED: "Merged with another ticket",
    _K.EXPORTED: "The ticket was exported",
    _K.PACKAGE_DOWNLOADED: "The requestor downloaded the package",
    _K.MAIL_SENT: "Mail was handed to the mail server",
    _K.MAIL_BOUNCED: "Mail came back undelivered",
    _K.WITHDRAWN: "The requestor withdrew the request",
    _K.LEGAL_HOLD: "The legal hold changed",
    _K.PURGED: "The texts were erased",
    _K.OVERRIDE: "A rule was set aside with a reason",
}
OTHERS: Mapping[TransactionKind, str] = {
    _K.CORRESPONDENCE: "Message",
    _K.ASSIGNED: "The owner changed",
    _K.STATUS_CHANGED: "The status changed",
    _K.FIELD_CHANGED: "A field changed",
    _K.LINE_MOVED: "A right went a step on",
    _K.REFUSED: "A right was refused",
    _K.CLOSED: "A right was closed",
    _K.REOPENED: "A right was opened again",
}
"""What the console tells with the values of the change; elsewhere this is said."""
