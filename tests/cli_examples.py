"""The command line as a test runs it: in process, with its own streams, or as a process of its own."""

import asyncio
import contextlib
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pysqlite3 import dbapi2
from scripted_server import Answer, ScriptedServer

from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.adapters.sql_opening import FILE
from desktop_app.cli.commands import run

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
SAMPLE = ROOT / "forms" / "contract_review" / "sample"
CONTRACT = SAMPLE / "services-agreement.pdf"
STORE_KEY = {
    "COUNTERSIGN_SECRET_STORE_KEY": "5a" * 32,
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
}
"""The store's key from outside and the keyring turned off, so that no test asks the one of its machine."""

CHEAP = 4
"""What a passphrase costs in a test (the binary logarithm of scrypt's rounds)."""

ANSWERS: dict[str, Any] = {
    "our_party": "Harrow & Finch Ltd",
    "counterparty": "Norbeck Field Services GmbH",
    "our_role": "customer",
    "fixed_term": False,
    "renews": False,
    "contract_value": 120000,
    "liability_capped": False,
    "law": "Germany",
    "personal_data": False,
    "bound_by": ["none of these"],
    "price_terms": ["none of these"],
    "rights_terms": ["none of these"],
    "cover_terms": ["duties after the end", "warranty", "insurance"],
    "after_end": "as we want it",
    "warranty": "as we want it",
    "insurance": "as we want it",
}


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which is one JSON document and nothing else."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        """The failure that it told: what happened, what was kept, what to do next, none of them blank."""
        told = self.json["error"]
        assert set(told) == {"what", "kept", "next"}
        assert all(words.strip() for words in told.values())
        assert not is_defect(self)
        return told


def is_defect(outcome: Outcome) -> bool:
    """Whether the program met what nobody had thought of."""
    return "Traceback" in outcome.err or "defect of the program" in outcome.err


def countersign(*arguments: object, given: str | bytes = "", **variables: str) -> Outcome:
    """Run a command in this process; `given` is its standard input, which is no terminal."""
    body = given.encode() if isinstance(given, str) else given
    streams = [io.TextIOWrapper(io.BytesIO(part), encoding="utf-8") for part in (body, b"", b"")]
    stdin, out, err = streams
    with (
        patch.object(sys, "stdin", stdin),
        patch.dict(os.environ, STORE_KEY | variables),
        patch("desktop_app.assembly.PersonKeys", lambda: PersonKeys(cost=CHEAP)),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run([str(argument) for argument in arguments])
    return Outcome(code, *(_written(stream) for stream in (out, err)))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined]


@contextlib.contextmanager
def process(*arguments: object, before: str = "", **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A command as a process of its own; `before` is Python that it runs first. It is ended with the block."""
    code = f"{before}\nimport sys\nfrom desktop_app.__main__ import main\nsys.exit(main())"
    pipes = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr") if name not in options}
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        text=True,
        cwd=ROOT,
        env=os.environ | STORE_KEY,
        **pipes,
        **options,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def ended(running: subprocess.Popen[str], given: str = "", seconds: float = 60) -> Outcome:
    """How a process ended, after it was given its input."""
    out, err = running.communicate(given, timeout=seconds)
    return Outcome(running.returncode, out or "", err or "")


@dataclass(frozen=True)
class Serving:
    """A server that runs beside the test."""

    server: ScriptedServer

    @property
    def url(self) -> str:
        """Its address."""
        return self.server.url

    def wait_for(self, requests: int) -> None:
        """Wait until it was asked so often."""
        end = time.monotonic() + 60
        while len(self.server.asked) < requests:
            assert time.monotonic() < end, "the server was not asked"
            time.sleep(0.02)


@contextlib.contextmanager
def serving(*answers: Answer) -> Iterator[Serving]:
    """A scripted server on a loop of its own, so that commands can be run beside it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = ScriptedServer(list(answers))
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
        yield Serving(server)
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def holds(home: Path) -> int:
    """That the home's record verifies; how many events it has."""
    verified = countersign("audit", "verify", "--home", home, "--json").json
    assert verified["verified"], verified["breaks"]
    assert verified["breaks"] == []
    events: int = verified["events"]
    return events


def changes(home: Path) -> int:
    """That the home's record verifies; how many of its events tell of what was done, not of opening and signing in."""
    holds(home)
    question = (
        "SELECT count(*) FROM audit_event WHERE type NOT IN ('store.opened', 'person.switched', 'store.verified')"
    )
    with closing(dbapi2.connect(str(home / FILE))) as db:
        (count,) = db.execute(f'{question} AND instr(body, \'"outcome":"refused"\') = 0').fetchone()
    return int(count)


def new_case(home: Path, reference: str = "C-1") -> str:
    """An open case."""
    opened = countersign(
        "case", "new", "contract_review", "--title", "A case", "--reference", reference, "--home", home, "--json"
    )
    case_id: str = opened.json["case"]
    return case_id
