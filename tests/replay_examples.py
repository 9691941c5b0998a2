"""A replaying over the services of a world."""

from service_examples import World

from desktop_app.adapters.system_clock import SystemChance
from desktop_app.services.replaying import Ready, Replaying


async def as_they_are(names: tuple[str, ...]) -> tuple[str, ...]:
    """They can be asked."""
    return names


def replaying(world: World, ready: Ready = as_they_are) -> Replaying:
    asking, runs, guarding = world.asking, world.runs, world.guarding
    return Replaying(
        world.keeping, world.store, asking, runs, ready, guarding, world.recording, world.clock, SystemChance()
    )


async def drafted(world: World) -> str:
    """A case of which a server has drafted the section on the fee."""
    case = await world.case()
    await world.draft(case, "fee", chain=["server"])
    return case
