"""Text from an e-mail message (EML) and from what is attached to it. Runs in the extracting process only."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from desktop_app.adapters.document_kind import kind_of
from desktop_app.adapters.extraction import Limits, NotRead, check_size, text_page, with_text
from desktop_app.adapters.html_extraction import html_text
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage, ReadPassage
from desktop_app.domain.hidden_text import unmarked

MOST_ATTACHED = 50
DEEPEST = 2
"""Messages within messages that are opened."""
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
    heads = [f"{name}: {unmarked(' '.join(str(message[name]).split()))}" for name in _HEADERS if message[name]]
    return "\n".join(heads) + "\n\n" + _body_text(message)


def _body_text(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        return html_text(text)[0] if text.strip() else ""
    return unmarked(text.replace("\r\n", "\n"))


def _attached(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for part in message.iter_attachments():
        name = part.get_filename() or part.get_content_type()
        content = part.get_content()
        if isinstance(content, EmailMessage):
            content = content.as_bytes()
        yield name[:120], content.encode() if isinstance(content, str) else bytes(content)


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
