"""From the chat to people: in line for somebody who is there, or a message to those who come back later."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from assistant.dialogue import filling
from assistant.dialogue.events import (
    Alarmed,
    CallPerson,
    Command,
    DropDraft,
    FieldErrors,
    KeepDraft,
    LeaveMessage,
    MessageLeft,
    RaiseAlarm,
    Submitted,
    Wanted,
)
from assistant.dialogue.replies import Choice, Field, Form, Notice, Text, Words
from assistant.dialogue.state import State, Step
from assistant.dialogue.texts import CANCEL, contact_words, message
from assistant.dialogue.turn import Scene, Turn
from assistant.rights.identity import parse_address
from assistant.terms import Message

ADDRESS_LIMIT, MESSAGE_LIMIT = 254, 4000
LEAVE = Choice("message", message("Leave a message"))
FIELDS = (
    Field(
        "email",
        message("Your e-mail address"),
        "email",
        is_required=True,
        autocomplete="email",
        hint=message("The answer is sent there."),
        longest=ADDRESS_LIMIT,
    ),
    Field(
        "text",
        message("Your message to the people"),
        "textarea",
        is_required=True,
        autocomplete="off",
        hint=message("Please leave out personal identity numbers."),
        longest=MESSAGE_LIMIT,
    ),
)


def contact(state: State, scene: Scene, why: Wanted = Wanted.ASKED) -> Turn:
    """Call somebody who is there; else say how and when people are reached, and offer to take a message.

    In an urgent case the ways to reach people are told in any case (I-11).
    """
    is_urgent = why is Wanted.URGENT
    commands: tuple[Command, ...] = (RaiseAlarm(),) if is_urgent else ()
    commands += (CallPerson(why),) if scene.people.are_there else ()
    if scene.people.are_there and not is_urgent:
        return Turn(state, (), commands)
    controller, back_at = scene.controller(state), scene.people.back_at
    lead = (
        "This sounds urgent. Please contact the people at %(controller)s at once."
        if is_urgent
        else "This is how you reach a person at %(controller)s."
    )
    words: list[Words] = [message(lead, controller=controller.name)]
    if not scene.people.are_there:
        words += _absence(scene, controller.timezone)
    said = Notice(
        (*words, *contact_words(controller)),
        is_warning=is_urgent,
        choices=(LEAVE,) if _can_write(state, scene) and not is_urgent else (),
        back_at=back_at if not scene.people.are_there and back_at and back_at > scene.now else None,
    )
    return Turn(state, (said,), commands)


def _can_write(state: State, scene: Scene) -> bool:
    return not state.is_requesting and not scene.people.are_there


def _absence(scene: Scene, zone: str) -> tuple[Words, ...]:
    back_at = scene.people.back_at
    if back_at is None or back_at <= scene.now:
        return (message("Nobody can talk here right now."),)
    local = back_at.astimezone(ZoneInfo(zone))
    return (
        message(
            "Nobody can talk here right now; people are back on %(day)s at %(time)s (time in %(place)s).",
            day=local.date(),
            time=local.time(),
            place=zone.rpartition("/")[2].replace("_", " "),
        ),
    )


def ask_for_message(state: State, scene: Scene) -> Turn:
    """Show the form that takes a message for the people."""
    after = replace(state.talking(), step=Step.MESSAGE)
    return Turn(after, (_form(after, scene),), (KeepDraft({}, scene.now),))


def submit(state: State, event: Submitted, scene: Scene) -> Turn:
    """Pass the message on, or show the form again with what is wrong in it."""
    values = filling.cleaned(event.values, FIELDS)
    if errors := _errors(values):
        return Turn(state, (_form(state, scene, errors),), (KeepDraft(values, scene.now),))
    leave = LeaveMessage(parse_address(values["email"]), values["text"])
    return Turn(state, (), (KeepDraft(values, scene.now), leave, DropDraft()))


def left(state: State, event: MessageLeft, scene: Scene) -> Turn:
    """Say that the message is with the people: only now, after it is."""
    name = scene.controller(state).name
    words = (
        message("Your message is with the people at %(controller)s. They answer by e-mail.", controller=name),
        message("Its number is %(reference)s.", reference=event.reference),
    )
    return Turn(state.talking(), (Text(words),))


def alarmed(state: State, event: Alarmed, scene: Scene) -> Turn:
    """Say that people were told: only now, after they were; and how they can answer, if nobody is there."""
    name = scene.controller(state).name
    told = message(
        "What you wrote is with the people at %(controller)s now, marked as urgent."
        " Its number is %(reference)s.",
        controller=name,
        reference=event.reference,
    )
    if not _can_write(state, scene):
        return Turn(state, (Text((told,)),))
    ask = message(
        "They cannot answer you yet. If you want an answer, leave a message with your e-mail address."
    )
    return Turn(state, (Text((told, ask), (LEAVE,)),))


def not_left(state: State, scene: Scene) -> Turn:
    """Say that it did not work, keep the form open and name the other ways."""
    words = (
        message("Your message could not be passed on just now. What you typed is kept; please try again."),
        *contact_words(scene.controller(state)),
    )
    return Turn(state, (Notice(words, is_warning=True), _form(state, scene)))


def _form(state: State, scene: Scene, errors: FieldErrors | None = None) -> Form:
    name = scene.controller(state).name
    words: tuple[Words, ...] = (
        message("What should the people at %(controller)s know?", controller=name),
        message("What you write here goes to them only. It does not become part of the chat."),
    )
    return Form(words, FIELDS, message("Send the message"), (CANCEL,), errors or {})


def _errors(values: dict[str, str]) -> dict[str, Message]:
    errors = filling.errors(values, FIELDS)
    if not values["text"]:
        errors["text"] = message("Please write what it is about.")
    return errors
