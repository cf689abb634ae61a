"""A small intent library of a few topics, enough to see the matcher, the answers and the dialogue work."""

from pathlib import Path

FILES = {
    "topics/retention.yaml": """
topic: retention
article: "GDPR Art. 13(2)(a)"
headings:
  en: [Retention, How long we keep your data]
  fi: [Säilytysaika, Kuinka kauan tietoja säilytetään]
  sv: [Lagringstid, Hur länge sparas uppgifterna]
statements:
  en:
    - We keep your data for two years after your last order.
    - Data is stored for as long as the contract is in force.
  fi:
    - Tietoja säilytetään kaksi vuotta viimeisestä tilauksesta.
    - Säilytämme tietoja niin kauan kuin sopimus on voimassa.
  sv:
    - Vi sparar uppgifterna i två år efter din senaste beställning.
    - Uppgifterna lagras så länge avtalet gäller.
""",
    "topics/cookies.yaml": """
topic: cookies
headings:
  en: [Cookies, Use of cookies]
  fi: [Evästeet, Evästeiden käyttö]
  sv: [Kakor, Användning av kakor]
statements:
  en:
    - Our website uses cookies to remember your choices.
    - Cookies are small text files that are stored on your device.
  fi:
    - Verkkosivustomme käyttää evästeitä valintojesi muistamiseen.
    - Evästeet ovat pieniä tekstitiedostoja laitteellasi.
  sv:
    - Vår webbplats använder kakor för att minnas dina val.
    - Kakor är små textfiler som sparas på din enhet.
""",
    "topics/right-erasure.yaml": """
topic: right-erasure
headings:
  en: [Right to erasure]
  fi: [Oikeus tietojen poistamiseen]
  sv: [Rätt till radering]
statements:
  en:
    - You have the right to have your data erased.
  fi:
    - Sinulla on oikeus pyytää tietojesi poistamista.
  sv:
    - Du har rätt att få dina uppgifter raderade.
""",
    "shared/how-long.yaml": """
# How long data is kept.
intent: how-long
topic: retention
utterances:
  en: [how long do you keep my data, when is my information deleted, how many years is it stored]
  fi: [kauanko säilytätte tietojani, milloin tiedot hävitetään, montako vuotta niitä pidetään]
  sv: [hur länge sparar ni mina uppgifter, när tas de bort, hur många år lagras de]
""",
    "shared/cookies.yaml": """
intent: cookies
topic: cookies
utterances:
  en: [do you use cookies, what cookies are there on this site, "cookies?"]
  fi: [käytättekö evästeitä, mitä evästeitä sivuilla on, "evästeet?"]
  sv: [använder ni kakor, vilka cookies finns på sidan, "kakor?"]
near:
  - {text: how long do the cookies live, intent: how-long}
""",
    "shared/request-erasure.yaml": """
intent: request-erasure
topic: right-erasure
outcome: request
right: erasure
utterances:
  en: [delete my account, please erase everything about me, remove me from your register]
  fi: [poistakaa tietoni, tuhotkaa kaikki mitä minusta on, poista mun profiili]
  sv: [radera mitt konto, ta bort mig ur registret, släng allt ni har om mig]
""",
    "shared/greeting.yaml": """
intent: greeting
outcome: smalltalk
utterances:
  en: [hello, hi there, good morning]
  fi: [moi, hei vaan, hyvää huomenta]
  sv: [hej, tjena, god morgon]
""",
    "topics/marketing-optout.yaml": """
topic: marketing-optout
headings:
  en: [Direct marketing]
  fi: [Suoramarkkinointi]
  sv: [Direktmarknadsföring]
statements:
  en:
    - You can forbid direct marketing at any time.
  fi:
    - Voit kieltää suoramarkkinoinnin milloin tahansa.
  sv:
    - Du kan när som helst säga nej till direktmarknadsföring.
""",
    "topics/complaint.yaml": """
topic: complaint
headings:
  en: [Complaint to the authority]
  fi: [Valitus viranomaiselle]
  sv: [Klagomål till myndigheten]
statements:
  en:
    - You can lodge a complaint with the supervisory authority.
  fi:
    - Voit valittaa valvontaviranomaiselle.
  sv:
    - Du kan klaga hos tillsynsmyndigheten.
""",
    "shared/request-marketing-ban.yaml": """
intent: request-marketing-ban
topic: marketing-optout
outcome: request
right: marketing_ban
utterances:
  en: [stop sending me advertising, no more marketing mails please, take me off your mailing list]
  fi: [lopettakaa mainosten lähettäminen, en halua mainoksia, poistakaa minut postituslistalta]
  sv: [sluta skicka reklam, jag vill inte ha reklam, stryk mig från utskicken]
""",
    "shared/request-complaint.yaml": """
intent: request-complaint
topic: complaint
outcome: request
right: complaint
utterances:
  en: [I want to lodge a complaint, who do I complain to, report you to the ombudsman]
  fi: [haluan tehdä valituksen, minne voin valittaa, ilmiannan teidät tietosuojavaltuutetulle]
  sv: [jag vill klaga på er, vart vänder jag mig med klagomål, jag anmäler er till myndigheten]
""",
    "shared/affirm.yaml": """
intent: affirm
outcome: smalltalk
utterances:
  en: ["yes", yes please, go ahead]
  fi: [kyllä, joo, tee niin]
  sv: [ja, ja tack, gör det]
""",
    "shared/deny.yaml": """
intent: deny
outcome: smalltalk
utterances:
  en: ["no", no thanks, never mind]
  fi: [ei, ei kiitos, antaa olla]
  sv: [nej, nej tack, strunt i det]
""",
    "shared/talk-to-human.yaml": """
intent: talk-to-human
outcome: human
utterances:
  en: [I want to talk to a person, can a human help me, connect me to your staff]
  fi: [haluan puhua ihmisen kanssa, voiko joku työntekijä auttaa, yhdistä asiakaspalveluun]
  sv: [jag vill prata med en människa, kan någon i personalen hjälpa, koppla mig till kundtjänst]
""",
    "shared/report-breach.yaml": """
intent: report-breach
outcome: human
urgent: true
utterances:
  en: [my data has leaked from you, I found your customer list on the internet, you have been hacked]
  fi: [tietoni ovat vuotaneet teiltä, asiakaslistanne löytyy netistä, teidät on hakkeroitu]
  sv: [mina uppgifter har läckt från er, er kundlista ligger på nätet, ni har blivit hackade]
""",
}


def write_library(folder: Path, files: dict[str, str] | None = None) -> Path:
    for name, text in (FILES if files is None else files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
