"""Practice cases as values: what counts as found, and what is wrong with one that is badly written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_examples import write_pack

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.practice_files import PackPractice
from desktop_app.domain.comment import ItemCode
from desktop_app.domain.practice import ErrorKind, PracticeMark, PracticePolicy, PracticeSet
from desktop_app.domain.practice_score import score

TEXT = "The cap is EUR 36,000. It runs for 24 months. The law is Irish. The notice is 90 days."
PRACTICE = PracticeSet.model_validate(
    {
        "practice": "small",
        "title": "A small one",
        "about": "Three sentences.",
        "documents": ["d.txt"],
        "sections": [
            {
                "section": "cap",
                "text": TEXT,
                "errors": [
                    {"kind": "amount", "at": "EUR 36,000", "why": "Changed over.", "right": "EUR 63,000"},
                    {"kind": "missing", "why": "The exclusion is left out.", "right": "Say it."},
                ],
            }
        ],
    }
)
MARKS = st.builds(
    lambda a, b, code: PracticeMark("cap", min(a, b), max(a, b), code),
    st.integers(0, len(TEXT)),
    st.integers(0, len(TEXT)),
    st.sampled_from(ItemCode),
)


def mark(words: str, code: ItemCode = ItemCode.FIGURE) -> PracticeMark:
    return PracticeMark("cap", TEXT.index(words), TEXT.index(words) + len(words), code)


def test_a_mark_that_touches_the_error_finds_it() -> None:
    assert [e.found for e in score(PRACTICE, [mark("36,000")]).errors] == [True, False]


def test_a_mark_beside_the_error_is_one_where_nothing_is_wrong() -> None:
    beside = mark("24 months")
    found = score(PRACTICE, [beside])
    assert (found.found, found.extra) == (0, (beside,))


def test_marking_the_whole_text_finds_nothing() -> None:
    assert score(PRACTICE, [mark(TEXT)]).found == 0


def test_what_is_missing_is_found_by_saying_that_something_is() -> None:
    assert [e.found for e in score(PRACTICE, [PracticeMark("cap", 0, 0, ItemCode.MISSING)]).errors] == [False, True]
    assert score(PRACTICE, [PracticeMark("cap", 0, 0, ItemCode.OTHER)]).found == 0


@given(st.lists(MARKS, max_size=6))
def test_more_marks_never_find_less_and_each_is_found_or_extra(marks: list[PracticeMark]) -> None:
    whole = score(PRACTICE, marks)
    assert 0 <= whole.found <= len(whole.errors)
    assert all(score(PRACTICE, marks[:n]).found <= whole.found for n in range(len(marks)))
    assert len(whole.extra) <= len(marks)


def test_a_practice_case_is_due_when_its_days_are_over_and_never_where_there_are_none() -> None:
    from fakes import START

    assert PracticePolicy().is_due(None, START)
    assert not PracticePolicy(every_days=0).is_due(None, START)
    assert not PracticePolicy(every_days=1).is_due(START, START)


def test_each_form_that_is_shipped_has_practice_with_errors_of_four_kinds() -> None:
    packs = PackFolders([forms_folder()])
    for name in packs.names():
        sets = PackPractice().sets(packs.load(name))
        kinds = {error.kind for each in sets for _, error in each.errors}
        assert {ErrorKind.AMOUNT, ErrorKind.DATE, ErrorKind.CONCLUSION, ErrorKind.MISSING} <= kinds


WRITTEN = """practice: small
title: A small one
about: One sentence.
documents: [d.txt]
sections:
  - section: summary
    text: The cap is EUR 36,000.
    errors:
      - {kind: amount, at: "EUR 36,000", why: Changed over., right: "EUR 63,000"}
"""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("EUR 36,000\", why", "EUR 35,000\", why", "stand 0 times"),
        ("section: summary", "section: summry", "no section “summry”"),
        ("[d.txt]", "[e.txt]", "no file practice/e.txt"),
        ("kind: amount", "kind: amunt", "cannot be “amunt”"),
        ("why: Changed over.,", "", "“why” is missing"),
        ("kind: amount", "kind: missing", "stands nowhere"),
        ("about: One", "abot: One", "no key “abot”"),
        (WRITTEN[WRITTEN.index("    errors:") :], "", "Nothing is wrong"),
    ],
)  # fmt: skip
def test_a_fault_in_a_practice_case_has_its_place(tmp_path: Path, old: str, new: str, what: str) -> None:
    from pack_examples import FORM

    folder = write_pack(tmp_path, FORM)
    (folder / "practice").mkdir()
    assert old in WRITTEN
    (folder / "practice" / "small.yaml").write_text(WRITTEN.replace(old, new))
    (folder / "practice" / "d.txt").write_text("The cap is EUR 63,000.")
    faults = PackFolders([]).check(str(folder))
    assert [f for f in faults if what in f.what and f.file == "practice/small.yaml" and f.line > 0 and f.right], faults
