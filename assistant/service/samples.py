"""Invented tickets in three languages, so that a new house or a colleague can look around and try things."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, func, select

from assistant.errors import ConflictError
from assistant.rights.identity import Level, Method
from assistant.rights.states import LineOutcome, LineState
from assistant.service import articles, links, plain, proofs, queues, reminders, requests, tickets
from assistant.service.acting import DATA_SUBJECT, SYSTEM, Act, Actor
from assistant.service.articles import Draft
from assistant.service.parts import Parts
from assistant.service.plain import NewTicket
from assistant.service.proofs import Proof
from assistant.service.queues import NewQueue
from assistant.store import OutboxMail, Ticket
from assistant.terms import Locale, Right, Role, TicketStatus

NUMBER = 40
CREW = (Actor("agent", Role.AGENT), Actor("approver", Role.APPROVER))
"""Who works on them: the accounts of the demonstration."""
FRONT_DESK = "Front desk"


@dataclass(frozen=True, slots=True)
class Voice:
    """How people of a language write: names, what they ask, what the staff say and ask back."""

    names: tuple[str, ...]
    scopes: tuple[str, ...]
    reply: str
    comment: str
    question: str
    back: str


VOICES = {
    Locale.EN: Voice(
        ("Kim Example", "Sam Sample", "Pat Pattern", "Robin Model", "Alex Instance"),
        (
            "I would like a copy of everything that you hold about me, from January 2024 on.",
            "Please delete my account and the newsletters that go with it.",
            "My street name is misspelt on every invoice. It should read Example Lane.",
            "Stop sending me offers. I never asked for them.",
        ),
        "We have received what we need and are looking through our systems now.",
        "Found in the newsletter tool and in the billing system; the CRM is still to be searched.",
        "Please tell us under which e-mail address you ordered.",
        "I ordered as kim@example.org, some time in spring.",
    ),
    Locale.FI: Voice(
        ("Aino Esimerkki", "Eino Malli", "Helmi Näyte", "Onni Kuvitelma", "Lumi Kokeilu"),
        (
            "Haluan jäljennöksen kaikista tiedoista, joita teillä on minusta.",
            "Pyydän poistamaan asiakastilini ja siihen liittyvät tiedot.",
            "Osoitteeni on väärin laskuissa. Oikea osoite on Esimerkkikatu 1.",
            "Lopettakaa markkinointiviestien lähettäminen minulle.",
        ),
        "Olemme saaneet tarvittavat tiedot ja käymme nyt järjestelmiämme läpi.",
        "Löytyi uutiskirjeistä ja laskutuksesta; asiakasrekisteri on vielä hakematta.",
        "Kertoisitteko, millä sähköpostiosoitteella teitte tilauksen?",
        "Tilasin osoitteella aino@example.org keväällä.",
    ),
    Locale.SV: Voice(
        ("Alva Exempel", "Nils Mönster", "Saga Prov", "Ture Modell", "Tuva Påhitt"),
        (
            "Jag vill ha en kopia av alla uppgifter som ni har om mig.",
            "Radera mitt konto och allt som hör till det.",
            "Mitt namn är felstavat i kundregistret. Det ska vara Exempel.",
            "Sluta skicka reklam till mig.",
        ),
        "Vi har fått det vi behöver och går nu igenom våra system.",
        "Finns i nyhetsbrevet och i faktureringen; kundregistret återstår.",
        "Vilken e-postadress använde du när du beställde?",
        "Jag beställde med alva@example.org i våras.",
    ),
}
RIGHTS = (
    (Right.ACCESS,),
    (Right.ERASURE,),
    (Right.RECTIFICATION,),
    (Right.MARKETING_BAN,),
    (Right.ACCESS, Right.ERASURE),
    (Right.PORTABILITY,),
    (Right.OBJECTION,),
    (Right.WITHDRAW_CONSENT,),
)
STAGES = (
    "untouched",
    "untouched",
    "begun",
    "asked",
    "unknown",
    "answered back",
    "misdirected",
    "withdrawn",
)
PLAIN_EVERY = 13
"""One in so many tickets is no request."""
ARTICLES = (
    (
        "Received, and what happens next",
        {
            "en": "Thank you for your message. We answer by {due} at the latest; reference {reference}.",
            "fi": "Kiitos viestistäsi. Vastaamme viimeistään {due}; viite on {reference}.",
            "sv": "Tack för ditt meddelande. Vi svarar senast {due}; referensen är {reference}.",
        },
    ),
    (
        "Which address did you use?",
        {locale.value: voice.question for locale, voice in VOICES.items()},
    ),
)


def seed(parts: Parts, *, number: int = NUMBER, crew: tuple[Actor, Actor] = CREW) -> int:
    """Add invented tickets of the last weeks; nothing of it is mailed. Return how many there are.

    The crew are an agent and an approver.

    Raises:
        ConflictError: there are tickets already, among which these would be lost.
    """
    with parts.sessions.begin() as session:
        if session.scalar(select(func.count()).select_from(Ticket)):
            raise ConflictError("there are tickets already; invented ones go into an empty database only")
        act = Act(session, parts, SYSTEM, parts.now())
        queues.ensure(act)
        queues.add(act, NewQueue(FRONT_DESK, "What is no request"))
        for title, texts in ARTICLES:
            articles.add(act, Draft(title, "", texts))
    made = [_ticket(parts, at, crew) for at in range(number)]
    with parts.sessions.begin() as session:
        session.execute(delete(OutboxMail))
        act = Act(session, parts, crew[0], parts.now())
        some = [session.get_one(Ticket, one) for one in made[:3]]
        links.add(act, some[0], "depends_on", some[1])
        links.add(act, some[1], "refers_to", some[2])
        reminders.add(act, some[0], "Ask billing again", parts.now().date() + timedelta(days=2))
        plain.set_priority(act, some[1], 60)
    return len(made)


def _ticket(parts: Parts, at: int, crew: tuple[Actor, Actor]) -> int:
    """Make the ticket of a place in the row; the place decides everything about it."""
    controllers = sorted(parts.knowledge().controllers.values(), key=lambda one: one.id)
    controller, locale = controllers[at % len(controllers)], tuple(Locale)[at % 3]
    voice, received = VOICES[locale], parts.now() - timedelta(days=(at * 7) % 41, hours=at % 9)
    with parts.sessions.begin() as session:
        act = Act(session, parts, DATA_SUBJECT, received)
        if at % PLAIN_EVERY == PLAIN_EVERY - 1:
            return _plain(act, voice, locale)
        filing = requests.Filing(
            controller.id,
            locale,
            RIGHTS[at % len(RIGHTS)],
            f"{voice.names[at % 5].split()[0].lower()}.{at}@example.org",
            voice.names[at % 5],
            voice.scopes[at % 4],
            "chat",
            None,
            received,
            f"demo-{at}",
        )
        ticket = tickets.of_request(session, requests.file(act, filing))
        if at % 6:
            _verify(act, ticket)
            agent = Act(session, parts, crew[0], received + timedelta(days=1))
            taker = replace(agent, actor=crew[1]) if at % 3 else agent
            _work((agent, taker), ticket, voice, STAGES[at % len(STAGES)])
        return ticket.id


def _plain(act: Act, voice: Voice, locale: Locale) -> int:
    subject = {Locale.EN: "A question about cookies", Locale.FI: "Kysymys evästeistä"}
    new = NewTicket(
        FRONT_DESK,
        subject.get(locale, "En fråga om kakor"),
        voice.question,
        TicketStatus.OPEN,
        ("visitor@example.org",),
        locale,
    )
    return plain.open_ticket(act, new).id


def _verify(act: Act, ticket: Ticket) -> None:
    if any(line.state == LineState.RECEIVED_UNVERIFIED for line in ticket.request.lines):
        proofs.accept(act, ticket, Proof(Method.CODE, Level.L1, ticket.request.address_hash))


def _work(acts: tuple[Act, Act], ticket: Ticket, voice: Voice, stage: str) -> None:
    """Let the staff do as much as the stage says: nothing, some, ask back, or end. The second takes it."""
    if stage == "untouched":
        return
    act, taker = acts
    tickets.take(taker, ticket)
    tickets.comment(act, ticket, voice.comment)
    for line in ticket.request.lines:
        tickets.move_line(act, line, LineState.IN_PROGRESS)
    requests.reply(act, ticket, voice.reply, version=ticket.version)
    person = replace(act, actor=DATA_SUBJECT, now=act.now + timedelta(hours=5))
    match stage:
        case "asked":
            tickets.move_line(
                act, ticket.request.lines[0], LineState.WAITING_CLARIFICATION, reason=voice.question
            )
        case "unknown":
            tickets.move_line(act, ticket.request.lines[0], LineState.WAITING_ID, reason=voice.question)
        case "answered back":
            requests.write(person, ticket.request, voice.back)
        case "misdirected":
            aside = LineOutcome.MISDIRECTED
            for line in ticket.request.lines:
                tickets.move_line(act, line, LineState.CLOSED, outcome=aside, reason=voice.comment)
        case "withdrawn":
            requests.withdraw(person, ticket.request)
        case _:
            pass
