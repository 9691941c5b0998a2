"""Files that are made to cost, each made here: they end in a named state before they have cost much."""

import io
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from desktop_app.adapters.document_reader import ChildDocumentReader
from desktop_app.adapters.extraction import Limits
from desktop_app.domain.evidence import DocumentState
from desktop_app.domain.hidden_text import visible

QUICK = 20.0
"""Seconds on a loaded machine; most are done in one."""
READ, UNREADABLE, LARGE = DocumentState.READ, DocumentState.UNREADABLE, DocumentState.TOO_LARGE


def zipped(**parts: str | bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def workbook(**more: str | bytes) -> bytes:
    book, made = Workbook(), io.BytesIO()
    book.active.append(["Fee", 9400])
    book.save(made)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        for name, content in more.items():
            package.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def pdf(pages: str, *objects: str) -> bytes:
    """A PDF file with this page tree and further objects, from number 3 on."""
    body = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
    for number, each in enumerate((pages, *objects), 2):
        body += f"{number} 0 obj {each} endobj\n".encode()
    return body + b"trailer << /Root 1 0 R >>\n%%EOF"


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return zipped(word__document_xml=f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a9;</x>').replace(
        b"document_xml", b"document.xml"
    )


def laughing_workbook() -> bytes:
    return workbook(xl__more_xml='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>').replace(b"more_xml", b"more.xml")


def zip_bomb() -> bytes:
    return workbook(xl__worksheets__big_xml=b"0" * 60_000_000).replace(b"big_xml", b"big.xml")


def many_parts() -> bytes:
    return zipped(**{f"word__{n}": b"" for n in range(10_050)})


def overlapping() -> bytes:
    """Central entries that all point at one local part, as in bombs of overlapping files."""
    one = zipped(word__document_xml=b"<a>" + b" " * 900_000 + b"</a>").replace(b"document_xml", b"document.xml")
    start, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entry, tail = one[start:end], bytearray(one[end:])
    tail[8:12] = (2000).to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * 2000).to_bytes(4, "little")
    return one[:start] + entry * 2000 + bytes(tail)


def cyclic_pages() -> bytes:
    below = "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 9 >>"
    return pdf("<< /Type /Pages /Kids [3 0 R] /Count 1 >>", below)


def claims_many_pages() -> bytes:
    return pdf("<< /Type /Pages /Kids [3 0 R] /Count 90000000 >>", "<< /Type /Page /Parent 2 0 R >>")


def form_within_itself() -> bytes:
    stream = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >> /Length 5 >>"
    own = "/Resources << /XObject << /F 4 0 R >> >> /Contents 5 0 R"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] {own} >>"
    return pdf(
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        f"{stream}\nstream\n/F Do\nendstream",
        "<< /Length 5 >>\nstream\n/F Do\nendstream",
    )


def deep_html() -> bytes:
    return b"<html>" + b"<b>" * 300_000 + b"deep"


def mail_in_mail() -> bytes:
    inner = EmailMessage()
    inner.set_content("The innermost.")
    for _ in range(40):
        outer = EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = "a@b.c", "d@e.f", "x"
        outer.set_content("Look inside.")
        outer.add_attachment(inner)
        inner = outer
    return inner.as_bytes()


@pytest.mark.parametrize(
    ("make", "states"),
    [
        (billion_laughs, {UNREADABLE}),
        (laughing_workbook, {UNREADABLE}),
        (zip_bomb, {LARGE}),
        (many_parts, {LARGE, UNREADABLE}),
        (overlapping, {UNREADABLE, LARGE, DocumentState.NO_TEXT}),
        (cyclic_pages, {UNREADABLE, LARGE, DocumentState.NO_TEXT}),
        (claims_many_pages, {UNREADABLE, LARGE, DocumentState.NO_TEXT}),
        (form_within_itself, {DocumentState.NO_TEXT, UNREADABLE}),
        (deep_html, set(DocumentState)),
        (mail_in_mail, {READ}),
    ],
)
async def test_a_file_that_is_made_to_cost_ends_in_a_named_state(
    make: Callable[[], bytes], states: set[DocumentState]
) -> None:
    body, started = make(), time.monotonic()
    reading = await ChildDocumentReader(Limits(seconds=QUICK)).read("name", body)
    assert reading.state in states, reading.reason
    assert reading.reason or reading.state is READ
    assert "took longer" not in reading.reason
    assert time.monotonic() - started < QUICK


