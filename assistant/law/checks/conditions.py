"""Words by which a policy shows that a condition of the law holds in it: consent, marketing, transfers."""

import re
from collections.abc import Mapping

from assistant.law.checks.notice import words
from assistant.law.checks.rules import either

CONSENT = words(r"\bconsent", "suostumu", "samtyck")
INTEREST = words("legitimate interest", r"oikeute\w+ e[td][uj]", r"berättiga\w+ (?:intresse|rättighet)")
MARKETING = words(r"\bmarketing", "markkinoin", "marknadsför")
NO_MARKETING = words(
    r"\b(?:not?|never|n[o']t|without) (?:\w+ ){0,8}marketing",
    r"\b(?:ei|eikä|eivät|emme) (?:\w+ ){0,6}\w*markkinoin",
    r"\b(?:inte|aldrig|ej) (?:\w+ ){0,8}marknadsför",
)
NO_TRANSFER = words(
    r"\bnot? (?:\w+ ){0,4}(?:transfer|disclos|sent|hand)|\bnever\b|\bonly (?:\w+ ){0,3}within\b",
    r"\bei(?:kä|vät)? (?:\w+ ){0,4}(?:siirr|luovut)|\bemme (?:\w+ ){0,3}(?:siirr|luovut)|\bvain (?:EU|ETA)",
    r"\binte (?:\w+ ){0,3}(?:över|lämna|utanför)|(?:överför|lämna)\w* (?:\w+ ){0,4}(?:inte|aldrig)|\bendast inom\b",
)
_ABROAD = either(
    r"\b(?:Google|Microsoft|HubSpot|Mailchimp|Facebook|Meta Platforms|LinkedIn|Amazon|AWS|Salesforce|Zendesk|Slack"
    r"|Dropbox|Zoom|Intercom|Twilio|Cloudflare|Stripe|PayPal)\b"
)
EVIDENCE: Mapping[str, re.Pattern[str]] = {
    "I109": _ABROAD,
    "I123": either(r"\bprofiling\b", r"\bprofiloin\w*", r"\bprofilering\w*"),
}
"""What in a policy makes a note on something it does not tell worth reading; by code."""
