"""From the wish to use a right to a filed request: offer, confirmation, form. Rules I-1 to I-8."""

from dataclasses import replace

from assistant.dialogue import filling
from assistant.dialogue.events import DropDraft, FieldErrors, File, Filed, KeepDraft, Submitted
from assistant.dialogue.replies import Choice, Field, FiledNote, Form, Notice, Offer, Text, Words
from assistant.dialogue.state import State, Step
from assistant.dialogue.texts import CANCEL, CONFIRM, contact_words, message
from assistant.dialogue.turn import Scene, Turn
from assistant.law.articles import law_of_all
from assistant.law.names import right_name
from assistant.rights.deadline import due
from assistant.rights.identity import parse_address
from assistant.terms import Passage, Right
from assistant.translations import render

NAME_LIMIT, SCOPE_LIMIT, ADDRESS_LIMIT = 120, 2000, 254
FIELDS = (
    Field(
        "email",
        message("Your e-mail address"),
        "email",
        is_required=True,
        autocomplete="email",
        hint=message("The answer is sent there, and a code if one is needed."),
        longest=ADDRESS_LIMIT,
    ),
    Field(
        "name",
        message("Your name"),
        "text",
        is_required=False,
        autocomplete="name",
        hint=message("It makes your data easier to find."),
        longest=NAME_LIMIT,
    ),
    Field(
        "scope",
        message("What your request is about"),
        "textarea",
        is_required=False,
        autocomplete="off",
        hint=message("For instance which data, or since when. Please leave out personal identity numbers."),
        longest=SCOPE_LIMIT,
    ),
)


def offer(state: State, rights: tuple[Right, ...], passages: tuple[Passage, ...], scene: Scene) -> Turn:
    """Offer a request for these rights, together with those that are offered already (I-2)."""
    controller = scene.controller(state)
    wanted = tuple(dict.fromkeys((*state.rights, *rights)))
    received_at = state.received_at or scene.now
    counted = due(received_at, country=controller.country, timezone=controller.timezone, eves=controller.eves)
    words: list[Words] = [
        message("I can make this request to %(controller)s for you.", controller=controller.name)
        if len(wanted) == 1
        else message("I can make one request to %(controller)s for all of this.", controller=controller.name),
        message("Nothing is sent until you confirm it."),
    ]
    if note := controller.not_covered.get(state.locale):
        words.append(note)
    ways = (message("You can also make your request in another way."), *contact_words(controller))
    is_wider = bool(state.rights) and set(wanted) != set(rights)
    only = (Choice("only", message("Only what I asked for last")),) if is_wider else ()
    choices = (CONFIRM, *only, CANCEL)
    said = Offer(tuple(words), wanted, passages, law_of_all(wanted), counted.due, choices, ways)
    after = replace(state, step=Step.OFFERED, rights=wanted, latest=rights, received_at=received_at)
    return Turn(after, (said,))


def offer_again(state: State, scene: Scene) -> Turn:
    """Make the open offer or form anew, for instance in another language."""
    if state.step is Step.FORM:
        return Turn(state, (_form(state, scene),))
    return offer(state, state.latest, passages_on(state.rights, state, scene), scene)


def narrow(state: State, scene: Scene) -> Turn:
    """Offer only the rights that were asked for last."""
    alone = replace(state, rights=(), received_at=state.received_at)
    return offer(alone, state.latest, passages_on(state.latest, state, scene), scene)


def confirm(state: State, scene: Scene) -> Turn:
    """The visitor wants the request: ask how to reach them."""
    after = replace(state, step=Step.FORM)
    return Turn(after, (_form(after, scene),), (KeepDraft({}, state.received_at or scene.now),))


def cancel(state: State) -> Turn:
    """The visitor does not want it: nothing stays of what was typed."""
    said = Text((message("All right. Nothing was sent, and nothing that you typed into the form is kept."),))
    return Turn(state.talking(), (said,), (DropDraft(),))


def submit(state: State, event: Submitted, scene: Scene) -> Turn:
    """File the request, or show the form again with what is wrong in it."""
    received_at = state.received_at or scene.now
    values = filling.cleaned(event.values, FIELDS)
    errors = filling.errors(values, FIELDS)
    if errors:
        return Turn(state, (_form(state, scene, errors),), (KeepDraft(values, received_at),))
    address = parse_address(values["email"])
    return Turn(
        state,
        (),
        (
            KeepDraft(values, received_at),  # it is all that stays if filing fails
            File(state.rights, received_at, address, values["name"], values["scope"]),
            DropDraft(),
        ),
    )


def filed(state: State, event: Filed) -> Turn:
    """Say that the request is filed: only now, after it really is (I-5)."""
    words: list[Words] = [message("Your request is filed.")]
    if event.needs_code:
        words += [
            message("One more step: look for a six-digit code in the mailbox that you gave."),
            message("Type it on the page below, never in this chat. It shows that the mailbox is yours."),
        ]
    elif event.is_signed_in:
        words.append(
            message("You are signed in on the company's site, so your request is with the staff already.")
        )
    else:
        words.append(
            message("You need not prove who you are for this, so your request is with the staff already.")
        )
    note = FiledNote(
        tuple(words),
        event.reference,
        event.due,
        event.trace,
        event.status_path,
        event.verify_path if event.needs_code else None,
    )
    return Turn(replace(state.talking(), reference=event.reference), (note,))


def not_filed(state: State, scene: Scene) -> Turn:
    """Say that it did not work, keep the form open and name the other ways (I-5)."""
    controller = scene.controller(state)
    words = (
        message("Your request could not be filed just now. What you typed is kept; please try again."),
        message("You can also make your request in another way."),
        *contact_words(controller),
    )
    return Turn(state, (Notice(words, is_warning=True), _form(state, scene)))


def remind(state: State) -> Notice:
    """Return the reminder that something is still open."""
    if state.step is Step.FORM:
        return Notice((message("Your request has not been sent yet; the form above is still open."),))
    return Notice((message("Your request has not been made yet."),), choices=(CONFIRM, CANCEL))


def passages_on(rights: tuple[Right, ...], state: State, scene: Scene) -> tuple[Passage, ...]:
    """Return what this policy says about the rights (I-8)."""
    names = " ".join(render(right_name(right), state.locale) for right in rights)
    return scene.knowledge.decide(state.controller, names, lang=state.locale).passages


def _form(state: State, scene: Scene, errors: FieldErrors | None = None) -> Form:
    controller = scene.controller(state)
    words: tuple[Words, ...] = (
        message("Where should %(controller)s send the answer?", controller=controller.name),
        message("What you write here goes into the request only. It does not become part of the chat."),
    )
    return Form(
        words,
        FIELDS,
        message("Send the request"),
        (CANCEL,),
        errors or {},
        takes_token=bool(controller.sign_in_keys),
        files_request=True,
    )
