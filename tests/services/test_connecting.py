"""Endpoints: kept, put in order, and asked as they are now."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes import FakeDrafter, server_endpoint
from service_examples import World, a_world

from desktop_app.domain.audit import EventType
from desktop_app.domain.endpoint import Endpoint, EndpointTest
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound, SecretUnavailable, UsageError
from desktop_app.domain.told_event import told_event
from desktop_app.services.attempting import Standing
from desktop_app.services.connecting import Connecting, require_address


class MemorySecrets:
    """Secrets in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.locked = False

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, value: str) -> str:
        self.kept[name] = value
        return "memory"

    def remove(self, name: str) -> tuple[str, ...]:
        if self.locked:
            raise SecretUnavailable("The keyring is locked.", next="Unlock it.")
        return ("memory",) if self.kept.pop(name, None) else ()


class RefusingDrafter(FakeDrafter):
    """Its server does not answer a test."""

    def __init__(self, endpoint: Endpoint, why: ErrorClass) -> None:
        super().__init__(endpoint)
        self.why = why

    async def test(self) -> EndpointTest:
        raise EndpointFailed(self.why, "It refused.")


class Bench:
    """Connecting over a store, with every drafter that it made."""

    def __init__(self, world: World) -> None:
        self.world, self.secrets = world, MemorySecrets()
        self.fails_with: ErrorClass | None = None
        self.made: list[tuple[Endpoint, str | None]] = []
        self.connecting = Connecting(world.store, world.recording, self.secrets, world.dispatching, self._make)

    def _make(self, endpoint: Endpoint, key: str | None) -> FakeDrafter:
        self.made.append((endpoint, key))
        return FakeDrafter(endpoint) if self.fails_with is None else RefusingDrafter(endpoint, self.fails_with)

    async def add(self, name: str, **more: object) -> None:
        await self.connecting.add(self.world["ana"], server_endpoint(name, **more))


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with a_world(tmp_path) as world:
        yield Bench(world)


async def test_endpoints_are_asked_in_their_order_and_the_assembled_draft_last(bench: Bench) -> None:
    await bench.add("second", position=20)
    await bench.add("first", position=10)
    assert await bench.connecting.chain([]) == ("first", "second", "assembled")


async def test_an_endpoint_that_was_changed_is_asked_as_it_is_now(bench: Bench) -> None:
    await bench.add("server", secret="key")
    await bench.connecting.chain(["server"])
    await bench.connecting.chain(["server"])
    await bench.connecting.keep_secret(bench.world["ana"], "key", "s3cret")
    await bench.connecting.chain(["server"])
    await bench.add("server", secret="key", model="other")
    await bench.connecting.chain(["server"])
    asked = [(endpoint.model, key) for endpoint, key in bench.made if endpoint.name == "server"]
    assert asked == [("scripted-1", None), ("scripted-1", "s3cret"), ("other", "s3cret")]


async def test_how_many_calls_a_minute_an_endpoint_takes_is_kept_with_it(bench: Bench) -> None:
    for a_minute in (30, None):
        await bench.connecting.add(bench.world["ana"], server_endpoint("narrow", a_minute=a_minute))
        assert (await bench.connecting.listing())[0].a_minute == a_minute


