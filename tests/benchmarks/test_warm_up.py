"""From asking an endpoint to its first words: cold, and warmed before, each in a process of its own."""

import asyncio
import sys
from pathlib import Path

import pytest
from scripted_server import own_process

from desktop_app.adapters.on_device_drafter import model_file

ROUNDS = 3
_ASKING = """
import asyncio, sys
from time import perf_counter
sys.path.insert(0, "tests")
from fakes import draft_request, server_endpoint
from desktop_app.domain.draft import Delta
async def main(url, warm):
    if url:
        from desktop_app.adapters.openai_client import OpenAiDrafter
        drafter = OpenAiDrafter(server_endpoint(base_url=url))
    else:
        from desktop_app.adapters.on_device_drafter import OnDeviceDrafter
        drafter = OnDeviceDrafter()
    if warm:
        await drafter.warm()
    begun = perf_counter()
    async for output in drafter.draft(draft_request("The fee is EUR 48,000.")):
        if isinstance(output, Delta) and output.text.strip():
            print(round((perf_counter() - begun) * 1000))
            break
    await drafter.close()
asyncio.run(main(sys.argv[1], sys.argv[2] == "warm"))
"""


async def first_words_ms(url: str, how: str) -> int:
    """Milliseconds to the first words, the least of several processes."""
    took = []
    for _ in range(ROUNDS):
        asking = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _ASKING, url, how, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        out, _ = await asking.communicate()
        took.append(int(out))
    return min(took)


@pytest.mark.benchmark
@pytest.mark.parametrize("where", ["a server", "the machine"])
async def test_a_warm_endpoint_gives_its_first_words_sooner(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    if where == "the machine" and model_file() is None:
        pytest.skip("the on-device model is not installed: the extra on-device")
    async with own_process(20) as server:
        url = server if where == "a server" else ""
        cold, warm = [await first_words_ms(url, how) for how in ("cold", "warm")]
    with capsys.disabled():
        print(f"\nfirst words of {where}: {cold} ms cold, {warm} ms warm")  # noqa: T201
    assert warm < cold
