"""`assistant evidence`: everything that shows how one request was handled, for the authority."""

import json
import os
from pathlib import Path

import click

from assistant.compose import opened
from assistant.errors import UnavailableError
from assistant.service import requests
from assistant.service.acting import SYSTEM, Act
from assistant.service.evidence import pack
from assistant.service.evidence_pdf import as_pdf
from assistant.settings import read
from assistant.terms import Locale


@click.command()
@click.argument("reference")
@click.option("--lang", type=click.Choice([one.value for one in Locale]), help="Not the authority's own.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=".", help="Folder.")
def evidence(reference: str, lang: str | None, output: Path) -> None:
    """Write a request's evidence as JSON and PDF, and record that it was taken out.

    The files hold personal data: give them to nobody but the authority, and erase them after.

    Example: assistant evidence 7K3Q-X9M2-NP4T-Z8VC --output /root/case
    """
    with opened(read(os.environ)) as parts, parts.sessions.begin() as session:
        act = Act(session, parts, SYSTEM, parts.now())
        request = requests.find(session, reference)
        made = pack(act, request, locale=Locale(lang) if lang else None)
        name = request.reference
    text = json.dumps(made.content, ensure_ascii=False, indent=2) + "\n"
    for path, content in ((output / f"{name}.json", text.encode()), (output / f"{name}.pdf", as_pdf(made))):
        _write(path, content)
        click.echo(str(path))


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        raise UnavailableError(f"{path} cannot be written: {error.strerror}") from error
