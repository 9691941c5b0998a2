"""Replacing what opens and signs: the key of the store's checkpoints, and the passphrase of its vault."""

import asyncio

from desktop_app.domain.audit import EventType, Receipt
from desktop_app.domain.person import Acting
from desktop_app.services.anchoring import as_keeper
from desktop_app.services.ports import Chance, Secrets
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording

VAULT = "vault"


class Rotating:
    """Does it in the name of a person who looks after the store, and has it recorded."""

    def __init__(self, store: Store, recording: Recording, secrets: Secrets, chance: Chance) -> None:
        self._store, self._recording, self._secrets, self._chance = store, recording, secrets, chance

    async def rotate(self, acting: Acting, command_id: str | None = None) -> Receipt:
        """Another key signs checkpoints from now on; with the same `command_id` only once.

        Raises Refused for who does not look after the store, StoreFailed where the old key had to stay.
        """
        actor = await as_keeper(self._store, acting)
        return await self._store.rotate_key(actor, command_id or self._chance.new_id())

    async def change_passphrase(self, acting: Acting, passphrase: str) -> None:
        """Another passphrase opens the vault from now on.

        Raises Refused for who does not look after the store, SecretUnavailable where there is no vault, UsageError
        where it is too short.
        """
        scribe = self._recording.begin(await as_keeper(self._store, acting))
        await asyncio.to_thread(self._secrets.change_passphrase, passphrase)
        scribe.tell(EventType.PASSPHRASE_CHANGED, place=VAULT)
        await self._recording.write(scribe)
