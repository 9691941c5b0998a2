import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.markup import (
    Anchor,
    Cite,
    MarkerReader,
    Piece,
    Words,
    cites_nothing,
    read_markup,
    read_pieces,
    sentences,
    whole,
    write_markup,
)
from desktop_app.domain.text import BlockKind, Origin, OriginSpan, Span, covers_once

MODEL = OriginSpan(0, 0, Origin.MODEL, run_id="r")
_bits = [
    "**",
    "- ",
    "1. ",
    "# ",
    "|",
    "| ",
    "\n",
    "\n\n",
    "[E1]",
    " [E2]",
    "[E",
    "\\",
    "*",
    " ",
    "\t",
    "a",
    "B.",
    "---",
]
markup = st.one_of(
    st.lists(st.sampled_from([*_bits, "Inc. ", "7.2", "!"]), max_size=30).map("".join), st.text(max_size=50)
)


def merged(pieces: list[Piece]) -> list[Piece]:
    result: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Words) and result and isinstance(result[-1], Words):
            piece = Words(result.pop().text + piece.text)
        result.append(piece)
    return result


def cited(raw: str) -> list[tuple[int, str]]:
    marked = read_markup(raw, MODEL)
    return [(a.number, marked.text.plain[a.start : a.end]) for a in marked.anchors]


@settings(max_examples=300)
@given(markup)
def test_each_character_has_one_origin_and_each_citation_some_words(raw: str) -> None:
    marked = read_markup(raw, MODEL)
    plain = marked.text.plain
    assert covers_once(marked.spans, len(plain))
    assert all(0 <= a.start < a.end <= len(plain) and plain[a.end - 1].strip() for a in marked.anchors)
    assert all(block.text for block in marked.text.blocks)


@settings(max_examples=400)
@given(markup)
def test_what_is_written_reads_back_as_the_same_text_and_citations(raw: str) -> None:
    marked = read_markup(raw, MODEL)
    again = read_markup(write_markup(marked.text, marked.anchors), MODEL)
    assert again.text == marked.text
    assert again.anchors == marked.anchors


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*_bits, "\r", "\ue000", "2]", "E"]), max_size=20).map("".join), st.data())
def test_a_stream_gives_the_same_pieces_however_it_is_cut(raw: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    reader, whole = MarkerReader(), MarkerReader()
    pieces = [p for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True) for p in reader.feed(raw[a:b])]
    assert merged([*pieces, *reader.finish()]) == merged([*whole.feed(raw), *whole.finish()])


STREAMED = "The cap [E1] is EUR 48,000 [E22], not [E] nor [x] \\[E3].\r\n- [E4]"


def test_at_no_split_of_a_text_is_half_a_marker_shown() -> None:
    whole = MarkerReader()
    expected = merged([*whole.feed(STREAMED), *whole.finish()])
    for first in range(len(STREAMED) + 1):
        for second in range(first, len(STREAMED) + 1):
            reader, shown = MarkerReader(), []
            for part in (STREAMED[:first], STREAMED[first:second], STREAMED[second:]):
                shown += reader.feed(part)
                words = "".join(piece.text for piece in shown[-1:] if isinstance(piece, Words))
                assert not re.search(r"(?<!\\)\[E?[0-9]*$", words)
            assert merged([*shown, *reader.finish()]) == expected


def test_half_a_marker_is_never_shown() -> None:
    reader = MarkerReader()
    shown = [reader.feed(c) for c in "cap [E12] of"]
    assert [p for pieces in shown for p in pieces] == [Words("c"), Words("a"), Words("p"), Words(" "), Cite(12)] + [
        Words(c) for c in " of"
    ]
    assert reader.feed("[E") == ()
    assert reader.finish() == (Words("[E"),)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("The cap is 48,000 [E1]. It ends in 2027. [E2] More.", [(1, "The cap is 48,000"), (2, "It ends in 2027.")]),
        ("The cap [E1] and the term [E2].", [(1, "The cap"), (2, "and the term")]),
        ("The cap [E1][E2] [E3].", [(1, "The cap"), (2, "The cap"), (3, "The cap")]),
        ("Acme Inc. and No. 5 pay [E1].", [(1, "Acme Inc. and No. 5 pay")]),
        ("[E1] The cap is high. Next.", [(1, "The cap is high.")]),
        ("One.\n\n[E1] Two is high.", [(1, "Two is high.")]),
        ("The cap is high.\n[E1]\n\nNext.", [(1, "The cap is high.")]),
        ("- [E1] The cap", [(1, "The cap")]),
        ("| a | b | [E1]", [(1, "a\tb")]),
        (r"The cap \[E1] is high [E2].", [(2, "The cap [E1] is high")]),
    ],
)
def test_a_citation_stands_for_the_words_before_it(raw: str, expected: list[tuple[int, str]]) -> None:
    assert cited(raw) == expected


