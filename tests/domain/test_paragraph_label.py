from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.paragraph_label import cited_label, heading_above, label_at, paragraphs_of, titles_of

PAGE = (
    "1002.9\t§ 1002.9 Notifications.\n"
    "1002.9(a)\tNotification of action taken. It is told in time.\n"
    "1002.9(a)(1)\tWhen notification is required.\n"
    "1002.9(a)(1)(i)\t30 days after receiving a completed application.\n"
    "1002.9(b)\tForm of notice."
)


@pytest.mark.parametrize(
    ("code", "cited"),
    [
        ("1002-9-a-1-i", "1002.9(a)(1)(i)"),
        ("1026-19-a-1-i", "1026.19(a)(1)(i)"),
        ("1002-9", "1002.9"),
        ("1002-9-a-1-Interp-2-ii", "Comment 1002.9(a)(1)-2.ii"),
        ("1002-9-a-Interp", "Comment 1002.9(a)"),
        ("1022-C-p1- 5", "1022, appendix C-p1-5"),
        ("Rule  7", "Rule 7"),
    ],
)
def test_a_paragraph_is_called_as_people_cite_it(code: str, cited: str) -> None:
    assert cited_label(code) == cited


def test_every_place_of_a_paragraph_has_its_id() -> None:
    at = PAGE.index("30 days")
    assert {label_at(PAGE, at - 3), label_at(PAGE, at), label_at(PAGE, at + 20)} == {"1002.9(a)(1)(i)"}


def test_a_page_without_numbered_paragraphs_has_none() -> None:
    assert label_at("A fee of EUR 48,000.\nNothing\telse.", 3) == ""
    assert paragraphs_of("Name\tJohn") == ()


def test_the_headings_above_a_paragraph_are_those_that_its_id_goes_on_from() -> None:
    above = heading_above(PAGE, paragraphs_of(PAGE), PAGE.index("30 days"))
    assert above == "§ 1002.9 Notifications. Notification of action taken. When notification is required."
    assert "action" not in heading_above(PAGE, paragraphs_of(PAGE), PAGE.index("Form of"))


def test_a_title_is_short_has_others_beneath_it_and_begins_no_list() -> None:
    lines = (
        "7.1\tNotices.",
        "7.1(a)\tThe notice says:",
        "7.1(a)(1)\tthe reasons.",
        "7.2\tAlone.",
        "7.3\t" + "Long. " * 30,
    )
    page = "\n".join((*lines, "7.3(a)\tBeneath it."))
    assert titles_of(page, paragraphs_of(page)) == {"7.1"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab 1(.\t\n", max_size=12), max_size=8), st.integers(0, 60))
def test_the_paragraphs_of_any_page_lie_in_order_and_apart(lines: list[str], at: int) -> None:
    page = "\n".join(lines)
    found = paragraphs_of(page)
    assert all(one.start <= one.end <= other.start for one, other in pairwise(found))
    assert label_at(page, at) in {"", *(each.label for each in found)}