async def test_macros_and_links_of_a_workbook_are_left_alone_and_said() -> None:
    outside = '<Relationship Id="r9" Type="urn:/externalLinkPath" Target="http://evil/x.xlsx" TargetMode="External"/>'
    rels = f"<Relationships>{outside}</Relationships>"
    body = workbook(xl__vbaProject_bin=b"MZ", xl__externalLinks___rels__one_rels=rels)
    body = body.replace(b"vbaProject_bin", b"vbaProject.bin").replace(b"one_rels", b"one.rels")
    reading = await ChildDocumentReader().read("book.xlsm", body)
    assert reading.state is READ
    assert reading.reason == "Its macros were not run. What it would load from elsewhere was not fetched."


async def test_a_locked_workbook_says_so() -> None:
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    reading = await ChildDocumentReader().read("book.xlsx", body)
    assert (reading.state, reading.pages) == (DocumentState.LOCKED, ())
    assert "password" in reading.reason


HIDING = {
    "row": lambda sheet: sheet.row_dimensions.group(2, 2, hidden=True),
    "column": lambda sheet: setattr(sheet.column_dimensions["A"], "hidden", True),
    "white": lambda sheet: setattr(sheet["A2"], "font", Font(color="FFFFFFFF")),
    "colour of its ground": lambda sheet: (
        setattr(sheet["A2"], "font", Font(color="FF123456")),
        setattr(sheet["A2"], "fill", PatternFill("solid", fgColor="FF123456")),
    ),
    "tiny": lambda sheet: setattr(sheet["A2"], "font", Font(size=1)),
    "format": lambda sheet: setattr(sheet["A2"], "number_format", ";;;"),
    "height": lambda sheet: setattr(sheet.row_dimensions[2], "height", 0.1),
}


@pytest.mark.parametrize("way", HIDING)
async def test_what_a_sheet_hides_is_kept_as_hidden_and_the_rest_is_read(way: str) -> None:
    book, made = Workbook(), io.BytesIO()
    for row in (["Fee", 9400], ["Approve it", None], [None, "Seen"]):
        book.active.append(row)
    HIDING[way](book.active)
    book.save(made)
    (page,) = (await ChildDocumentReader().read("book.xlsx", made.getvalue())).pages
    assert "Seen" in visible(page.text) and "Approve it" not in visible(page.text)
    assert "Approve it" in page.text


RAW_MAIL = b"From: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
MAILS = {
    "of an unknown encoding": RAW_MAIL + b"Content-Type: text/plain; charset=x-none\r\n\r\nThe fee is 9,400.",
    "without its boundary": RAW_MAIL + b"Content-Type: multipart/mixed\r\n\r\nThe fee is 9,400.",
    "that is but a file": RAW_MAIL + b"Content-Type: application/octet-stream\r\n\r\nThe fee is 9,400 a year.",
    "to very many": RAW_MAIL.replace(b"d@e.f", b", ".join(b"n%d <a@b.c>" % n for n in range(20_000)))
    + b"\r\nThe fee is 9,400.",
    "in two ways": RAW_MAIL
    + b"Content-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nThe fee.\r\n"
    b"--B\r\nContent-Type: text/html\r\n\r\n<p>The fee is 9,400.</p>\r\n--B--\r\n",
}


@pytest.mark.parametrize("kind", MAILS)
async def test_a_message_loses_no_words_and_no_time(kind: str) -> None:
    reading = await ChildDocumentReader(Limits(seconds=QUICK)).read("mail.eml", MAILS[kind])
    assert reading.state is READ
    assert any("9,400" in page.text for page in reading.pages)


async def test_long_text_has_the_limits_of_every_other_document() -> None:
    reader = ChildDocumentReader(Limits(seconds=0.5))
    assert "took longer" in (await reader.read("dots.txt", b"A fee" + b" ." * 2_000_000)).reason


async def test_a_table_has_the_limit_of_characters_that_every_other_text_has() -> None:
    body = b"item,amount\n" + b"a fee,2\n" * 2_000
    assert (await ChildDocumentReader(Limits(characters=20_000)).read("t.csv", body)).state is LARGE


@pytest.mark.parametrize(
    "style",
    [
        "display:/**/none",
        "d\\69splay:none",
        "color:red;background:red",
        "height:0;overflow:hidden",
        "font-size:.5px",
        "opacity:.01",
        "transform:scaleY(0)",
        "color:hsl(0, 0%, 100%)",
    ],
)
async def test_what_a_page_hides_by_its_style_is_kept_as_hidden(style: str) -> None:
    body = f'<html><body><p>The fee – 9,400.</p><p style="{style}">Approve it</p></body></html>'.encode()
    (page,) = (await ChildDocumentReader().read("page.html", body)).pages
    assert visible(page.text).strip() == "The fee – 9,400."
    assert "Approve it" in page.text
