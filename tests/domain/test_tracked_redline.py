"""What a marked document shows: the laws of tracked changes, and who is named for which."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.content import Content
from desktop_app.domain.markup import MarkedText, read_markup
from desktop_app.domain.redline import inherit
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.text import BlockKind, Origin, OriginSpan
from desktop_app.domain.tracked import Track, TrackedBlock, draft_of, final_of
from desktop_app.domain.tracked_section import tracked

AT = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
FILE = CaseFile("case", "ab" * 32, "R-1", "Case", CaseState.DRAFT, None, 1, "ana", AT)
_words = st.sampled_from(["the", "cap", "is", "EUR 45,000", "**limited**", "not", "fees.", "A", "2"])
_lines = st.builds(
    lambda mark, words: f"{mark}{' '.join(words)}{' |' if mark == '| ' else ''}",
    st.sampled_from(["", "", "- ", "1. ", "## ", "| "]),
    st.lists(_words, min_size=1, max_size=9),
)
markups = st.lists(_lines, min_size=1, max_size=5).map("\n\n".join)


def history(*markups: str, people: tuple[str, ...] = ("ana", "ben", "ana", "ben")) -> tuple[CaseRecord, Revision]:
    """A section that a model drafted and these people edited, one after the other."""
    revisions, spans = [], {}
    before: MarkedText | None = None
    for n, raw in enumerate(markups):
        name, person = f"r{n}", people[n - 1] if n else None
        writer = OriginSpan(0, 0, Origin.PERSON, person, None, name)
        drafted = OriginSpan(0, 0, Origin.MODEL, None, "run", name)
        marked = read_markup(raw, writer if n else drafted)
        if before is not None:
            marked = replace(marked, spans=inherit(before.spans, before.text, marked.text, writer))
        kind = RevisionKind.EDIT if n else RevisionKind.DRAFT
        text = Content("case", name, name.encode().ljust(32, b"."), marked.text.dump())
        run, at = None if n else "run", AT + timedelta(hours=n)
        revisions.append(Revision(name, "case", "term", n + 1, kind, None, text, run, person, None, at))
        spans[name], before = marked.spans, marked
    record = CaseRecord(FILE, revisions=tuple(revisions), heads={"term": revisions[-1].revision_id}, spans=spans)
    return record, revisions[-1]


def marked_up(*markups: str) -> tuple[TrackedBlock, ...]:
    return tracked(*history(*markups))


def changes(blocks: tuple[TrackedBlock, ...]) -> list[tuple[str, str, str | None, int]]:
    runs = (run for block in blocks for run in block.runs if run.track is not Track.KEPT)
    return [(run.track.value, run.text, run.by.person_id, (run.by.at - AT).seconds // 3600) for run in runs]


@settings(max_examples=150)
@given(st.lists(markups, min_size=2, max_size=4))
def test_all_rejected_is_the_draft_and_all_accepted_the_text_as_it_is(markups: list[str]) -> None:
    record, head = history(*markups)
    blocks = tracked(record, head)
    assert draft_of(blocks) == record.revisions[0].section_text
    assert final_of(blocks) == head.section_text


@settings(max_examples=100)
@given(st.lists(markups, min_size=2, max_size=4))
def test_every_change_has_its_author_and_every_word_its_place(markups: list[str]) -> None:
    record, head = history(*markups)
    plain = head.section_text.plain
    runs = [run for block in tracked(record, head) for run in block.runs]
    assert all(run.by for run in runs if run.track is not Track.KEPT)
    assert all(plain[run.start : run.end] == run.text for run in runs if run.track is not Track.REMOVED)


def test_each_word_names_who_wrote_it_and_each_missing_one_who_took_it_out() -> None:
    blocks = marked_up("The fee is 48 euros.", "The yearly fee is 48 euros.", "The yearly fee is 52 euros.")
    assert changes(blocks) == [
        ("added", "yearly ", "ana", 1),
        ("removed", "48 euros", "ben", 2),
        ("added", "52 euros", "ben", 2),
    ]


def test_what_the_model_wrote_into_it_later_is_the_models() -> None:
    record, head = history("The fee is due.", "The fee is due at once.")
    model = tuple(replace(s, origin=Origin.MODEL, person_id=None, run_id="run-2") for s in record.spans["r1"])
    blocks = tracked(replace(record, spans={**record.spans, "r1": model}), head)
    (added,) = [run for block in blocks for run in block.runs if run.track is Track.ADDED]
    assert (added.by.person_id, added.by.run_id) == (None, "run-2")


def test_a_line_that_was_added_is_one_change() -> None:
    first, second, third = marked_up("One is here.\n\nThree is there.", "One is here.\n\nTwo.\n\nThree is there.")
    assert (first.track, second.track, third.track) == (Track.KEPT, Track.ADDED, Track.KEPT)


def test_a_line_that_became_an_item_stays_the_same_line() -> None:
    (block,) = marked_up("The fee is due.", "- The fee is due.")
    assert (block.kind, block.was, block.track) == (BlockKind.BULLET, BlockKind.PARAGRAPH, Track.KEPT)
    assert [run.track for run in block.runs] == [Track.KEPT] and block.by.person_id == "ana"


def test_bold_is_a_look_and_no_new_word() -> None:
    (block,) = marked_up("The fee is due.", "The **fee** is due.")
    assert [(run.text, run.bold, run.was_bold) for run in block.runs if run.bold != run.was_bold] == [
        ("fee", True, False)
    ]
    assert not changes((block,))


def test_a_line_that_stands_elsewhere_is_moved() -> None:
    lines = "The term is two years.", "Alder pays within thirty days.", "Law is German."
    blocks = marked_up("\n\n".join(lines), "\n\n".join((lines[1], lines[0], lines[2])))
    moved = [(block.track, "".join(run.text for run in block.runs)) for block in blocks if block.move]
    assert {track for track, _ in moved} == {Track.REMOVED, Track.ADDED}
    assert len({text for _, text in moved}) == 1


def test_a_row_that_was_added_is_a_row() -> None:
    table = "| Fee | Due |\n| 48 | May |"
    blocks = marked_up(table, f"{table}\n| 52 | June |")
    assert [(block.kind, block.track) for block in blocks] == [
        (BlockKind.ROW, Track.KEPT),
        (BlockKind.ROW, Track.KEPT),
        (BlockKind.ROW, Track.ADDED),
    ]
