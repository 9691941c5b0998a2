"""The table of events: complete, of narrow kinds, the same in the documentation, and told where it says so."""

import re
from pathlib import Path

import pytest

from desktop_app.domain.audit import EventType
from desktop_app.domain.event_fields import FIELDS, PLACES, WAITING, described_events
from desktop_app.domain.event_kinds import COUNT, INTEGER, TRUTH

ROOT = Path(__file__).parents[2]
SCHEMA = (
    "case.opened|sent|returned|escalated|withdrawn|abandoned|reopened|amended|migrated answer.set "
    "document.attached|read|removed call.started|finished|aborted|failed draft.recorded|discarded run.interrupted "
    "edit.recorded text.settled proposal.made|accepted|discarded finding.raised|answered route.decided "
    "comment.made|resolved decision.approved|returned|escalated signature.made|superseded spot_check.sealed|drawn "
    "lane.opened|closed threshold.signed release.signed person.added|switched|retired passphrase.changed key.rotated "
    "policy.loaded|refused setting.changed handover.put|claimed|returned|conflict export.made case.viewed "
    "content.erased store.opened|verified|recovered|migrated|backed_up clock.jumped"
)
LATER = (*("threshold.signed", "release.signed", "policy.loaded", "policy.refused", "content.erased"),)
CANARIES = ("mueller", "Mueller", "Ada Example", "EUR 84,000", "ada@example.org", "http://10.0.0.1:8000/v1", "R 2026/1")


def told_in_the_program() -> set[EventType]:
    """The types that some service or adapter names where it tells of something."""
    rooms = (ROOT / "desktop_app" / room for room in ("services", "adapters"))
    files = [path for room in rooms for path in room.rglob("*.py") if path.name != "row_verification.py"]  # a reader
    sources = [path.read_text() for path in (*files, ROOT / "desktop_app/assembly.py")]
    named = {name for source in sources for name in re.findall(r"EventType\.([A-Z_]+)", source)}
    return {EventType[name] for name in named}


def test_every_type_of_event_has_its_fields() -> None:
    assert set(FIELDS) == set(EventType)


def test_every_event_that_was_designed_has_its_type() -> None:
    designed = {
        f"{noun}.{verb}" for each in SCHEMA.split() for noun, verbs in [each.split(".")] for verb in verbs.split("|")
    }
    assert designed - {kind.value for kind in EventType} == set()


def test_the_types_that_nothing_tells_yet_are_known_by_name() -> None:
    assert {kind.value for kind in WAITING} == set(LATER)
    assert set(EventType) - told_in_the_program() == WAITING


def test_what_waits_holds_nothing_yet() -> None:
    assert all(not FIELDS[kind].refs and not FIELDS[kind].data for kind in WAITING)


def test_the_page_on_events_is_the_table() -> None:
    page = (ROOT / "docs/events.md").read_text()
    assert page == described_events(), "write it again with `packaging/events.py`"


@pytest.mark.parametrize("kind", EventType)
def test_no_field_takes_a_person_an_address_or_an_amount(kind: EventType) -> None:
    for name, allowed in FIELDS[kind].data.items():
        named = {"endpoint": 2}.get(name, 1 if "name" in allowed.words else 0)
        words = CANARIES[named:]
        assert not any(
            allowed.fits(value) or allowed.fits([value]) for word in words for value in (word, word.encode())
        )


def test_an_integer_is_no_truth_and_no_fraction() -> None:
    values = (0, -1, 2**53 - 1, 2**53, True, 0.0, "1", None, [1])
    assert [INTEGER.fits(value) for value in values] == [True, True, True, *[False] * 6]
    assert [COUNT.fits(value) for value in values] == [True, False, True, *[False] * 6]
    assert [TRUTH.fits(value) for value in values] == [*[False] * 4, True, *[False] * 4]


def test_the_places_of_secrets_are_those_of_the_program() -> None:
    sources = [
        (ROOT / "desktop_app/adapters" / name).read_text()
        for name in ("secret_places.py", "keyring_secrets.py", "secret_vault.py", "store_key.py")
    ]
    named = {name for source in sources for name in re.findall(r'(?:^    name|^FILE_PLACE) = "(\w+)"', source, re.M)}
    assert named == set(PLACES)
