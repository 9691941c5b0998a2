"""Histories follow each other, are known, or went apart; whatever comes in whatever order, all ends the same."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.handover import Course, course_of, fingerprint

HISTORY = ("a", "b", "c", "d", "e")


@given(st.lists(st.integers(1, len(HISTORY)), min_size=1, max_size=12))
def test_any_order_and_doubling_of_files_leads_to_the_longest_history(arrivals: list[int]) -> None:
    here: tuple[str, ...] = ()
    for length in arrivals:
        came = HISTORY[:length]
        course = course_of(here, came, changed=False)
        assert course is not Course.APART
        here = came if course is Course.NEW else here
    assert here == HISTORY[: max(arrivals)]


@given(st.integers(0, 4), st.integers(1, 5))
def test_what_changed_here_never_follows_what_comes(here: int, came: int) -> None:
    course = course_of(HISTORY[:here], HISTORY[:came], changed=True)
    assert course is (Course.KNOWN if came <= here else Course.APART)


@given(st.lists(st.sampled_from("ab"), max_size=5), st.lists(st.sampled_from("ab"), max_size=5))
def test_only_a_beginning_is_followed(here: list[str], came: list[str]) -> None:
    course, shorter = course_of(tuple(here), tuple(came), changed=False), min(len(here), len(came))
    assert (course is Course.APART) == (here[:shorter] != came[:shorter])


def test_a_fingerprint_is_read_in_groups() -> None:
    assert fingerprint("0123456789abcdef" * 4) == "0123 4567 89ab cdef 0123 4567"
