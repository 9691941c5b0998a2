"""A pack's folder as it was at one moment: the pack, or what keeps it from being one."""

from dataclasses import dataclass

from desktop_app.domain.pack import Pack, PackFault


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """A fault, or advice, with the text of its line."""

    fault: PackFault
    line: str
    advice: bool = False


@dataclass(frozen=True, slots=True)
class PackLook:
    """`stamp` is another one as soon as a file of the folder was changed; `pack` is None where it has faults."""

    stamp: str
    pack: Pack | None
    told: tuple[PlacedFault, ...]
