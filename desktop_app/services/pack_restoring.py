"""The pack that a case was opened with, from what the store keeps of it."""

from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.pack import Pack
from desktop_app.services.ports import Packs
from desktop_app.services.record_ports import Store


async def restore_pack(store: Store, packs: Packs, digest: str) -> Pack:
    """The pack with this digest. Raises StoreDamaged where it is not in the store, or is not what it was."""
    files = await store.pack_files(digest)
    pack = packs.restore(files) if files is not None else None
    if pack is None or pack.digest != digest:
        raise StoreDamaged(
            "The form pack of this case is not in the store as it was.",
            kept="The case itself is unchanged.",
            next="Run `countersign audit verify`, and restore a backup.",
        )
    return pack
