"""Things with names of their own: those that a policy says, and those that visitors ask about."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from assistant.matcher.repair import Vocabulary
from assistant.terms import Locale

_LISTED = """
    activecampaign adyen airtable amazon asana atlassian aws azure bing bluesky brevo calendly chatgpt
    clickup cloudflare copilot criteo dealfront discord docusign docue dropbox eloqua evernote facebook
    freshdesk freshworks fonecta github gmail google hetzner hotjar hubspot instagram intercom jira
    klarna klaviyo leadfeeder linkedin mailchimp mailgun marketo matomo microsoft miro mixpanel netsuite
    netvisor onedrive openai oracle outlook paypal paytrail pinterest pipedrive procountor quickbooks
    reddit salesforce sendgrid sharepoint shopify slack snapchat snowflake spotify stripe surveymonkey
    telegram tiktok trello trustpilot twilio twitter typeform upcloud vercel vimeo visma whatsapp
    wordpress workday xero yammer youtube zapier zendesk zoho zoom
"""
VENDORS = frozenset(_LISTED.split())
"""Well-known tools and services: asked about by name, a policy that does not name them does not tell."""
_CAPITAL = re.compile(r"(?<=[\w,;)/] )[A-ZÅÄÖ][\w-]{2,40}")
_NAME = re.compile(r"\w{3,40}")
_SHORTEST_NAME = 4
"""Shorter names begin too many words to be told apart from them."""
_LONGEST_ENDING = 5


def policy_names(
    lines: Iterable[str], known: Mapping[Locale, Vocabulary], own: Collection[str]
) -> frozenset[str]:
    """Return the names a policy says: capitalised inside a sentence and no word of the library's."""
    found = set()
    for line in lines:
        for match in _CAPITAL.finditer(line):
            word = match[0].casefold()
            if word not in own and not any(word in vocabulary.counts for vocabulary in known.values()):
                found.add(word)
        found |= {word for word in _NAME.findall(line.casefold()) if word in VENDORS}
    return frozenset(found)


def asked_names(tokens: Sequence[str], names: Collection[str]) -> frozenset[str]:
    """Return the names among a message's words, Finnish and Swedish endings allowed."""
    return frozenset(form for token in tokens for form in _forms(token) if form in names)


def _forms(token: str) -> list[str]:
    """Return the word, and what it may be an ending on."""
    shortest = max(_SHORTEST_NAME, len(token) - _LONGEST_ENDING)
    return [token, *(token[:length] for length in range(shortest, len(token)))]
