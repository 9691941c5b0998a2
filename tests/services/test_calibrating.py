"""The pass lane opens by evidence and a signed decision, lets sections pass and samples them, and closes by itself."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from fakes import server_endpoint
from lane_examples import ALONE, PASSING, SAMPLED, SHORT, UNSAMPLED, calibrating, drafted, labels_like, open_lane
from service_examples import PASSPHRASE, World, a_world, pack_with, scripted

from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.domain.audit import EventType
from desktop_app.domain.comment import items_about
from desktop_app.domain.document_quality import RECOGNISED_WORDS
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.errors import Locked, NotFound, Refused, UsageError
from desktop_app.domain.evidence import Reading
from desktop_app.domain.gate import waiting_sections
from desktop_app.domain.label import LabelSource
from desktop_app.domain.review_queue import Cause
from desktop_app.domain.route import RouteDecided
from desktop_app.domain.sampling import wrong_draws_told
from desktop_app.domain.work import Turn, seat_of


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as opened:
        yield opened


async def route(world: World, case_id: str, section: str = "fee") -> RouteDecided:
    record = (await world.facts(case_id)).record
    return record.routes[record.heads[section]]


async def routes(world: World, case_id: str) -> set[str]:
    record = (await world.facts(case_id)).record
    return {record.routes[head].route.value for head in record.heads.values()}


async def test_without_evidence_no_lane_opens(world: World) -> None:
    with pytest.raises(Refused, match="ever labelled") as refused:
        await calibrating(world).open(world["rob"], PASSPHRASE, PASSING, "assembled")
    assert refused.value.refusal == "evidence"


async def test_too_little_evidence_is_said_in_sections(world: World) -> None:
    service, case_id = calibrating(world), await drafted(world, PASSING, "fee")
    await service.record(world["rob"], PASSING, "assembled", await labels_like(world, case_id, 40))
    clean = (await service.weigh(PASSING, "assembled")).found.evidence.clean
    assert 20 < clean < 35
    with pytest.raises(Refused, match=f"{clean} of 45 clean sections"):
        await service.open(world["rob"], PASSPHRASE, PASSING, "assembled")


async def test_each_draft_says_how_far_the_evidence_for_its_kind_is(world: World) -> None:
    service, case_id = calibrating(world), await drafted(world, PASSING, "fee")
    facts = await world.facts(case_id)
    (none,) = (await service.evidence(facts)).values()
    assert (none.clean, none.wrong, none.needed) == (0, 0, 45)
    await service.record(world["rob"], PASSING, "assembled", await labels_like(world, case_id, 40))
    ((key, evidence),) = (await service.evidence(facts)).items()
    assert key == facts.record.standings[facts.record.heads["fee"]].key(PASSING.digest)
    weighed = await service.weigh(PASSING, "assembled")
    assert evidence == weighed.found.evidence == weighed.by_section["fee"]


async def test_the_same_evidence_is_kept_once(world: World) -> None:
    service, case_id = calibrating(world), await drafted(world, PASSING, "fee")
    labels = await labels_like(world, case_id, 4)
    assert await service.record(world["rob"], PASSING, "assembled", labels) == 4
    again = [replace(label, label_id=f"again {label.label_id}") for label in labels]
    assert await service.record(world["rob"], PASSING, "assembled", again) == 0


@pytest.mark.parametrize(("who", "may"), [("ana", False), ("rob", True), ("ola", True), ("amy", True)])
async def test_a_reviewer_or_an_approver_opens_it(world: World, who: str, may: bool) -> None:
    if may:
        assert (await open_lane(world, PASSING, who)).person_id == world[who].person.person_id
    else:
        with pytest.raises(Refused, match="is no approver or reviewer"):
            await open_lane(world, PASSING, who)


async def test_the_decision_needs_the_passphrase_and_is_signed_over_what_it_is_for(world: World) -> None:
    lane = await open_lane(world, PASSING)
    assert PersonKeys(cost=4).verifies(lane.public_key, lane.manifest.encode(), lane.signature)
    for part in (PASSING.digest, lane.instruction, lane.fingerprint, str(lane.at_least), lane.commitment, '"wrong":0'):
        assert part in lane.manifest
    with pytest.raises(Locked):
        await calibrating(world).open(world["ola"], "another passphrase", PASSING, "assembled")


async def test_a_section_passes_where_its_lane_is_open(world: World) -> None:
    before = await drafted(world, PASSING)
    assert (await route(world, before)).reasons == ("assembled", "lane_closed")
    lane = await open_lane(world, PASSING)
    case_id = await drafted(world, PASSING)
    assert await routes(world, case_id) == {"pass"}
    assert (await route(world, case_id)).reasons == ()
    facts = await world.facts(case_id)
    standing = facts.record.standings[facts.record.heads["fee"]]
    assert (standing.lane_id, standing.drawn) == (lane.lane_id, False)
    assert standing.probability is not None and standing.probability >= lane.at_least
    assert (await route(world, before)).route == "flag"


async def test_a_case_whose_sections_all_passed_goes_by_the_reviewer(world: World) -> None:
    await open_lane(world, PASSING)
    case_id = await drafted(world, PASSING)
    assert await world.send(case_id) == "sign_off"
    ana, rob = world["ana"], world["rob"]
    assert await world.store.queue(world.assigning.query(rob)) == ()
    assert case_id in [case.file.case_id for case in (await world.store.work(seat_of(ana), Turn.MINE)).cases]
    assert "decision.approved" not in await world.told(case_id)
    await world.sign(case_id)
    assert (await world.facts(case_id)).record.file.state == "signed"
    assert (await world.store.verify()).verified


async def test_a_section_that_is_drawn_goes_to_review_and_its_outcome_is_a_label(world: World) -> None:
    await open_lane(world, SAMPLED)
    case_id = await drafted(world, SAMPLED)
    assert (await route(world, case_id)).reasons == ("spot_check",)
    assert await world.send(case_id) == "review"
    assert set(waiting_sections(await world.facts(case_id))) == {"fee", "term", "rating"}
    (queued,) = await world.store.queue(world.assigning.query(world["rob"]))
    assert (queued.cause, queued.sampled) == (Cause.SAMPLE, 3)
    await world.approve(case_id)
    weighed = await calibrating(world).weigh(SAMPLED, "assembled")
    assert (weighed.found.escaped.sections, weighed.found.escaped.wrong) == (3, 0)


async def test_a_drawn_section_that_is_returned_is_an_error_that_escaped(world: World) -> None:
    await open_lane(world, SAMPLED)
    case_id = await drafted(world, SAMPLED)
    await world.send(case_id)
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "The fee is another one.")
    escaped = (await calibrating(world).weigh(SAMPLED, "assembled")).found.escaped
    assert (escaped.sections, escaped.wrong) == (1, 1)


async def test_one_error_in_a_sample_is_told_and_many_close_the_lane(world: World) -> None:
    lane, service = await open_lane(world, SAMPLED), calibrating(world)
    for number in range(3):
        case_id = await drafted(world, SAMPLED)
        await world.send(case_id)
        draws, seen = await service.watch(lane)
        assert (draws.drawn, seen.wrong, seen.is_broken) == (3 * number + 3, number, False)
        assert (await world.store.lanes())[0][1] is None
        await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "The fee is another one.")
        if (await service.watch(lane))[1].is_broken:
            break
    ((_, closed),) = await world.store.lanes()
    assert closed is not None and closed.seed == lane.seed.hex()
    assert closed.person_id == world["rob"].person.person_id and (await service.watch(lane))[1].wrong == 2
    assert (await route(world, await drafted(world, SAMPLED))).reasons == ("assembled", "lane_closed")
    found = await world.store.verify()
    assert found.verified and (found.drawn, found.waiting) == (6, 0)


async def test_right_sections_of_a_sample_leave_the_lane_open(world: World) -> None:
    lane = await open_lane(world, SAMPLED)
    case_id = await drafted(world, SAMPLED)
    await world.send(case_id)
    await world.approve(case_id)
    _, seen = await calibrating(world).watch(lane)
    assert (seen.judged, seen.wrong, seen.words.startswith("0 of 3 judged wrong")) == (3, 0, True)
    assert (await world.store.lanes())[0][1] is None


async def test_a_passed_section_that_an_approver_returns_was_wrong(world: World) -> None:
    pack = pack_with(ALONE, SHORT, UNSAMPLED, ('relevant: "fee >= 50000.00"', 'relevant: "fee >= 40000.00"'))
    await open_lane(world, pack)
    case_id = await drafted(world, pack)
    assert await world.send(case_id) == "sign_off"
    await world.reviewing.return_(world["ola"], case_id, items_about("fee"), "The fee is another one.")
    label = (await world.store.labels(pack.digest, "assembled"))[-1]
    assert (label.section, label.is_right, label.source) == ("fee", False, LabelSource.REVIEW)


async def test_a_section_that_was_drawn_stays_drawn_when_it_is_drafted_again(world: World) -> None:
    await open_lane(world, pack := pack_with(ALONE, SHORT, ("sample: 0.10", "sample: 0.5")))
    drawn: list[bool] = []
    case_id = await world.case(pack)
    while True not in drawn or len(drawn) < 12:
        await world.draft(case_id, "fee")
        drawn.append((await route(world, case_id)).route == "flag")
    assert drawn[drawn.index(True) :] == [True] * (len(drawn) - drawn.index(True))


async def test_a_stranger_draws_the_sample_again_from_the_record(world: World) -> None:
    lane = await open_lane(world, pack := pack_with(ALONE, SHORT, ("sample: 0.10", "sample: 0.4")))
    case_id = await world.case(pack)
    for _ in range(3):
        await world.draft(case_id)
    assert wrong_draws_told(await world.store.events()) == {}
    await calibrating(world).close(world["ola"], lane.lane_id)
    assert wrong_draws_told(await world.store.events()) == await calibrating(world).wrong_draws()
    assert wrong_draws_told(await world.store.events()) == {lane.lane_id: ()}
    told = [event.type for event in await world.store.events()]
    assert told.count(EventType.SPOT_CHECK_DRAWN) == 9
    assert told.index(EventType.SPOT_CHECK_SEALED) < told.index(EventType.SPOT_CHECK_DRAWN)


async def test_the_seed_is_nowhere_in_the_clear_until_the_lane_is_closed(world: World, tmp_path: Path) -> None:
    lane = await open_lane(world, PASSING)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            assert lane.seed not in body and lane.seed.hex().encode() not in body
    closed = await calibrating(world).close(world["rob"], lane.lane_id)
    assert closed.seed == lane.seed.hex()


async def test_persons_words_never_pass(world: World) -> None:
    await open_lane(world, PASSING)
    case_id = await drafted(world, PASSING)
    await world.editing.edit(world["ana"], case_id, "fee", "The total fee is EUR 48,000, as agreed.")
    await world.draft(case_id, "rating")
    assert "persons_words" in (await route(world, case_id)).reasons
    assert await world.send(case_id) == "review"


PROSE = (
    "      - {field: months, type: integer, label: Months}\n",
    "      - {field: months, type: integer, label: Months}\n      - {field: view, type: paragraph, label: Your view}\n",
)


RATED = (
    "    checks: [grounded_figures]\n  - section: advice",
    "    checks: [{forbid: {words: [bargain], finding: warning}}]\n  - section: advice",
)


async def test_an_answer_in_whole_sentences_is_a_persons_words_also_after_a_finding_is_explained(world: World) -> None:
    pack = pack_with(ALONE, SHORT, UNSAMPLED, PROSE, RATED, ("uses: [total]", "uses: [total, view]"))
    files = {**pack.files, "assembled/rating.md": b"{{ answers.view }}"}
    pack = replace(pack, files=files)
    await open_lane(world, pack)
    answers = {"fee": "48000", "months": 24, "renews": False, "view": "It is a bargain."}
    case_id = await world.case(pack, answers)
    await world.draft(case_id)
    assert "persons_words" in (await route(world, case_id, "rating")).reasons
    record = (await world.facts(case_id)).record
    (found,) = record.findings[record.heads["rating"]]
    await world.editing.explain(world["ana"], case_id, found.finding_id, "The customer calls it so in the offer.")
    assert "persons_words" in (await route(world, case_id, "rating")).reasons


async def test_a_lane_for_one_section_is_for_that_one(world: World) -> None:
    await open_lane(world, PASSING, section="fee")
    case_id = await drafted(world, PASSING)
    assert (await route(world, case_id)).route == "pass"
    assert (await route(world, case_id, "term")).reasons == ("assembled", "lane_closed")


async def test_another_version_of_the_form_has_no_lane_and_says_so(world: World) -> None:
    await open_lane(world, PASSING)
    other = pack_with(ALONE, SHORT, UNSAMPLED, ("version: 1.0.0", "version: 1.0.1"))
    assert (await route(world, await drafted(world, other))).reasons == ("assembled", "lane_other_pack")


async def test_a_line_that_a_person_adds_is_another_instruction(world: World) -> None:
    await open_lane(world, PASSING)
    case_id = await world.case(PASSING)
    async for _ in world.drafting.draft(world["ana"], case_id, ["assembled"], ["fee"], added="In one sentence."):
        pass
    assert "lane_other_instruction" in (await route(world, case_id)).reasons


async def test_a_lane_that_was_closed_passes_nothing_more(world: World) -> None:
    lane = await open_lane(world, PASSING)
    case_id = await drafted(world, PASSING)
    await calibrating(world).close(world["ola"], lane.lane_id[:8])
    assert (await route(world, await drafted(world, PASSING))).reasons == ("assembled", "lane_closed")
    assert await world.send(case_id) == "review"
    assert await routes(world, case_id) == {"flag"}


async def test_an_analyst_closes_no_lane_and_one_that_is_not_open_is_not_found(world: World) -> None:
    lane = await open_lane(world, PASSING)
    with pytest.raises(Refused, match="is no approver"):
        await calibrating(world).close(world["ana"], lane.lane_id)
    await calibrating(world).close(world["rob"], lane.lane_id)
    with pytest.raises(NotFound):
        await calibrating(world).close(world["rob"], lane.lane_id)
    ((kept, end),) = await calibrating(world).listing()
    assert kept == lane and end is not None and end.person_id == world["rob"].person.person_id


async def test_what_a_rule_holds_back_stays_back_whatever_the_lane_says(world: World) -> None:
    await open_lane(world, PASSING)
    case_id = await world.case(PASSING, {"fee": "84000", "months": 24, "renews": False})
    await world.draft(case_id, "fee")
    assert (await route(world, case_id)).route == "block"


async def test_reviewers_decisions_are_labels(world: World) -> None:
    case_id = await drafted(world, PASSING)
    await world.editing.edit(world["ana"], case_id, "fee", "The total fee is EUR 48,000 for 24 months.")
    await world.draft(case_id, "rating")
    await world.send(case_id)
    await world.approve(case_id, "fee", "term")
    labels = {label.section: label for label in await world.store.labels(PASSING.digest, "assembled")}
    assert {name: label.is_right for name, label in labels.items()} == {"fee": False, "term": True}
    assert (labels["fee"].source, labels["fee"].of_case) == (LabelSource.REVIEW, case_id)


async def test_other_words_for_the_same_facts_leave_a_draft_right(world: World) -> None:
    case_id = await drafted(world, PASSING)
    before = await world.text(case_id, "fee")
    await world.editing.edit(world["ana"], case_id, "fee", before.replace("The total fee is", "The whole fee comes to"))
    await world.draft(case_id, "rating")
    await world.send(case_id)
    await world.approve(case_id, "fee")
    (label,) = await world.store.labels(PASSING.digest, "assembled")
    assert label.is_right


async def test_the_preview_model_and_a_section_that_is_not_there_have_no_lane(world: World) -> None:
    with pytest.raises(UsageError, match="always block"):
        await calibrating(world).open(world["rob"], PASSPHRASE, PASSING, "on-device")
    with pytest.raises(NotFound, match="no section"):
        await calibrating(world).open(world["rob"], PASSPHRASE, PASSING, "assembled", "nowhere")


SAYS = "The total fee is EUR 48,000 for the work [E1]."


def server(fingerprints: Sequence[str | None]):
    scripts = [(Delta(SAYS), Finished("stop", "scripted-1", fingerprint)) for fingerprint in fingerprints]
    return scripted(*scripts, endpoint=server_endpoint())


async def modelled(tmp_path: Path, *fingerprints: str | None) -> list[tuple[str, ...]]:
    """Drafts by a server: a lane is opened on the first one's fingerprint; the reasons of all the others."""
    async with a_world(tmp_path, server(fingerprints)) as world:
        name, service = server_endpoint().name, calibrating(world)
        case_id = await world.case(PASSING)
        await world.draft(case_id, "fee", chain=[name])
        await service.record(world["rob"], PASSING, name, await labels_like(world, case_id))
        await service.open(world["rob"], PASSPHRASE, PASSING, name)
        found = []
        for _ in fingerprints[1:]:
            case_id = await world.case(PASSING)
            await world.draft(case_id, "fee", chain=[name])
            found.append(tuple(reason.value for reason in (await route(world, case_id)).reasons))
        return found


