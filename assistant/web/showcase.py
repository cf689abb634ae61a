"""What the demonstration's companies say on their front pages: invented, to give the chat a place."""

from dataclasses import dataclass

from assistant.terms import Locale


@dataclass(frozen=True, slots=True)
class Front:
    """The words of one front page."""

    title: str
    lead: str
    offers: tuple[tuple[str, str], ...]


FRONTS: dict[tuple[str, Locale], Front] = {
    ("secapp", Locale.EN): Front(
        "When minutes matter, everyone knows",
        "One message reaches the right people on every phone, and you "
        "see at once who has read it and who is coming.",
        (
            ("Alert", "Call a team together in seconds, by app, text message and call at the same time."),
            ("Coordinate", "Share the picture, the tasks and the place of everyone who is on the way."),
            ("Practise", "Run drills with the same tools, and keep a record of how they went."),
        ),
    ),
    ("secapp", Locale.FI): Front(
        "Kun minuutit ratkaisevat, kaikki tietävät",
        "Yksi viesti tavoittaa oikeat ihmiset jokaisella puhelimella, ja näet "
        "heti, kuka on lukenut sen ja kuka on tulossa.",
        (
            (
                "Hälytä",
                "Kutsu tiimi koolle sekunneissa sovelluksella, tekstiviestillä ja puhelulla yhtä aikaa.",
            ),
            ("Johda", "Jaa tilannekuva, tehtävät ja matkalla olevien sijainti."),
            ("Harjoittele", "Pidä harjoitukset samoilla välineillä ja tallenna, miten ne sujuivat."),
        ),
    ),
    ("click2contract", Locale.EN): Front(
        "From offer to signature in one afternoon",
        "Write, agree and sign contracts in the browser. Everyone "
        "sees the same version, and nothing is lost in mailboxes.",
        (
            ("Templates", "Start from texts that your lawyers have approved, and fill in only what differs."),
            (
                "Signing",
                "Sign on any device, in the order that you choose, with a reminder for those who forget.",
            ),
            ("Archive", "Find every contract by party, date or clause, and know in good time when it ends."),
        ),
    ),
    ("xcure", Locale.FI): Front(
        "Palvelu, joka pysyy mukana",
        "Tilaukset, tuki ja laskut yhdessä paikassa – ja ihminen, joka vastaa, kun sitä tarvitset.",
        (
            ("Käyttöönotto", "Siirrämme tietosi, koulutamme väkesi ja pysymme puhelimen päässä."),
            ("Tuki", "Yksi numero ja yksi osoite. Vastaamme samana päivänä, yleensä samalla tunnilla."),
            ("Yrityksille", "Sovimme palvelusta, raportoinnista ja laskutuksesta yhdellä sopimuksella."),
        ),
    ),
    ("smilee", Locale.SV): Front(
        "Prata med dina kunder medan de ännu är kvar",
        "Chatt på webbplatsen, i telefonen och i butiken – med människor som kan ditt sortiment.",
        (
            ("Bemannad chatt", "Vårt team svarar på dina kunders frågor, även på kvällar och helger."),
            ("Fler avslut", "Den som får svar handlar oftare. Du ser vilka frågor som avgör."),
            ("Lär av samtalen", "Rapporter visar vad kunderna undrar över innan de ger upp."),
        ),
    ),
}


def front(controller: str, locale: Locale) -> Front | None:
    """Return the front page of a company of the demonstration; None for one that has no words of its own."""
    return FRONTS.get((controller, locale))
