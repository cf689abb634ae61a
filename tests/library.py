"""A small intent library of three topics, enough to see the matcher and the answers work."""

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
}


def write_library(folder: Path, files: dict[str, str] | None = None) -> Path:
    for name, text in (FILES if files is None else files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
