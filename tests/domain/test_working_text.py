"""Places where people type, what stands there, and the words of saving."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.errors import StoreFailed, UsageError
from desktop_app.domain.working_text import (
    DISK_FULL,
    PlaceKind,
    SavingState,
    answer_place,
    aside_place,
    not_saved,
    read_place,
    saving,
    section_place,
    storable,
)

AT = datetime(2026, 1, 12, 10, 42, 18, tzinfo=UTC)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)


@given(NAMES)
def test_a_place_is_read_as_what_it_was_made_of(name: str) -> None:
    assert read_place(section_place(name)) == (PlaceKind.SECTION, name)
    assert read_place(answer_place(name)) == (PlaceKind.ANSWER, name)


@given(NAMES, st.integers(0, 5))
def test_what_waits_beside_a_place_is_of_that_place_and_takes_no_other(name: str, others: int) -> None:
    taken: set[str] = {section_place(name)}
    for _ in range(others):
        taken.add(aside_place(section_place(name), taken))
    assert len(taken) == others + 1
    assert {read_place(place) for place in taken} == {(PlaceKind.SECTION, name)}


@pytest.mark.parametrize("place", ["", "fee", "section:", ":fee", "chapter:fee"])
def test_another_word_is_no_place(place: str) -> None:
    with pytest.raises(UsageError, match="no place"):
        read_place(place)


@given(st.text(st.characters()))
@settings(max_examples=50)
def test_whatever_is_typed_can_be_stored_and_good_text_is_as_it_was(text: str) -> None:
    assert storable(text).encode().decode() == storable(text)
    good = text.encode("utf-8", "ignore").decode()
    assert storable(good) == good


def test_the_words_say_whether_typing_is_safe() -> None:
    assert saving(AT, unsaved=False).line(UTC) == "Saved 10:42:18"
    assert saving(AT, unsaved=True).line(UTC) == "Saving…"
    assert saving(AT, unsaved=True, fault=DISK_FULL).line(UTC) == DISK_FULL
    assert saving(None, unsaved=False).line(UTC) == "Saved"


def test_a_fault_outweighs_everything_else() -> None:
    assert saving(AT, unsaved=False, fault="Not saved.").state is SavingState.NOT_SAVED


def test_a_full_disk_has_words_of_its_own_and_other_faults_keep_theirs() -> None:
    full = StoreFailed("The store could not be written: database or disk is full.", next="Make room.")
    gone = StoreFailed("The store could not be written: disk I/O error.", next="Look at the disk.")
    assert not_saved(full) == DISK_FULL
    assert not_saved(gone) == f"Not saved. {gone.what} {gone.next}"
    assert "ZeroDivisionError" in not_saved(ZeroDivisionError("secret words"))
    assert "secret" not in not_saved(ZeroDivisionError("secret words"))
