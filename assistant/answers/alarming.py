"""Tells whether a message reports a breach or a threat, which people are told of at once.

The many intents that ask something share the likelihood of what nobody has said in these words before, so a
report was outvoted by questions none of which is likely. Who tells something reports it from a smaller
likelihood on; who asks must be more likely to, since near the words of a report are those of a question
whether it could happen.
"""

from assistant.answers.reading import Reading
from assistant.matcher.model import Model

TOLD = 0.18
"""From this likelihood on a message that asks nothing is a report."""
ASKED = 0.5
"""From this likelihood on one with a question is, too: "somebody got in, what do I do?"."""


def alarms(reading: Reading, model: Model) -> bool:
    """Tell whether the message reports a breach or a threat, rather than to ask or wish for something."""
    urgent = [number for number, intent in enumerate(model.intents) if intent.is_urgent]
    asks = any(sentence.asks for sentence in reading.sentences)
    return float(reading.shares[urgent].sum()) >= (ASKED if asks else TOLD)
