"""Text from an e-mail message (EML) and from what is attached to it. Runs in the extracting process only."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from desktop_app.adapters.document_kind import kind_of
from desktop_app.adapters.extraction import Limits, NotRead, check_size, text_page, with_text
from desktop_app.adapters.html_extraction import html_text
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage, ReadPassage
from desktop_app.domain.hidden_text import unmarked, visible

MOST_ATTACHED = 50
DEEPEST = 2
"""Messages within messages that are opened."""
LONGEST_HEAD = 2_000
_HEADERS = ("From", "To", "Cc", "Date", "Subject")


def extract_email(body: bytes, limits: Limits, depth: int = 0) -> Reading:
    """The message as one page, then the pages of each attachment under its name. Raises NotRead."""
    try:
        message = message_from_bytes(body, policy=policy.default)
        texts = [text_page(1, _message_text(message))]
        attached = list(_attached(message))
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise NotRead(DocumentState.UNREADABLE, "The e-mail is damaged and cannot be opened.") from error
    left_out: list[str] = []
    for name, content in attached[:MOST_ATTACHED]:
        texts.extend(_under(name, page) for page in _pages(name, content, limits, depth, left_out))
        check_size(len(texts), sum(len(page.text) for page in texts), limits)
    left_out.extend(f"“{name}” is one too many." for name, _ in attached[MOST_ATTACHED:])
    reason = "Attached and not read: " + " ".join(left_out) if left_out else ""
    pages = tuple(replace(page, number=number) for number, page in enumerate(texts, 1))
    return with_text(Reading(DocumentKind.EMAIL, DocumentState.READ, pages, reason[:400]))


def _message_text(message: EmailMessage) -> str:
    heads = ((name, _head(message, name)) for name in _HEADERS)
    return "\n".join(f"{name}: {head}" for name, head in heads if head) + "\n\n" + _body_text(message)


def _head(message: EmailMessage, name: str) -> str:
    """A header in words; one that is very long or of no right shape as it stands, its start."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    told = raw
    if len(raw) <= LONGEST_HEAD:
        with suppress(LookupError, ValueError, AttributeError, TypeError, RecursionError):
            told = str(message[name])
    words = " ".join(told.encode("utf-8", "replace").decode("utf-8", "replace").split())
    return unmarked(words if len(words) <= LONGEST_HEAD else f"{words[:LONGEST_HEAD]}…")


def _body_text(message: EmailMessage) -> str:
    """What it says; where it says it once in plain words and once as a page, what of the page is not in the words."""
    plain, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    words = unmarked(_content(plain).replace("\r\n", "\n")) if plain is not None else ""
    shown = html_text(told)[0] if page is not None and (told := _content(page)).strip() else ""
    if plain is None:
        return shown
    known = _letters(words)
    more = [each for each in shown.split("\n") if each != (seen := visible(each)) or _letters(seen) not in known]
    return "\n\n".join(filter(None, (words, "\n".join(more))))


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words))


def _content(part: Any) -> str:
    """The text of a part; of one whose encoding nobody knows, or which is no part as it says, what can be read."""
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        content = part.get_payload(decode=True)
    return content if isinstance(content, str) else bytes(content or b"").decode("utf-8", "replace")


def _attached(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    whole = not message.is_multipart() and message.get_content_maintype() != "text"
    for part in (message,) if whole else message.iter_attachments():
        name = part.get_filename() or part.get_content_type()
        held = part.get_payload(0) if part.get_content_type() == "message/rfc822" and part.is_multipart() else None
        yield _printable(name), held.as_bytes() if isinstance(held, EmailMessage) else _bytes(part)


def _printable(name: str) -> str:
    """The name of a file as it can be shown."""
    return "".join(character if character.isprintable() else "\ufffd" for character in name[:120])


def _bytes(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    if part.get_content_maintype() == "text":
        return _content(part).encode("utf-8", "replace")
    return content if isinstance(content, bytes) else part.as_bytes()


def _pages(name: str, content: bytes, limits: Limits, depth: int, left_out: list[str]) -> tuple[ReadPage, ...]:
    """The pages of one attachment; one that is not read says why in `left_out`."""
    from desktop_app.adapters.kind_extraction import extract

    kind = kind_of(content)
    try:
        if kind is DocumentKind.EMAIL and depth < DEEPEST:
            reading = extract_email(content, limits, depth + 1)
        else:
            reading = extract(DocumentKind.TEXT if kind is DocumentKind.EMAIL else kind, content, limits)
    except NotRead as fault:
        reading = fault.reading(kind)
    if reading.reason:
        left_out.append(f"“{name}”: {reading.reason}")
    return reading.pages if reading.state is DocumentState.READ else ()


def _under(name: str, page: ReadPage) -> ReadPage:
    """The page under the name of its file; rectangles are of a paper that is not shown here."""
    head = f"Attachment “{name}”, page {page.number}\n\n"
    moved = (ReadPassage(p.start + len(head), p.end + len(head)) for p in page.passages)
    return ReadPage(page.number, head + page.text, tuple(moved))
