"""A lane fits by its whole key, and a text without one is told why."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from promise_simulation import NOW, PROMISE
from service_examples import pack_with

from desktop_app.domain.calibration import Scale
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.lane import (
    ALL_SECTIONS,
    LaneKey,
    LaneTerms,
    OpenedLane,
    fingerprint_of,
    instruction_of,
    meet,
)
from desktop_app.domain.route import LaneState

KEY = LaneKey("ab" * 32, "team", "m-1", "fp-1", "cd" * 32)
SCALE = Scale(Decimal("3"), {"section fee": Decimal("0")})


def lane(lane_id: str = "l1", section: str = ALL_SECTIONS, key: LaneKey = KEY) -> OpenedLane:
    return OpenedLane(
        lane_id, "fees", key.pack_digest, section, key.endpoint, key.model, key.fingerprint or "", key.instruction,
        Decimal("0.9"), SCALE, Decimal("0.1"), "{}", "p", b"k", b"s", "ef" * 32, b"seed", NOW,
    )  # fmt: skip


def test_the_whole_key_opens_and_the_probability_is_that_of_the_signed_scale() -> None:
    met = meet([lane()], KEY, "fee", ())
    assert (met.lane.state, met.lane.at_least, met.opened) == (LaneState.OPEN, Decimal("0.9"), lane())
    assert met.lane.probability == SCALE.probability("fee", ()) > Decimal("0.95")


def test_a_section_that_the_scale_does_not_know_has_no_chance() -> None:
    assert meet([lane()], KEY, "term", ()).lane.probability == 0


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"pack_digest": "00" * 32}, LaneState.OTHER_PACK),
        ({"instruction": "00" * 32}, LaneState.OTHER_INSTRUCTION),
        ({"model": "m-2"}, LaneState.OTHER_MODEL),
        ({"fingerprint": "fp-2"}, LaneState.OTHER_MODEL),
        ({"fingerprint": None}, LaneState.UNKNOWN_MODEL),
        ({"endpoint": "other"}, LaneState.CLOSED),
    ],
)
def test_any_change_is_no_lane_and_says_which(changed: dict[str, str | None], state: LaneState) -> None:
    met = meet([lane()], replace(KEY, **changed), "fee", ())  # type: ignore[arg-type]
    assert (met.lane.state, met.opened, met.lane.probability) == (state, None, None)


def test_a_lane_of_one_section_and_an_empty_list_open_nothing_else() -> None:
    assert meet([lane(section="fee")], KEY, "fee", ()).opened is not None
    assert meet([lane(section="term")], KEY, "fee", ()).lane.state is LaneState.CLOSED
    assert meet([], KEY, "fee", ()).lane.state is LaneState.CLOSED


def test_the_lane_that_was_opened_last_counts() -> None:
    assert meet([lane("l1"), lane("l2", "fee")], KEY, "fee", ()).opened == lane("l2", "fee")


def test_what_a_person_adds_to_the_instruction_is_never_what_was_signed() -> None:
    told = replace(KEY, instruction=instruction_of(pack_with(), EndpointKind.OPENAI, "1", added=True))
    assert meet([lane(key=told)], told, "fee", ()).opened is None


def test_the_instruction_is_that_of_the_pack_the_drafter_and_the_program() -> None:
    pack = pack_with()
    told = instruction_of(pack, EndpointKind.OPENAI, "1")
    assert told == instruction_of(pack_with(), EndpointKind.OPENAI, "1")
    others = replace(pack, files={**pack.files, "prompts/fee.md": b"Write it."})
    assert told not in (
        instruction_of(pack, EndpointKind.ASSEMBLED, "1"),
        instruction_of(pack, EndpointKind.OPENAI, "2"),
        instruction_of(others, EndpointKind.OPENAI, "1"),
    )


def test_the_assembled_draft_is_known_by_the_program_and_the_pack() -> None:
    assert fingerprint_of(EndpointKind.OPENAI, None, "1", "p") is None
    assert fingerprint_of(EndpointKind.OPENAI, "fp", "1", "p") == "fp"
    assert (
        len({fingerprint_of(EndpointKind.ASSEMBLED, None, *each) for each in (("1", "p"), ("2", "p"), ("1", "q"))}) == 3
    )


def test_what_is_signed_says_all_that_the_lane_is_for() -> None:
    terms = LaneTerms("fees", "", KEY, Decimal("0.93"), SCALE, PROMISE, 46, 45, 0, {"review": 70})
    said = json.loads(terms.dump("Ben", "reviewer", NOW, "ef" * 32))
    assert (said["pack"], said["section"], said["fingerprint"]) == (KEY.pack_digest, "all", "fp-1")
    assert (said["at_least"], said["promise"]["certainty"], said["spot_check"]) == ("0.93", "0.9", "ef" * 32)
    assert said["evidence"] == {"decided": 46, "passing": 45, "wrong": 0, "labelled": {"review": 70}}
    assert terms.dump("Ben", "reviewer", NOW, "") == terms.dump("Ben", "reviewer", NOW, "")
