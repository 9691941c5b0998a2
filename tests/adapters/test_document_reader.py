"""The reader itself: kinds by content, plain text, and children that break down."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from desktop_app.adapters.document_reader import ChildDocumentReader, kind_of
from desktop_app.adapters.extraction import Limits
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading

PDF = b"%PDF-1.7 "
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


async def read(body: bytes, limits: Limits | None = None, child: str = "") -> Reading:
    """Read with a child that runs this Python, where it is given."""
    if not child:
        return await ChildDocumentReader(limits).read("name", body)
    return await ChildDocumentReader(limits, (sys.executable, "-c", child)).read("name", body)


def test_a_kind_is_told_by_content() -> None:
    kinds = [kind_of(body) for body in (b"\n" + PDF, b"PK\x03\x04", OLE, b"{\\rtf1", b"plain", b"")]
    expected = [DocumentKind.PDF, DocumentKind.DOCX, *[DocumentKind.UNKNOWN] * 2, *[DocumentKind.TEXT] * 2]
    assert kinds == expected


async def test_form_feeds_separate_the_pages_of_a_text() -> None:
    reading = await read("Payment is due.\fNo sooner – no later.\f".encode())
    assert (reading.kind, reading.state, reading.reason) == (DocumentKind.TEXT, DocumentState.READ, "")
    assert [(page.number, page.text) for page in reading.pages] == [
        (1, "Payment is due."),
        (2, "No sooner – no later."),
    ]
    assert [(p.start, p.end) for page in reading.pages for p in page.passages] == [(0, 15), (0, 21)]


async def test_a_text_that_is_not_utf_8_is_read_with_words_on_what_was_guessed() -> None:
    reading = await read("Fünf Tage – “netto”".encode("cp1252"))
    assert reading.pages[0].text == "Fünf Tage – “netto”"
    assert "Windows-1252" in reading.reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_a_byte_order_mark_is_believed_and_not_kept(encoding: str) -> None:
    assert (await read("Fünf".encode(encoding))).pages[0].text == "Fünf"


@pytest.mark.parametrize("body", [b"text\0text", bytes(range(1, 32)) * 20, os.urandom(64) * 50 + b"\0"])
async def test_bytes_that_are_no_text_are_unreadable(body: bytes) -> None:
    reading = await read(body)
    assert (reading.kind, reading.state) == (DocumentKind.UNKNOWN, DocumentState.UNREADABLE)
    assert reading.reason


async def test_an_empty_file_has_no_text() -> None:
    assert (await read(b"")).state is DocumentState.NO_TEXT


async def test_old_office_files_are_told_from_locked_ones() -> None:
    locked = await read(OLE + "EncryptedPackage".encode("utf-16-le"))
    assert [locked.state, (await read(OLE)).state] == [DocumentState.LOCKED, DocumentState.UNREADABLE]


async def test_a_file_over_the_limit_is_too_large_whatever_it_is() -> None:
    for body in (b"a" * 11, PDF + b"a" * 11):
        assert (await read(body, Limits(body=10))).state is DocumentState.TOO_LARGE


async def test_a_text_of_too_many_pages_is_too_large() -> None:
    reading = await read(b"a\fa\fa", Limits(pages=2))
    assert (reading.state, reading.pages) == (DocumentState.TOO_LARGE, ())


async def test_a_large_text_is_read_beside_the_event_loop() -> None:
    reading = await read(b"The fee is paid each month by the customer. " * 10_000)
    assert len(reading.pages[0].passages) == 10_000


@pytest.mark.parametrize(
    "child",
    [
        "import os; os.abort()",
        "import os; os.kill(os.getpid(), 9)",
        "pass",
        "raise SystemExit(3)",
        "print('rubbish')",
        "print('[]')",
        """print('{"kind":"pdf","state":"read","reason":"","pages":[["ab",[[0,9,[]]]]]}')""",
        """print('{"kind":"pdf","state":"read","reason":"","pages":[["ab",[[1,2,[]],[0,1,[]]]]]}')""",
        """print('{"kind":"pdf","state":"read","reason":"","pages":[["ab",[[0,2,[[0,0,NaN,1]]]]]]}')""",
        """print('{"kind":"pdf","state":"read","reason":"","pages":[["\\\\ud800",[]]]}')""",
        """print('{"kind":"pdf","state":"mine","reason":"","pages":[]}')""",
        "print('[' * 100000)",
    ],
)
async def test_a_child_that_breaks_down_or_lies_is_an_unreadable_document(child: str) -> None:
    reading = await read(PDF, child=child)
    assert (reading.kind, reading.state, reading.pages) == (DocumentKind.PDF, DocumentState.UNREADABLE, ())
    assert reading.reason.endswith(".")


async def test_a_child_that_cannot_be_started_is_an_unreadable_document(tmp_path: Path) -> None:
    reading = await ChildDocumentReader(worker=(str(tmp_path / "missing"),)).read("name", PDF)
    assert reading.state is DocumentState.UNREADABLE


async def test_a_child_that_takes_too_long_is_stopped() -> None:
    reading = await read(PDF, Limits(seconds=0.5), "import time; time.sleep(60)")
    assert reading.state is DocumentState.UNREADABLE
    assert "0.5 seconds" in reading.reason


async def test_a_child_that_never_stops_talking_is_too_large() -> None:
    reading = await read(PDF, Limits(answer=100_000), "while True: print('a' * 1000)")
    assert reading.state is DocumentState.TOO_LARGE


async def test_cancelling_kills_the_child(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    child = f"import os, time; p = {str(noted)!r}; open(p + 'x', 'w').write(str(os.getpid())); "
    reading = asyncio.create_task(read(PDF, child=child + "os.rename(p + 'x', p); time.sleep(60)"))
    while not noted.exists():
        await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


async def test_what_the_child_started_ends_with_it(tmp_path: Path) -> None:
    os.mkfifo(held := tmp_path / "held")
    child = f"import subprocess, time; subprocess.Popen(['sh', '-c', 'exec sleep 20 > {held}']); time.sleep(60)"
    reading = asyncio.create_task(read(PDF, child=child))
    end = await asyncio.to_thread(os.open, held, os.O_RDONLY)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    async with asyncio.timeout(10):
        assert await asyncio.to_thread(os.read, end, 1) == b""
    os.close(end)


async def test_the_child_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    child = "import os, json; print(json.dumps(dict(kind='pdf', state='read', reason=','.join(os.environ), pages=[])))"
    reason = (await read(PDF, child=child)).reason
    assert "PYTHONPATH" in reason
    assert "OPENAI_API_KEY" not in reason


async def test_a_child_starts_quickly() -> None:
    await read(PDF)
    started = time.perf_counter()
    await read(PDF)
    assert time.perf_counter() - started < 3
