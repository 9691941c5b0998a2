"""A replaying over the services of a world."""

from service_examples import CentPrices, World

from desktop_app.adapters.jinja_templates import SandboxedTemplates
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.services.draft_asking import DraftAsking
from desktop_app.services.metering import Metering
from desktop_app.services.prompting import Prompting
from desktop_app.services.replaying import Ready, Replaying
from desktop_app.services.run_recording import RunRecording


async def as_they_are(names: tuple[str, ...]) -> tuple[str, ...]:
    """They can be asked."""
    return names


def replaying(world: World, ready: Ready = as_they_are) -> Replaying:
    clock, chance, recording = world.clock, SystemChance(), world.recording
    runs = RunRecording(Metering(CentPrices(), clock, chance), world.budgeting, clock)
    asking = DraftAsking(Prompting(SandboxedTemplates(), chance), world.dispatching, world.budgeting, recording, clock)
    return Replaying(world.keeping, world.store, asking, runs, ready, world.guarding, recording, clock, chance)


async def drafted(world: World) -> str:
    """A case of which a server has drafted the section on the fee."""
    case = await world.case()
    await world.draft(case, "fee", chain=["server"])
    return case
