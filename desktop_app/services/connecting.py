"""Endpoints: added, listed, tried, and put in the order in which drafts ask them."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from desktop_app.domain.audit import EventType
from desktop_app.domain.endpoint import (
    ASSEMBLED,
    BUILT_IN,
    ENDPOINT_NAME,
    FORBIDDEN,
    HOSTED_SETTING,
    Endpoint,
    EndpointKind,
    Residency,
    minute_setting,
)
from desktop_app.domain.endpoint_state import EndpointState
from desktop_app.domain.errors import NotFound, Refusal, Refused, SecretUnavailable, UsageError
from desktop_app.domain.guard import MODERATION_SETTING
from desktop_app.domain.person import CHANGERS, Acting
from desktop_app.domain.record_rows import Setting
from desktop_app.services.anchoring import as_keeper
from desktop_app.services.attempting import Standing
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.ports import DrafterMaker, Secrets
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording

SHOWN_OF_KEY = 4
LEAST_SHOWN_KEY = 16
"""Characters of a key of which the last ones may be shown."""


class Connecting:
    """Keeps endpoints and the order of fallback."""

    def __init__(
        self, store: Store, recording: Recording, secrets: Secrets, dispatching: Dispatching, make: DrafterMaker
    ) -> None:
        self._store, self._recording, self._secrets = store, recording, secrets
        self._dispatching, self._make = dispatching, make
        self._brought: dict[str, tuple[Endpoint, str | None]] = {}

    async def add(self, acting: Acting, endpoint: Endpoint) -> None:
        """Keep an endpoint; one of the same name is changed."""
        if not re.fullmatch(ENDPOINT_NAME, endpoint.name):
            raise UsageError(f"“{endpoint.name}” is no name.", next="Use letters, digits, - and _.")
        if any(endpoint.name == built_in.name for built_in in BUILT_IN):
            raise UsageError(f"“{endpoint.name}” is built in.", next="Use another name.")
        require_address(endpoint.base_url)
        scribe = self._recording.begin(acting.as_one_of(*CHANGERS))
        a_minute = "" if endpoint.a_minute is None else str(endpoint.a_minute)
        scribe.put(endpoint, Setting(minute_setting(endpoint.name), a_minute), self._dispatching.forget(endpoint.name))
        scribe.tell(EventType.SETTING_CHANGED, setting="endpoint", endpoint=endpoint.name)
        await self._recording.write(scribe)

    async def allow_hosted(self, acting: Acting, *, allowed: bool) -> None:
        """Say whether texts may go to hosted endpoints at all, as who looks after the store. Raises Refused."""
        scribe = self._recording.begin(await as_keeper(self._store, acting))
        scribe.put(Setting(HOSTED_SETTING, "" if allowed else FORBIDDEN))
        scribe.tell(EventType.SETTING_CHANGED, setting=HOSTED_SETTING, allowed=allowed)
        await self._recording.write(scribe)

    async def allows_hosted(self) -> bool:
        """Whether texts may go to hosted endpoints."""
        return await self._store.setting(HOSTED_SETTING) != FORBIDDEN

    async def listing(self) -> tuple[Endpoint, ...]:
        """All endpoints, in the order in which they are tried; the built-in ones are last."""
        kept = [e for e in await self._store.endpoints() if e.kind is not EndpointKind.REMOVED]
        limits = [await self._store.setting(minute_setting(e.name)) for e in kept]
        added = [replace(e, a_minute=int(most) if most else None) for e, most in zip(kept, limits, strict=True)]
        return tuple(sorted((*added, *BUILT_IN), key=lambda e: (e.position, e.name)))

    async def arrange(self, acting: Acting, names: Sequence[str]) -> None:
        """Have the endpoints that were added asked in this order. Raises NotFound."""
        added = {e.name: e for e in await self.listing() if e not in BUILT_IN}
        placed = [replace(_known(added, name), position=place) for place, name in enumerate(names, start=1)]
        changed = [endpoint for endpoint in placed if endpoint != added[endpoint.name]]
        if not changed:
            return
        scribe = self._recording.begin(acting.as_one_of(*CHANGERS))
        scribe.put(*changed)
        for endpoint in changed:
            scribe.tell(EventType.SETTING_CHANGED, setting="endpoint", endpoint=endpoint.name)
        await self._recording.write(scribe)

    async def remove(self, acting: Acting, name: str) -> None:
        """Ask an endpoint no more, and forget its key unless another one uses it. One of that name can be added again.

        Raises NotFound, and SecretUnavailable where it is asked no more but its key could not be taken away.
        """
        added = {e.name: e for e in await self.listing() if e not in BUILT_IN}
        gone = _known(added, name)
        scribe = self._recording.begin(acting.as_one_of(*CHANGERS))
        forgotten = self._dispatching.forget(name)
        scribe.put(replace(gone, kind=EndpointKind.REMOVED, base_url="", secret=None), forgotten)
        scribe.tell(EventType.SETTING_CHANGED, setting="endpoint_removed", endpoint=name)
        await self._recording.write(scribe)
        used = {endpoint.secret for endpoint in added.values() if endpoint.name != name}
        if gone.secret and gone.secret not in used:
            await self._forget(acting, name, gone.secret)

    async def key_end(self, endpoint: Endpoint) -> str | None:
        """The last characters of its key, to tell one from another; None where there is no key here.

        A short key shows none of itself. Raises SecretUnavailable where the place of keys cannot be read.
        """
        key = await asyncio.to_thread(self._secrets.get, endpoint.secret) if endpoint.secret else None
        return None if key is None else key[-SHOWN_OF_KEY:] if len(key) >= LEAST_SHOWN_KEY else ""

    async def chain(self, names: Sequence[str], *, alone: bool = False) -> tuple[str, ...]:
        """The names of the endpoints to ask, in order: these, else all that were added. The assembled draft is last.

        The on-device model is asked only by name. `alone`: without a fallback, so that an evaluation measures these.
        Raises NotFound, and Refused for a hosted one where none may be asked.
        """
        known = {endpoint.name: endpoint for endpoint in await self.listing()}
        hosted = await self.allows_hosted()
        for name in names:
            _require_allowed(_known(known, name), hosted=hosted)
        chosen = tuple(names) or tuple(endpoint.name for endpoint in await self.order())
        if not alone:
            chosen = tuple(dict.fromkeys((*chosen, ASSEMBLED.name)))
        for name in chosen:
            await self._bring(known[name])
        return chosen

    async def order(self) -> tuple[Endpoint, ...]:
        """The servers that are asked where nobody names one, in order: those that were added and may be asked."""
        hosted, looks = await self.allows_hosted(), await self._store.setting(MODERATION_SETTING)
        added = (e for e in await self.listing() if e.kind is EndpointKind.OPENAI and (hosted or not _is_hosted(e)))
        return tuple(e for e in added if e.name != looks)  # who looks at drafts writes none

    def standing(self, endpoint: Endpoint) -> Standing:
        """What it did when it was asked last, as it and its key are now."""
        brought, _ = self._brought.get(endpoint.name, (None, None))
        return self._dispatching.standing(endpoint.name) if brought == endpoint else Standing.UNTRIED

    async def state(self, endpoint: Endpoint) -> tuple[EndpointState, int]:
        """What is known of it from asking it, and how many more milliseconds it rests."""
        await self._dispatching.stands.ready()
        return self._dispatching.stands.of(endpoint.name), self._dispatching.stands.rest_ms(endpoint.name)

    async def test(self, name: str) -> Mapping[str, Any]:
        """Draft one sentence, and say who answered and how fast. Raises EndpointFailed."""
        (only,) = await self.chain([name], alone=True)
        return await self._dispatching.test(only)

    async def keep_secret(self, acting: Acting, name: str, value: str) -> str:
        """Keep a key outside the store; the name of the place. That it was set is told, not what it is.

        It is put before that is told: only then is the place known, and a key that nothing tells of can be put again.
        """
        actor = acting.as_one_of(*CHANGERS)
        place = await asyncio.to_thread(self._secrets.put, name, value)
        self._brought = {of: kept for of, kept in self._brought.items() if kept[0].secret != name}
        scribe = self._recording.begin(actor)
        scribe.tell(EventType.KEY_PLACED, place=place)
        await self._recording.write(scribe)
        return place

    async def _forget(self, acting: Acting, name: str, secret: str) -> None:
        try:
            places = await asyncio.to_thread(self._secrets.remove, secret)
        except SecretUnavailable as error:
            raise SecretUnavailable(
                f"{name} is removed, but its key may still be kept: {error.what}",
                kept="No draft asks that server any more.",
                next=error.next,
            ) from error
        if places:
            scribe = self._recording.begin(acting.as_one_of(*CHANGERS))
            for place in places:
                scribe.tell(EventType.KEY_REMOVED, place=place)
            await self._recording.write(scribe)

    async def _bring(self, endpoint: Endpoint) -> None:
        """Make the endpoint ready to be asked, as it and its key are now."""
        key = await asyncio.to_thread(self._secrets.get, endpoint.secret) if endpoint.secret else None
        if self._brought.get(endpoint.name) != (endpoint, key):
            self._dispatching.bring(self._make(endpoint, key))
            self._brought[endpoint.name] = (endpoint, key)


def _is_hosted(endpoint: Endpoint) -> bool:
    return endpoint.residency is Residency.HOSTED


def _require_allowed(endpoint: Endpoint, *, hosted: bool) -> None:
    if _is_hosted(endpoint) and not hosted:
        raise Refused(
            f"“{endpoint.name}” is hosted outside, and texts may not leave here.",
            next="Use a model that is here, or have it allowed: `countersign endpoint hosted allow`.",
            refusal=Refusal.POLICY,
        )


def _known(endpoints: Mapping[str, Endpoint], name: str) -> Endpoint:
    if name not in endpoints:
        raise NotFound(f"There is no endpoint “{name}”.", next=f"Use one of: {', '.join(endpoints) or 'none yet'}.")
    return endpoints[name]


def require_address(address: str) -> None:
    """Refuse what is no address of a server, and one that holds a password: keys are kept as secrets."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or not address.isprintable() or any(character.isspace() for character in address):
        raise UsageError("That is no address.", next="Write one like http://localhost:8000/v1, in one word.")
    if parts.username or parts.password:
        raise UsageError(
            "An address holds no name and no password: it is kept in clear.",
            next="Keep the key with `countersign secret set NAME`, and name it with `--secret`.",
        )
