"""The numbers that bound what visitors and staff can do; operators change them through settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps, rates and lifetimes. Every field is a setting of the same name with its documented range."""

    message_characters: int = 4000
    frame_bytes: int = 16384
    messages_per_minute: int = 20
    message_burst: int = 5
    conversations_per_hour_per_address: int = 10
    sockets_per_conversation: int = 5
    sockets_per_address: int = 20
    sockets_per_process: int = 200
    hello_seconds: float = 5.0
    ping_seconds: float = 25.0
    idle_minutes: int = 15
    pass_seconds: int = 60
    code_ttl_minutes: int = 30
    code_tries: int = 5
    codes_per_day_per_address: int = 3
    mails_per_hour_per_network_address: int = 20
    mails_per_hour: int = 500
    requests_per_hour_per_network_address: int = 20
    inbound_mails_per_hour_per_address: int = 30
    conversation_retention_days: int = 30
    unanswered_retention_days: int = 90
    mirror_poll_seconds: int = 30
    staff_session_hours: int = 10
    staff_failures: int = 10
    staff_lock_minutes: int = 15
    upload_megabytes: int = 10
    package_retention_days: int = 30
    unverified_retention_days: int = 30
    ticket_retention_months: int = 24
    stub_retention_months: int = 36
    undo_seconds: int = 15
