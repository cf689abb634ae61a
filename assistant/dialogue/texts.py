"""The assistant's own sentences, whole and in English, by what they are for."""

from collections.abc import Mapping
from datetime import date, time

from assistant.answers.decision import Miss
from assistant.dialogue.replies import Choice, Words
from assistant.law.authorities import OF_THE_VISITOR, authority, members_url
from assistant.law.names import right_name
from assistant.policy.load import Controller
from assistant.terms import Locale, Message, Right

DOMAIN = "chat"


def message(text: str, /, **params: str | int | date | time | Message) -> Message:
    """Return a sentence of the chat with its parameters."""
    return Message(DOMAIN, text, params)


SUGGESTIONS: Mapping[str, str] = {
    "what": "What data do you collect about me?",
    "why": "What do you use my data for?",
    "how-long": "How long do you keep my data?",
    "who": "Who gets my data?",
    "abroad": "Is my data sent outside the EU?",
    "cookies": "Do you use cookies?",
    "rights": "What rights do I have?",
}
"""Questions that most people have; offered where this policy answers them."""

PARTICULAR: Mapping[str, str] = {
    "cameras": "Do you use cameras?",
    "calls": "Do you record calls?",
    "marketing": "What marketing do you send me?",
    "decisions": "Are decisions about me made automatically?",
    "source": "Where did you get my data?",
    "safety": "How do you protect my data?",
}
"""Questions that fewer policies answer: one that does is offered in place of a common one."""

ALSO_CALLED: Mapping[str, str] = {
    "retention": "how-long",
    "recipients": "who",
    "transfers": "abroad",
    "purposes": "why",
    "data": "what",
    "profiling": "decisions",
    "security": "safety",
}
"""Names of questions in links into the chat, besides their own."""


def question_called(name: str) -> str | None:
    """Return the suggested question of a name; None for any other name, so that no link speaks for people."""
    name = ALSO_CALLED.get(name, name)
    return SUGGESTIONS.get(name) or PARTICULAR.get(name)


def label_of(choice: str) -> Words | None:
    """Return what a choice says that needs no reply to be taken from, such as one in a link."""
    kind, _, rest = choice.partition(":")
    if kind == "ask" and (question := question_called(rest)):
        return message(question)
    if kind == "request" and rest in set(Right) and Right(rest).is_filed:
        return message("Request: %(right)s", right=right_name(Right(rest)))
    return None


SMALLTALK: Mapping[str, str] = {
    "greeting": "Hello! Ask me anything about how your personal data is handled here.",
    "goodbye": "Goodbye, and take care.",
    "thanks": "You are welcome. Is there anything else you want to know?",
    "how-are-you": "I am a program, so I am always ready. What would you like to know about your data?",
    "acceptance": "Good. Is there anything else you want to know?",
    "affirm": "Good. Is there anything else you want to know?",
    "deny": "All right. Is there anything else you want to know?",
    "cancel": "All right. Is there anything else you want to know?",
    "insult": "I am sorry that I could not help. You can ask a person instead.",
}
ANY_SMALLTALK = "I can answer questions about this company's privacy policy and help you use your rights."
SPOKEN: Mapping[str, Locale] = {
    "speak-english": Locale.EN,
    "speak-finnish": Locale.FI,
    "speak-swedish": Locale.SV,
}
"""Intents that ask for a language."""

MISSES: Mapping[Miss, str] = {
    Miss.TOPIC_ABSENT: "The privacy policy of %(controller)s says nothing about this.",
    Miss.NAME_ABSENT: "The privacy policy of %(controller)s does not mention this by name.",
    Miss.NOT_UNDERSTOOD: "I did not find this in the policy of %(controller)s. Can you put it another way?",
    Miss.NOT_PRIVACY: "I can only help with personal data. For anything else, please ask %(controller)s.",
}
OTHER_LANGUAGE = "I can help you in English, Finnish or Swedish. Please write in one of them."

CONTACT = Choice("contact", message("Show me how to reach a person"))
CONFIRM = Choice("confirm", message("Yes, make this request"))
CANCEL = Choice("cancel", message("No, do not send anything"))


def contact_words(controller: Controller) -> tuple[Words, ...]:
    """Return how to reach the people of a controller: every route that its settings name (I-4)."""
    words: list[Words] = []
    contact, officer = controller.contact, controller.dpo
    if contact.email:
        words.append(message("E-mail: %(address)s.", address=contact.email))
    if contact.post:
        words.append(message("Post: %(address)s.", address=contact.post))
    if controller.phone:
        words.append(message("Telephone: %(number)s.", number=controller.phone))
    if officer and officer.email and officer.email != contact.email:
        words.append(message("Data protection officer: %(address)s.", address=officer.email))
    return tuple(words)


def authority_words(controller: Controller, locale: Locale) -> tuple[Words, ...]:
    """Return how to reach the authority that hears complaints about a controller.

    While its country is not filled in, that is the visitor's own authority, which is true of everybody.
    """
    found = authority(controller.country)
    if found is None:
        return OF_THE_VISITOR, message(
            "All of them, with their addresses: %(list)s", list=members_url(locale)
        )
    return (
        message("The authority is: %(name)s.", name=found.name(locale)),
        message("Post: %(address)s.", address=found.post),
        message("Telephone: %(number)s.", number=found.phone),
        message("E-mail: %(address)s.", address=found.email),
    )
