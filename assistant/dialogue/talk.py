"""Answers what a visitor wrote: one branch per outcome."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.answers.decision import Decision, Miss, Source
from assistant.dialogue import people, requesting
from assistant.dialogue.events import Said, Wanted
from assistant.dialogue.replies import Answer, Choice, Clarify, Law, Notice, Reply, Text, Words
from assistant.dialogue.state import Option, State, Step
from assistant.dialogue.texts import (
    ANY_SMALLTALK,
    CONTACT,
    DOMAIN,
    MISSES,
    OTHER_LANGUAGE,
    SMALLTALK,
    SPOKEN,
    authority_words,
    message,
)
from assistant.dialogue.turn import Scene, Turn
from assistant.dialogue.vain import NOTED, asked_in_vain
from assistant.errors import NotFoundError
from assistant.law.articles import law_of, law_on
from assistant.law.names import right_name
from assistant.terms import Locale, Outcome, Right
from assistant.translations import translate

LANGUAGE_WORDS = 3
"""From so many words on, the language that somebody writes in becomes the language of the chat."""
MISSES_TO_OFFER_PERSON = 2


def said(state: State, event: Said, scene: Scene) -> Turn:
    """Return what the visitor gets for what they wrote."""
    if caught := _caught(state, event):
        return Turn(state, (caught,))
    decision = scene.knowledge.decide(state.controller, event.text, given=state.locale)
    if decision.lang is None:
        words = tuple(translate(DOMAIN, locale, OTHER_LANGUAGE) for locale in Locale)
        return Turn(state, (Text(words),))
    if decision.lang is not state.locale and len(event.text.split()) >= LANGUAGE_WORDS:
        state = replace(state, locale=decision.lang)
    if state.is_requesting and (turn := _about_offer(state, decision, scene)):
        return turn
    turn = _ANSWERS[decision.outcome](state, decision, scene)
    vain = asked_in_vain(event.text, decision, NOTED.get(decision.outcome))
    turn = replace(turn, commands=(*turn.commands, *vain))
    if turn.state.is_requesting and decision.outcome is not Outcome.REQUEST:
        return replace(turn, replies=(*map(_without_choices, turn.replies), requesting.remind(state)))
    return turn


def choose_passage(state: State, option: Option, scene: Scene) -> Turn:
    """Show the passage that the visitor chose, if it still stands in the policy."""
    controller, _, locale = option.policy.partition("/")
    try:
        passage = scene.knowledge.policy(controller, Locale(locale)).passage_of(option.segment)
    except NotFoundError:  # not in this language any more
        passage = None
    after = state if state.is_requesting else state.talking()
    if passage is None:
        gone = message("The policy has changed in the meantime. Please ask again.")
        return Turn(after, (Notice((gone,)),))
    return Turn(after, (Answer(_policy_words(state, scene), (passage,)),))


def _caught(state: State, event: Said) -> Reply | None:
    """Return a reply to what does not belong into the chat."""
    if "code" in event.masked and state.reference:
        return Notice(
            (
                message("Please type the code on the page of your request, never in the chat."),
                message("What looked like a code was not kept."),
            ),
            is_warning=True,
        )
    if "address" in event.masked and state.has_form:
        return Notice(
            (message("Please type your address into the form, so that it does not stay in the chat."),)
        )
    return None


def _about_offer(state: State, decision: Decision, scene: Scene) -> Turn | None:
    """Return the turn if the words are an answer to an open offer or form."""
    if decision.outcome is not Outcome.SMALLTALK:
        return None
    if decision.intent in {"deny", "cancel"}:
        return requesting.cancel(state)
    if decision.intent in {"affirm", "acceptance"}:
        if state.step is Step.OFFERED:
            return requesting.confirm(state, scene)
        return Turn(state, (requesting.remind(state),))
    return None


def _answer(state: State, decision: Decision, scene: Scene) -> Turn:
    if decision.source is Source.ASSISTANT:
        words: tuple[Words, ...] = (message("My own privacy notice says this about the chat:"),)
        if not decision.passages:
            return Turn(state, (Text((message(ANY_SMALLTALK),)),))
        return Turn(_understood(state), (Answer(words, decision.passages, Source.ASSISTANT),))
    topic = _topic(decision, scene)
    rights = [i.right for i in scene.knowledge.model.intents if i.right and topic and i.topic == topic]
    choices = tuple(
        Choice(f"request:{right}", message("Request: %(right)s", right=right_name(right)))
        for right in dict.fromkeys(rights)
        if right.is_filed
    )
    reply = Answer(
        _policy_words(state, scene),
        decision.passages,
        law=law_on(topic) if topic else (),
        choices=choices[:1],
    )
    return Turn(_understood(state), (reply,))


def _not_in_policy(state: State, decision: Decision, scene: Scene) -> Turn:
    controller = scene.controller(state)
    miss = decision.miss or Miss.NOT_UNDERSTOOD
    after = replace(state, misses=state.misses + 1)
    words: tuple[Words, ...] = (message(MISSES[miss], controller=controller.name),)
    topic = _topic(decision, scene)
    points = law_on(topic) if topic and miss is Miss.TOPIC_ABSENT else ()
    if points:
        reply: Reply = Law((*words, message("The law itself says this:")), points, (CONTACT,))
    else:
        reply = Text(words, (CONTACT,))
    if after.misses >= MISSES_TO_OFFER_PERSON:
        called = people.contact(state, scene, Wanted.UNSURE)
        return replace(
            called, state=replace(after, misses=0), replies=(_without_choices(reply), *called.replies)
        )
    return Turn(after, (reply,))


def _request(state: State, decision: Decision, scene: Scene) -> Turn:
    filed = tuple(right for right in decision.rights if right.is_filed)
    if not filed:
        return _complaint(state, decision, scene)
    turn = requesting.offer(_understood(state), filed, decision.passages, scene)
    if Right.COMPLAINT in decision.rights:
        guide = _complaint(state, decision, scene)
        return replace(turn, replies=(*map(_without_choices, guide.replies), *turn.replies))
    return turn


def _complaint(state: State, decision: Decision, scene: Scene) -> Turn:
    """Guide to the authority; a complaint is no request to the controller."""
    controller = scene.controller(state)
    words = (
        message("You can complain to the supervisory authority."),
        *authority_words(controller, state.locale),
        message("You may also raise the matter with %(controller)s first.", controller=controller.name),
    )
    if decision.passages:
        reply: Reply = Answer(words, decision.passages, law=law_of(Right.COMPLAINT), choices=(CONTACT,))
    else:
        reply = Law(words, law_of(Right.COMPLAINT), (CONTACT,))
    return Turn(_understood(state), (reply,))


def _clarify(state: State, decision: Decision, scene: Scene) -> Turn:
    if state.is_requesting:  # a question back would take the place of what is open
        return Turn(_understood(state), (Answer(_policy_words(state, scene), decision.passages),))
    choices = tuple(
        Choice(f"passage:{number}", passage.section or passage.text[:60])
        for number, passage in enumerate(decision.passages)
    )
    options = tuple(Option(p.policy, p.version, p.segment) for p in decision.passages)
    after = replace(state, step=Step.CHOOSING)
    words = (message("Which of these do you mean?"),)
    return Turn(replace(after, options=options), (Clarify(words, choices),))


def _human(state: State, decision: Decision, scene: Scene) -> Turn:
    if decision.intent == "request-status" and state.reference:
        words = (
            message("Your newest request here is %(reference)s.", reference=state.reference),
            message("Its page shows how far it is. The link is above and in the mail to you."),
        )
        return Turn(_understood(state), (Text(words, (CONTACT,)),))
    why = Wanted.URGENT if decision.is_urgent else Wanted.ASKED
    return people.contact(_understood(state), scene, why)


def _smalltalk(state: State, decision: Decision, scene: Scene) -> Turn:
    _ = scene
    if locale := SPOKEN.get(decision.intent):
        after = replace(state, locale=locale)
        return Turn(after, (Text((message("I will write in English from now on."),)),))
    words = (message(SMALLTALK.get(decision.intent, ANY_SMALLTALK)),)
    return Turn(state, (Text(words, (CONTACT,) if decision.intent == "insult" else ()),))


def _offtopic(state: State, decision: Decision, scene: Scene) -> Turn:
    _ = decision
    name = scene.controller(state).name
    after = replace(state, misses=state.misses + 1)
    return Turn(after, (Text((message(MISSES[Miss.NOT_PRIVACY], controller=name),)),))


def _policy_words(state: State, scene: Scene) -> tuple[Words, ...]:
    name = scene.controller(state).name
    return (message("The privacy policy of %(controller)s says:", controller=name),)


def _topic(decision: Decision, scene: Scene) -> str | None:
    intents = scene.knowledge.model.intents
    return next((intent.topic for intent in intents if intent.id == decision.intent), None)


def _understood(state: State) -> State:
    return replace(state, misses=0)


def _without_choices(reply: Reply) -> Reply:
    if isinstance(reply, Text | Notice | Answer | Law):
        return replace(reply, choices=())
    return reply


_ANSWERS: Mapping[Outcome, Callable[[State, Decision, Scene], Turn]] = {
    Outcome.ANSWER: _answer,
    Outcome.NOT_IN_POLICY: _not_in_policy,
    Outcome.REQUEST: _request,
    Outcome.CLARIFY: _clarify,
    Outcome.HUMAN: _human,
    Outcome.SMALLTALK: _smalltalk,
    Outcome.OFFTOPIC: _offtopic,
}
