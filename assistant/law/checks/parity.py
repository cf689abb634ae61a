"""Rules on what one language's policy of a controller says and another's does not."""

from assistant.law.checks.rules import Rule, Severity

_WHY = (
    "Readers of each language are owed the same information (Art. 12(1)). Where two languages differ, one of them"
    " tells a visitor something untrue, and the assistant quotes it."
)
ITEM = Rule(
    "D401",
    Severity.WARNING,
    "GDPR Art. 12(1), 13",
    "One language tells an item of Art. 13 or 14 that another does not",
    "Say the same in every language.",
    _WHY,
    spares="Items that the other language may tell: --found lists them as unclear.",
)
FACT = Rule(
    "D402",
    Severity.WARNING,
    "GDPR Art. 12(1)",
    "One language states a date, a period or an address that another does not",
    "Give the same in every language, or leave it out of both.",
    _WHY,
    spares="One of a unit, such as one month, which languages tell with and without the number.",
)
SITE = Rule(
    "D403",
    Severity.NOTE,
    "GDPR Art. 12(1)",
    "One language points to a site that another does not",
    "Point to the same sites, or see that each is there for a reason.",
    _WHY,
    spares="Other pages of the same site.",
)
TOPIC = Rule(
    "D404",
    Severity.NOTE,
    "GDPR Art. 12(1)",
    "One language treats a topic that another does not",
    "Say the same in every language.",
    _WHY,
    spares="Topics that the other language may touch.",
)
PARITY = (ITEM, FACT, SITE, TOPIC)
