"""Checkpoints as they leave, and how far a record is anchored in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.anchor import Anchor, ago, anchored, checkpoints_in, read_written, written
from desktop_app.domain.audit import Checkpoint

NOW = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
CHECKPOINT = Checkpoint(1240, "0a" * 32, "0b" * 32, b"s" * 64, b"k" * 32, NOW)


def before(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


@given(
    st.builds(
        Checkpoint,
        size=st.integers(1, 2**53 - 1),
        root=st.binary(min_size=32, max_size=32).map(bytes.hex),
        head=st.binary(min_size=32, max_size=32).map(bytes.hex),
        signature=st.binary(min_size=64, max_size=64),
        public_key=st.binary(min_size=32, max_size=32),
        at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001
    )
)
@settings(max_examples=50)
def test_a_checkpoint_that_left_is_read_back_as_it_was(checkpoint: Checkpoint) -> None:
    assert read_written(written(checkpoint)) == checkpoint
    assert tuple(checkpoints_in(f"Words {{and}} {written(checkpoint)} more")) == (checkpoint,)


def test_a_checkpoint_fits_into_a_keyring_of_any_system() -> None:
    longest = replace(CHECKPOINT, size=2**53 - 1)
    assert len(written(longest).encode("utf-16-le")) <= 2560


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"size":1240', '"size":0'),
        ('"size":1240', '"size":true'),
        ('"size":1240', '"size":1240.0'),
        ('"size":1240', '"size":"1240"'),
        ("0a" * 32, "0a" * 31),
        ("0a" * 32, "zz" * 32),
        ("+00:00", ""),
        ('"countersign":"checkpoint"', '"countersign":"other"'),
        ('"head"', '"tail"'),
    ],
)
def test_what_is_no_whole_checkpoint_is_refused(old: str, new: str) -> None:
    changed = written(CHECKPOINT).replace(old, new, 1)
    assert changed != written(CHECKPOINT)
    with pytest.raises(ValueError):
        read_written(changed)
    assert tuple(checkpoints_in(changed)) == ()


@given(st.text())
@settings(max_examples=50)
def test_any_text_is_read_without_a_defect(text: str) -> None:
    assert tuple(checkpoints_in(text + "{" + text)) == ()


def test_how_far_when_and_where_is_one_sentence() -> None:
    anchors = (Anchor("keyring", 1240, before(12)), Anchor("folder", 1240, before(13)))
    assert anchored(NOW, anchors, {}) == "Anchored up to event 1,240, 12 minutes ago (folder, keyring)."


def test_a_place_that_is_behind_is_named_with_its_own_age() -> None:
    anchors = (Anchor("keyring", 1240, before(0)), Anchor("folder", 1100, before(180)))
    words = anchored(NOW, anchors, {"folder": "The folder is away."})
    assert words == (
        "Anchored up to event 1,240, just now (keyring; folder up to 1,100, 3 hours ago). The folder is away."
    )


def test_what_is_not_anchored_says_why() -> None:
    assert anchored(NOW, (), {"keyring": "The keyring is locked."}) == "Not anchored: the keyring is locked."
    assert anchored(NOW, (Anchor("folder", 0, NOW),), {}).startswith("Not anchored: no keyring and no folder")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-5, "just now"),
        (0.9, "just now"),
        (1, "1 minute ago"),
        (59, "59 minutes ago"),
        (60, "1 hour ago"),
        (47 * 60, "47 hours ago"),
        (48 * 60, "2 days ago"),
    ],
)
def test_an_age_is_said_as_people_say_it(minutes: float, words: str) -> None:
    assert ago(NOW, before(minutes)) == words
