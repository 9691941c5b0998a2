"""What a machine has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the program needs or can use of the machine."""

    name: str
    ok: bool
    needed: bool
    words: str
