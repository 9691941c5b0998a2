"""Replacing the key that signs the store's checkpoints."""

from desktop_app.domain.audit import Receipt
from desktop_app.domain.person import Acting
from desktop_app.services.anchoring import as_keeper
from desktop_app.services.ports import Chance, Store


class Rotating:
    """Asks the store for another key, in the name of a person who may."""

    def __init__(self, store: Store, chance: Chance) -> None:
        self._store, self._chance = store, chance

    async def rotate(self, acting: Acting, command_id: str | None = None) -> Receipt:
        """Another key signs checkpoints from now on; with the same `command_id` only once.

        Raises Refused for who does not look after the store, StoreFailed where the old key had to stay.
        """
        actor = await as_keeper(self._store, acting)
        return await self._store.rotate_key(actor, command_id or self._chance.new_id())