async def test_a_secret_is_in_no_event_and_not_in_the_store(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        bench = Bench(world)
        assert await bench.connecting.keep_secret(world["ana"], "key", "s3cret-value") == "memory"
        assert "key.placed" in [event.type for event in await world.store.events()]
    assert not any(b"s3cret-value" in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


@pytest.mark.parametrize("name", ["assembled", "on-device", "", "two words", "é", "../x"])
async def test_a_name_that_is_taken_or_none_is_refused(bench: Bench, name: str) -> None:
    with pytest.raises(UsageError):
        await bench.add(name)


async def test_an_address_that_is_none_and_a_name_that_is_unknown_are_refused(bench: Bench) -> None:
    with pytest.raises(UsageError):
        await bench.add("server", base_url="file:///etc/passwd")
    with pytest.raises(NotFound):
        await bench.connecting.chain(["nowhere"])


async def test_endpoints_are_asked_in_the_order_they_are_arranged_in(bench: Bench) -> None:
    await bench.add("one")
    await bench.add("two")
    await bench.connecting.arrange(bench.world["ana"], ["two", "one"])
    assert await bench.connecting.chain([]) == ("two", "one", "assembled")


async def test_an_endpoint_that_was_removed_is_asked_no_more_and_the_record_tells_it(bench: Bench) -> None:
    await bench.add("server", secret="key")
    await bench.connecting.remove(bench.world["ana"], "server")
    assert await bench.connecting.chain([]) == ("assembled",)
    assert '"endpoint_removed"' in (await bench.world.store.events())[-1].body.decode()
    with pytest.raises(NotFound):
        await bench.connecting.remove(bench.world["ana"], "server")


async def test_an_endpoint_that_was_removed_can_be_added_again(bench: Bench) -> None:
    await bench.add("server")
    await bench.connecting.remove(bench.world["ana"], "server")
    await bench.add("server")
    assert await bench.connecting.chain([]) == ("server", "assembled")
    assert (await bench.world.store.verify()).verified


async def test_of_a_key_its_end_alone_is_shown_and_of_a_short_one_nothing(bench: Bench) -> None:
    endpoint = server_endpoint("server", secret="key")
    assert await bench.connecting.key_end(endpoint) is None
    bench.secrets.put("key", "sk-0123456789abcdef")
    assert await bench.connecting.key_end(endpoint) == "cdef"
    bench.secrets.put("key", "short")
    assert await bench.connecting.key_end(endpoint) == ""


async def test_a_test_asks_the_endpoint_alone(bench: Bench) -> None:
    await bench.add("server")
    assert (await bench.connecting.test("server"))["endpoint"] == "server"


async def test_a_server_counts_as_ready_only_after_it_answered_as_it_is_now(bench: Bench) -> None:
    await bench.add("server", secret="key")

    async def standing() -> Standing:
        return bench.connecting.standing((await bench.connecting.listing())[0])

    assert await standing() is Standing.UNTRIED
    await bench.connecting.test("server")
    assert await standing() is Standing.ANSWERED
    await bench.connecting.keep_secret(bench.world["ana"], "key", "another")
    assert await standing() is Standing.UNTRIED
    bench.fails_with = ErrorClass.AUTH
    with pytest.raises(EndpointFailed):
        await bench.connecting.test("server")
    assert await standing() is Standing.REFUSED


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:99999/v1",
        "http://[::1",
        "http:///v1",
        "ftp://x/v1",
        "localhost:8000",
        "http://a b/",
        "http://a\n/",
    ],
)
def test_an_impossible_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        require_address(address)


def test_an_address_with_a_password_is_refused_so_that_none_is_kept_in_clear() -> None:
    with pytest.raises(UsageError, match="no password"):
        require_address("http://ana:secret@localhost:8000/v1")


async def test_a_removed_server_takes_its_key_with_it_and_that_is_told(bench: Bench) -> None:
    await bench.add("server", secret="key")
    bench.secrets.put("key", "sk-0123456789abcdef")
    await bench.connecting.remove(bench.world["ana"], "server")
    assert bench.secrets.kept == {}
    last = told_event((await bench.world.store.events())[-1])
    assert (last.type, last.data) == (EventType.KEY_REMOVED, {"place": "memory"})


async def test_a_key_that_another_server_uses_stays(bench: Bench) -> None:
    await bench.add("one", secret="key")
    await bench.add("other", secret="key")
    bench.secrets.put("key", "sk-0123456789abcdef")
    await bench.connecting.remove(bench.world["ana"], "one")
    assert list(bench.secrets.kept) == ["key"]


async def test_a_key_that_cannot_be_taken_away_is_told_of_and_the_server_is_gone(bench: Bench) -> None:
    await bench.add("server", secret="key")
    bench.secrets.put("key", "sk-0123456789abcdef")
    bench.secrets.locked = True
    with pytest.raises(SecretUnavailable, match="its key may still be kept"):
        await bench.connecting.remove(bench.world["ana"], "server")
    assert [e.name for e in await bench.connecting.listing() if e.name == "server"] == []
