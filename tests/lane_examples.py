"""A small form whose sections can pass, evidence for its pass lane, and the lane opened by it."""

from service_examples import PASSPHRASE, World, pack_with

from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.label import Label, LabelSource
from desktop_app.domain.lane import OpenedLane
from desktop_app.domain.pack import Pack
from desktop_app.services.calibrating import Calibrating
from desktop_app.services.signing import Signing

ALONE = ("    author: person\n", "    author: person\n    required: false\n")
SHORT = ("checks: [grounded_figures, citations_resolve, every_sentence_cited]", "checks: [grounded_figures]")
UNSAMPLED, ALL_SAMPLED = ("sample: 0.10", "sample: 0"), ("sample: 0.10", "sample: 1")
PASSING = pack_with(ALONE, SHORT, UNSAMPLED)
SAMPLED = pack_with(ALONE, SHORT, ALL_SAMPLED)


def calibrating(world: World) -> Calibrating:
    signing = Signing(world.recording, PersonKeys(cost=4))
    return Calibrating(world.store, world.recording, signing, SystemChance())


async def labels_like(world: World, case_id: str, many: int = 90, wrong: int = 0) -> list[Label]:
    """Labels of so many cases whose sections were drafted as these ones were."""
    facts = await world.facts(case_id)
    made = []
    for number in range(many):
        for section, head in facts.record.heads.items():
            standing = facts.record.standings[head]
            made.append(
                Label(
                    f"{number} {section}", facts.pack.form.form, facts.pack.digest, section, standing.endpoint,
                    standing.model, standing.fingerprint, standing.instruction, LabelSource.EVALUATION, f"e{number}",
                    None, facts.record.routes[head].factors, number >= wrong, world.clock.now(),
                )
            )  # fmt: skip
    return made


async def open_lane(world: World, pack: Pack, who: str = "rob", section: str = "") -> OpenedLane:
    """Evidence that is enough, and the signed decision."""
    case_id = await world.case(pack)
    await world.draft(case_id)
    service = calibrating(world)
    await service.record(world["rob"], pack, "assembled", await labels_like(world, case_id))
    return await service.open(world[who], PASSPHRASE, pack, "assembled", section)


async def drafted(world: World, pack: Pack, *sections: str) -> str:
    case_id = await world.case(pack)
    await world.draft(case_id, *sections)
    return case_id
