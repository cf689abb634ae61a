"""Holds that mail is read as people mean it, and that hostile mail is read within bounds or refused."""

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.inbound_mime import MOST_BYTES, read
from assistant.errors import InvalidInputError
from assistant.service.attachments import MOST_FILES
from assistant.service.inbound import TEXT_CHARACTERS

NESTED = b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n'
REPORT = (
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
)
HEAD = b"From: Aino <aino@example.org>\r\nSubject: Hi\r\nMessage-ID: <1@example.org>\r\n"


def test_the_plain_text_is_read_before_the_html_and_encoded_headers_are_opened() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Päivi <paivi@example.org>", "Pyyntö: åäö"
    message.set_content("Poistakaa tietoni. Ä")
    message.add_alternative("<p>HTML</p>", subtype="html")
    mail = read(message.as_bytes())
    assert (mail.sender, mail.subject_line, mail.text) == (
        "paivi@example.org",
        "Pyyntö: åäö",
        "Poistakaa tietoni. Ä",
    )


def test_a_mail_of_html_alone_gives_its_words_and_no_script() -> None:
    page = b"<style>p{}</style><p>Erase&nbsp;my <b>data</b></p><script>alert(1)</script><p>Bye</p>"
    mail = read(HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page)
    assert mail.text.replace("\xa0", " ") == "Erase my data\nBye"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"no header at all",
        b"Subject: " + b"a" * 100_000 + b"\r\n\r\nx",
        HEAD + b"\r\n" + b"\n" * 600_000,
        HEAD + b"\r\n" + b"a" * (MOST_BYTES + 1),
        HEAD + NESTED % (0, 0) + b"".join(NESTED % (n, n + 1) for n in range(300)),
    ],
    ids=["empty", "blank", "no header", "long header", "lines", "large", "deep"],
)  # fmt: skip
def test_what_is_no_mail_or_out_of_bounds_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInputError):
        read(raw)


def test_a_thousand_parts_are_cut_to_what_is_kept() -> None:
    part = b'--b\r\nContent-Disposition: attachment; filename="x.txt"\r\n\r\nx\r\n'
    mail = read(HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 1000 + b"--b--\r\n")
    assert len(mail.files) == MOST_FILES


def test_text_beyond_its_bound_is_cut() -> None:
    assert len(read(HEAD + b"\r\n" + b"word " * 100_000).text) <= TEXT_CHARACTERS


@pytest.mark.parametrize("sender", [b"a@example.org, b@example.org", b"", b"nobody", b"=?utf-8?q?broken"])
def test_a_sender_that_is_several_or_none_is_not_guessed(sender: bytes) -> None:
    mail = read(b"From: " + sender + b"\r\nSubject: Hi\r\n\r\nHello")
    assert "," not in mail.sender
    assert mail.sender in {"", "nobody", "=?utf-8?q?broken"}


def test_a_line_break_in_an_encoded_header_is_a_blank() -> None:
    coded = base64.b64encode(b"Hi\r\nBcc: all@example.org").decode()
    assert read(f"From: a@example.org\r\nSubject: =?utf-8?b?{coded}?=\r\n\r\nx".encode()).subject_line == (
        "Hi Bcc: all@example.org"
    )


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: text/plain; charset=x-unknown\r\n\r\nHello",
        HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!not base64!!!",
        HEAD + b"Content-Transfer-Encoding: x-none\r\nContent-Type: ;;;\r\n\r\nHello",
        HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\nHello',
        HEAD + b"Content-Type: multipart/mixed\r\n\r\nHello",
        HEAD + b"Content-Disposition: attachment; filename*=utf-8''%ff%fe\r\n\r\nHello",
        HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xff\xfe\x00",
    ],
)
def test_broken_mime_is_read_as_far_as_it_goes(raw: bytes) -> None:
    assert read(raw).sender == "aino@example.org"


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for whole in (raw, HEAD + raw, HEAD + REPORT + raw):
        try:
            read(whole)
        except InvalidInputError:
            continue
