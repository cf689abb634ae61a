"""Two invented controllers: one with a policy in two languages, one in Swedish with HTML in its text."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGN_IN_KEY = Ed25519PrivateKey.from_private_bytes(b"a key that only these tests know")
"""What the server of Nord & Partners signs with for people who are signed in there."""
_PUBLIC = base64.urlsafe_b64encode(SIGN_IN_KEY.public_key().public_bytes_raw()).rstrip(b"=").decode()

FILES = {
    "nord/controller.yaml": f"""
name: Nord & Partners Oy
country: FI
timezone: Europe/Helsinki
locales: {{en: en.md, fi: fi.md}}
contact: {{email: privacy@nord.example.org, post: "Nord & Partners Oy, PL 1, 00100 Helsinki"}}
origins: ["https://www.nord.example.org"]
queue: nord-privacy
sender: privacy@nord.example.org
brand: "#123456"
sign_in_keys: {{"2026": "{_PUBLIC}"}}
""",
    "nord/en.md": """# Privacy policy of Nord & Partners

> This is a restatement made for demonstration.

## How long we keep data

We keep your data for two years after your last order. Then it is erased.

We collect:

- your name
- your address

## Cookies

Our website uses cookies to remember your choices.

### Kinds of cookies

None of them follows you.
""",
    "nord/fi.md": """# Nord & Partnersin tietosuojaseloste

## Säilytysaika

Säilytämme tietoja kaksi vuotta viimeisestä tilauksesta.
""",
    "sund/controller.yaml": """
name: Sund <b>AB</b>
country: SE
timezone: Europe/Stockholm
locales: {sv: sv.md}
contact: {email: dataskydd@sund.example.org}
origins: ["https://sund.example.org:8443"]
queue: sund-privacy
sender: dataskydd@sund.example.org
""",
    "sund/sv.md": """# Integritetspolicy

## Lagring

Vi sparar <script>alert(1)</script> uppgifterna i två år & inte längre.
""",
    "assistant/en.md": """# About this chat

## What is kept

What you write here is erased after 30 days.
""",
}


def write_content(root: Path) -> None:
    for name, text in FILES.items():
        path = root / "policies" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
