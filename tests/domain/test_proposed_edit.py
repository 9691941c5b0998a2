"""The edits of a proposal: the changes of a sentence together, each change in one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.markup import read_markup
from desktop_app.domain.proposed_edit import ProposedEdit, edits_of
from desktop_app.domain.redline import redline
from desktop_app.domain.text import Origin, OriginSpan, SectionText

WRITER = OriginSpan(0, 0, Origin.PERSON, person_id="ana")


def text(raw: str) -> SectionText:
    return read_markup(raw, WRITER).text


def edits(before: str, after: str) -> tuple[ProposedEdit, ...]:
    one, other = text(before), text(after)
    return edits_of(redline(one, other), one, other)


def test_the_changes_of_a_sentence_are_one_edit() -> None:
    found = edits("The high fee is due in May. Nothing else.", "The fee falls due in June. No more.")
    assert [len(each.numbers) > 0 for each in found] == [True, True]
    assert found[0].before.startswith("high") and found[0].after.endswith("June")
    assert found[1].after == "No more"


def test_what_is_only_taken_out_or_put_in_has_one_side() -> None:
    (gone,) = edits("It is due. It is high.", "It is due.")
    (new,) = edits("It is due.", "It is due. It is high.")
    assert gone.before.strip() == "It is high." and not gone.after.strip()
    assert new.after.strip() == "It is high." and not new.before.strip()


def test_a_sentence_that_goes_is_an_edit_of_its_own() -> None:
    first, second = edits("The fee, I think, is high. Nobody pays it.", "The fee is high.")
    assert "I think" in first.before and "Nobody pays it" in second.before


_raw = st.lists(st.sampled_from(["The fee.", "It is due.", "No more", "\n\n", "- One", "**May**"]), max_size=8)


@settings(max_examples=80)
@given(_raw.map(" ".join), _raw.map(" ".join))
def test_each_change_belongs_to_one_edit(before: str, after: str) -> None:
    found, line = edits(before, after), redline(text(before), text(after))
    assert [number for each in found for number in each.numbers] == [change.number for change in line.changes]
