"""Packs with stages beside each other, with times, and with several approvals."""

from datetime import timedelta

from service_examples import World, pack_with

from desktop_app.domain.pack import Pack

LAST = "  - {stage: sign_off, role: officer"
LEGAL = (LAST, "  - {stage: legal, role: reviewer, beside: review, checklist: [The law agrees], due: 1d}\n" + LAST)
TWO_REVIEWS = ("escalate_to: approver", "approvals: 2")
TIMED = ("escalate_to: approver", "due: 2d\n    on_due: escalate\n    escalate_to: approver")
REMINDED = ("escalate_to: approver", "due: 2d")
SIGNED = ('"fee >= 50000.00"}', '"fee >= 5.00", due: 1d, on_due: escalate}')
"""A stage of sign-off that every case comes to."""
BOARD = (LAST, "  - {stage: board, role: officer}\n  - {stage: sign_off, beside: board, role: officer")


def parallel(*more: tuple[str, str]) -> Pack:
    """Two reviews at the same time."""
    return pack_with(LEGAL, *more)


async def later(world: World, **time: float) -> None:
    """This much time passes, and the program looks what is overdue."""
    world.clock.passes(timedelta(**time).total_seconds())
    await world.escalating.look()
