"""Checking packs before any case is opened on them."""

from dataclasses import dataclass

from desktop_app.domain.errors import PackInvalid
from desktop_app.domain.pack import Pack, PackFault
from desktop_app.services.ports import Packs


@dataclass(frozen=True, slots=True)
class ListedPack:
    """An installed pack, or the faults that keep it from being used."""

    name: str
    pack: Pack | None
    faults: tuple[str, ...] = ()


class PackChecking:
    """Looks at packs and changes nothing."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs

    def check(self, folder: str) -> tuple[PackFault, ...]:
        """Every fault of a pack folder. Raises NotFound."""
        return self._packs.check(folder)

    def listing(self) -> tuple[ListedPack, ...]:
        """All installed packs; one with faults does not hide the others."""
        return tuple(self._listed(name) for name in self._packs.names())

    def _listed(self, name: str) -> ListedPack:
        try:
            return ListedPack(name, self._packs.load(name))
        except PackInvalid as error:
            return ListedPack(name, None, error.faults)