def test_the_space_before_a_marker_is_not_part_of_the_text() -> None:
    marked = read_markup("The cap [E1] is **high [E2]**, and low [E3] .", MODEL)
    assert marked.text.plain == "The cap is high, and low ."


def test_the_kinds_of_lines_are_read() -> None:
    blocks = read_markup("## Term\nOne\ntwo\n- a\n2) b\n| c | d |\n|---|---|\n", MODEL).text.blocks
    assert [(b.kind, b.text) for b in blocks] == [
        (BlockKind.HEADING, "Term"),
        (BlockKind.PARAGRAPH, "One two"),
        (BlockKind.BULLET, "a"),
        (BlockKind.NUMBER, "b"),
        (BlockKind.ROW, "c\td"),
    ]


@pytest.mark.parametrize("raw", ["[***] left out", "2 ** 3 ** 4", "a **b", r"\**a\**"])
def test_asterisks_that_are_not_bold_stay(raw: str) -> None:
    (block,) = read_markup(raw, MODEL).text.blocks
    assert (block.text, block.bold) == (raw.replace("\\", ""), ())


def test_quoted_evidence_is_never_markup() -> None:
    quote = "**[E9]** is\n\n- not | markup \\* here"
    marked = read_pieces([Words("- It says: ", Origin.TEMPLATE), Words(quote, Origin.EVIDENCE), Cite(1)], MODEL)
    (block,) = marked.text.blocks
    assert block.text == "It says: " + quote.replace("\n", " ")
    assert [(s.origin, s.span.length) for s in marked.spans] == [(Origin.TEMPLATE, 9), (Origin.EVIDENCE, len(quote))]
    again = read_markup(write_markup(marked.text, marked.anchors), MODEL)
    assert (again.text, again.anchors) == (marked.text, marked.anchors)


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(["Inc. ", "No. 5", "A", "b.", " ", "\n", "7.2 ", "U.S.C. ", "The ", "(", ". ", "“"])).map(
        "".join
    )
)
def test_sentences_hold_all_that_is_not_blank_once(plain: str) -> None:
    found = sentences(plain)
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = {i for s in found for i in range(s.start, s.end)}
    assert {i for i, c in enumerate(plain) if c.strip()} <= covered


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Acme Inc. and Beta Co. Ltd. agree under 15 U.S.C. 78. They pay.", 2),
        ("Section 7.2 applies to No. 5. Either party may stop.", 2),
        ("1. Services. The Consultant works.", 2),
        ("This is with Acme Inc. The parties agree.", 2),
        ("“It ends.” Then (as said) it ends! 24 months.", 3),
        ("One\nTwo", 2),
    ],
)
def test_sentences_of_contracts_are_told_apart(plain: str, expected: int) -> None:
    assert len(sentences(plain)) == expected


@pytest.mark.parametrize(
    "bit", ["A. ", "**a", "[E1]", "The cap is 5. ", " ", "| a ", "\\", "[E1] \n", ".))", "**a** [E1]\n\n"]
)
def test_twenty_thousand_hostile_characters_are_read_at_once(bit: str) -> None:
    raw = bit * (20_000 // len(bit))
    began = time.process_time()
    marked = read_markup(raw, MODEL)
    sentences(raw)
    write_markup(marked.text, marked.anchors)
    assert time.process_time() - began < 2


def test_anchors_of_a_written_text_end_where_their_words_do() -> None:
    marked = read_markup("One two. Three.", MODEL)
    assert write_markup(marked.text, [Anchor(4, 0, 7), Anchor(2, 9, 15)]) == "One two [E4]. Three. [E2]"
    assert sentences(marked.text.plain) == (Span(0, 8), Span(9, 15))


def test_a_text_can_say_that_it_cites_nothing() -> None:
    said = whole("One.\n\nTwo.")
    assert cites_nothing(said)
    assert read_markup(said, MODEL).text.plain == "One.\nTwo."
    assert whole("One [E1].") == "One [E1]."
    assert whole(r"Write \[E1] here.") != r"Write \[E1] here."


def test_words_that_look_like_saying_so_stay_words() -> None:
    text = read_markup(r"One." + "\n\n" + r"\[E-]", MODEL).text
    assert text.plain == "One.\n[E-]"
    assert read_markup(write_markup(text, ()), MODEL).text == text