async def test_another_fingerprint_closes_the_lane_and_an_unknown_one_never_opens_it(tmp_path: Path) -> None:
    found = await modelled(tmp_path, "fp-1", "fp-1", "fp-2", None)
    assert found == [(), ("lane_other_model",), ("lane_unknown_model",)]


async def test_a_model_without_a_fingerprint_gets_no_lane(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="which model exactly"):
        await modelled(tmp_path, None)


async def test_what_was_signed_is_what_passes(world: World) -> None:
    lane = await open_lane(world, PASSING)
    assert (lane.sample, lane.section) == (Decimal("0.0"), "")
    with pytest.raises(Refused, match="changed this first"):
        other = replace(lane, at_least=Decimal(0))
        scribe = world.recording.begin(world["rob"].as_one_of(*world["rob"].profile.roles))
        scribe.put(other)
        scribe.tell(EventType.LANE_OPENED, lane=other.lane_id)
        await world.recording.write(scribe)


async def qualities(world: World, case_id: str, *sections: str) -> dict[str, str]:
    """By section, after these were approved."""
    await world.send(case_id)
    await world.approve(case_id, *sections)
    found = await world.store.label_qualities(PASSING.digest, "assembled")
    return {label.partition(":")[2] or label: quality.value for label, quality in found.items()}


async def test_a_label_tells_how_well_its_documents_could_be_read(world: World) -> None:
    found = await qualities(world, await drafted(world, PASSING), "fee", "rating")
    assert found == {"fee": "text", "rating": "none"}
    weighed = await calibrating(world).weigh(PASSING, "assembled")
    assert {quality.value: rate.sections for quality, rate in weighed.by_quality.items()} == {"text": 1, "none": 1}


async def test_text_that_was_recognised_from_a_scan_is_told_apart(world: World) -> None:
    case_id = await world.case(PASSING)
    note = f"The text of the scan {RECOGNISED_WORDS}"
    world.reader.read = recognising(world.reader.read, note)  # type: ignore[method-assign]
    await world.remove(case_id)
    await world.attach(case_id, "The total fee is EUR 48,000 for the work.\nThe contract runs for 24 months.")
    await world.draft(case_id)
    assert (await qualities(world, case_id, "fee"))["fee"] == "recognised"


Reads = Callable[[str, bytes], Awaitable[Reading]]


def recognising(read: Reads, note: str) -> Reads:
    async def reads(name: str, body: bytes) -> Reading:
        return replace(await read(name, body), reason=note)

    return reads
