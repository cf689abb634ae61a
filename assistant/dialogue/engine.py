"""The dialogue engine: a state and an event in, a state, replies and commands out. It does nothing itself."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from assistant.dialogue import people, requesting, talk
from assistant.dialogue.events import (
    Alarmed,
    AskedForPerson,
    ChangedLanguage,
    Chose,
    Command,
    Event,
    Filed,
    FilingFailed,
    Judged,
    MessageLeft,
    Opened,
    Said,
    Submitted,
    Vain,
)
from assistant.dialogue.replies import Choice, Notice, Text, Words
from assistant.dialogue.state import State, Step
from assistant.dialogue.texts import CONTACT, PARTICULAR, SUGGESTIONS, message, question_called
from assistant.dialogue.turn import Scene, Turn
from assistant.dialogue.vain import asked_in_vain
from assistant.terms import Outcome, Right
from assistant.translations import render

MOST_SUGGESTIONS = 4
_STALE = "This choice is no longer open. Please ask again."


def advance(state: State, event: Event, scene: Scene) -> Turn:
    """Return what an event leads to. The same state, event and scene give the same turn."""
    match event:
        case Opened():
            return _greet(state, event, scene)
        case Said():
            return talk.said(state, event, scene)
        case Chose():
            return _choose(state, event, scene)
        case Submitted():
            return _submit(state, event, scene)
        case AskedForPerson():
            return people.contact(state, scene)
        case ChangedLanguage():
            return _change_language(state, event, scene)
        case Judged():
            return _judge(state, event, scene)
        case Filed() | MessageLeft() | Alarmed() | FilingFailed():
            return _tell(state, event, scene)


def _tell(state: State, event: Filed | MessageLeft | Alarmed | FilingFailed, scene: Scene) -> Turn:
    """Say what became of a form that was sent."""
    match event:
        case Filed():
            return requesting.filed(state, event)
        case MessageLeft():
            return people.left(state, event, scene)
        case Alarmed():
            return people.alarmed(state, event, scene)
        case FilingFailed() if state.step is Step.MESSAGE:
            return people.not_left(state, scene)
        case FilingFailed():
            return requesting.not_filed(state, scene)


def _greet(state: State, event: Opened, scene: Scene) -> Turn:
    controller = scene.controller(state)
    words: tuple[Words, ...] = (
        message(
            "Hello! I am a program, and I answer with the exact words of %(controller)s's privacy policy.",
            controller=controller.name,
        ),
        message(
            "I can also help you use your rights, for example to get a copy of your data or have it erased."
        ),
        message(
            "What you write is kept for %(days)d days. You can erase it at any time from the menu.",
            days=event.retention_days,
        ),
    )
    common = list(islice(_suggestions(SUGGESTIONS, state, scene), MOST_SUGGESTIONS))
    particular = list(islice(_suggestions(PARTICULAR, state, scene), 1))
    choices = common[: MOST_SUGGESTIONS - len(particular)] + particular
    return Turn(state, (Text(words, tuple(choices)),))


def _suggestions(questions: Mapping[str, str], state: State, scene: Scene) -> Iterator[Choice]:
    """Yield the suggested questions that this policy answers, each found out only when it is wanted."""
    for name, text in questions.items():
        question = message(text)
        asked = render(question, state.locale)
        found = scene.knowledge.decide(state.controller, asked, lang=state.locale)
        if found.outcome is Outcome.ANSWER:
            yield Choice(f"ask:{name}", question)


def _choose(state: State, event: Chose, scene: Scene) -> Turn:
    """Follow a choice. Questions and ways to people stay open; steps of a request only while asked."""
    kind, _, rest = event.choice.partition(":")
    is_open = event.of == state.asked
    match kind:
        case "ask" if question := question_called(rest):
            return talk.said(state, Said(render(message(question), state.locale)), scene)
        case "contact":
            return people.contact(state, scene)
        case "message" if not state.is_requesting:
            return people.ask_for_message(state, scene)
        case "request" if rest in set(Right) and Right(rest).is_filed:
            rights = (Right(rest),)
            return requesting.offer(state, rights, requesting.passages_on(rights, state, scene), scene)
        case "passage" if is_open and rest.isdecimal() and int(rest) < len(state.options):
            return talk.choose_passage(state, state.options[int(rest)], scene)
        case "confirm" if is_open and state.is_requesting:
            return requesting.confirm(state, scene)
        case "only" if is_open and state.step is Step.OFFERED:
            return requesting.narrow(state, scene)
        case "cancel" if is_open and (state.is_requesting or state.has_form):
            return requesting.cancel(state)
        case _:
            return Turn(state, (Notice((message(_STALE),)),))


def _submit(state: State, event: Submitted, scene: Scene) -> Turn:
    if event.of == state.asked and state.step is Step.FORM:
        return requesting.submit(state, event, scene)
    if event.of == state.asked and state.step is Step.MESSAGE:
        return people.submit(state, event, scene)
    return Turn(state, (Notice((message("This form is no longer open."),)),))


def _change_language(state: State, event: ChangedLanguage, scene: Scene) -> Turn:
    after = replace(state, locale=event.locale)
    said = Text((message("I will write in English from now on."),))
    if not after.is_requesting:
        return Turn(after, (said,))
    again = requesting.offer_again(after, scene)
    return replace(again, replies=(said, *again.replies))


def _judge(state: State, event: Judged, scene: Scene) -> Turn:
    """Be sorry for an answer that did not help, and let each be noted once."""
    if event.helpful:
        return Turn(state)
    commands: tuple[Command, ...] = ()
    if event.question and event.of > state.judged:
        state = replace(state, judged=event.of)
        found = scene.knowledge.decide(state.controller, event.question, given=state.locale)
        commands = asked_in_vain(event.question, found, Vain.UNHELPFUL)
    sorry = message("I am sorry. Please try other words, or ask a person.")
    return Turn(state, (Text((sorry,), () if state.is_requesting else (CONTACT,)),), commands)
