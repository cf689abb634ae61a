"""A small controller with a policy of its own, for tests that need answers."""

from pathlib import Path

from assistant.answers.knowledge import Knowledge, joined
from assistant.answers.volume import Own
from assistant.matcher.model import Model
from assistant.policy.load import load_controller, load_notice, load_policies
from assistant.terms import Locale

CONTROLLER = """
name: Nord Oy
country: FI
timezone: Europe/Helsinki
locales: {en: en.md, fi: fi.md}
contact:
  email: privacy@nord.example.org
  post: Pohjoiskatu 1, 00100 Helsinki
origins: ["https://www.nord.example.org"]
sender: letters@nord.example.org
queue: nord-privacy
signature: {en: The privacy team at Nord Oy, fi: "Nord Oy, tietosuojatiimi", sv: Nord Oy}
"""
POLICIES = {
    Locale.EN: """# Privacy policy

## How long we keep data

We keep your data for two years after your last order. Then it is erased.

## Cookies

Our website uses cookies to remember your choices.

## Right to erasure

You have the right to have your data erased.

## Direct marketing

You can forbid direct marketing at any time.

## Complaint to the authority

You can lodge a complaint with the supervisory authority.
""",
    Locale.FI: """# Tietosuojaseloste

## Säilytysaika

Säilytämme tietojasi kaksi vuotta viimeisestä tilauksesta. Sen jälkeen ne poistetaan.

## Oikeus tietojen poistamiseen

Sinulla on oikeus pyytää tietojesi poistamista.
""",
}


def small_knowledge(root: Path, model: Model) -> Knowledge:
    """Return knowledge of one controller, `nord`, written into a folder."""
    folder = root / "policies" / "nord"
    folder.mkdir(parents=True)
    (folder / "controller.yaml").write_text(CONTROLLER, encoding="utf-8")
    for locale, text in POLICIES.items():
        (folder / f"{locale}.md").write_text(text, encoding="utf-8")
    controller = load_controller(folder)
    return joined([Own(controller, load_policies(root, controller))], load_notice(root), model)
