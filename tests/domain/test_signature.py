"""A manifest's bytes: the same for the same, another for any change."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from desktop_app.domain.signature import Manifest, SignedSection

AT = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
SECTION = SignedSection("fee", "r1", "ab" * 32, ("cd" * 32,))
MANIFEST = Manifest(
    "c1",
    "d1",
    "review",
    "approved",
    "Zoë",
    "reviewer",
    AT,
    (SECTION,),
    (("fee", "ef" * 32),),
    (("doc", "01" * 32),),
    behalf="B. Okafor",
)


def test_the_bytes_are_canonical_json() -> None:
    body = MANIFEST.dump()
    assert json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == body


def test_the_same_instant_in_another_zone_is_the_same_manifest() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=5)))
    assert replace(MANIFEST, at=elsewhere).dump() == MANIFEST.dump()


@pytest.mark.parametrize("name", [f.name for f in fields(Manifest)])
def test_every_part_is_signed(name: str) -> None:
    empty = AT + timedelta(microseconds=1) if name == "at" else type(getattr(MANIFEST, name))()
    assert replace(MANIFEST, **{name: empty}).dump() != MANIFEST.dump()


@pytest.mark.parametrize("name", [f.name for f in fields(SignedSection)])
def test_every_part_of_a_section_is_signed(name: str) -> None:
    changed = replace(SECTION, **{name: type(getattr(SECTION, name))()})
    assert replace(MANIFEST, sections=(changed,)).dump() != MANIFEST.dump()


def test_who_signs_for_themselves_signs_what_was_always_signed() -> None:
    assert "for" not in json.loads(replace(MANIFEST, behalf="").dump())
