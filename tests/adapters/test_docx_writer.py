import json
import zipfile
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from case_examples import AT, BEN, CASE, KEY, NAMES, SOURCES, content, example_pack, example_record, revision, signed
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from desktop_app.adapters.docx_writer import DocxWriter
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import UsageError
from desktop_app.domain.evidence import Citation, QuoteState, Source
from desktop_app.domain.review import Supersession
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.text import Block, BlockKind, SectionText, Span

ATTACHED_TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def written(record: CaseRecord, **more: object) -> bytes:
    given = {"pack": example_pack(), "names": NAMES, "sources": SOURCES} | more
    return DocxWriter().write(record, **given)


def words_of(body: bytes) -> str:
    """All text of the document's body, tables too, by paragraphs in order."""
    document = Document(BytesIO(body))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


def parts(body: bytes) -> dict[str, etree._Element]:
    """Every XML part, parsed."""
    with zipfile.ZipFile(BytesIO(body)) as packed:
        names = [n for n in packed.namelist() if n.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(packed.read(name)) for name in names}


def footnotes(body: bytes) -> dict[str, str]:
    """The notes by their number, without the separators."""
    root = next(root for root in parts(body).values() if root.tag == qn("w:footnotes"))
    notes = {n.get(qn("w:id")): n for n in root if n.get(qn("w:type")) is None}
    return {k: "|".join("".join(t.text for t in p.iter(qn("w:t"))) for p in n) for k, n in notes.items()}


def with_text(record: CaseRecord, text: SectionText) -> CaseRecord:
    head = replace(record.head("term"), text=content(text.dump(), "term-2"))
    return replace(record, revisions=(record.revisions[0], head, *record.revisions[2:]))


def template_of(*, parts_to_drop: tuple[str, ...] = (), strip_styles: bool = False, **texts: str) -> bytes:
    document = Document()
    document.add_paragraph(texts.get("text", "Letterhead of Example LLP"))
    for reltype in parts_to_drop:
        rel_id = next(r.rId for r in document.part.rels.values() if r.reltype == reltype)
        del document.part.rels[rel_id]
    if strip_styles:
        for style in list(document.styles):
            style.delete()
    if "remote" in texts:
        document.part._settings_part.relate_to(texts["remote"], ATTACHED_TEMPLATE, is_external=True)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_the_sections_stand_in_the_order_of_the_form():
    text = words_of(written(example_record()))
    places = [text.index(t) for t in ("Acme services", "Term of the agreement", "Recommendation", "Signatures")]
    assert places == sorted(places)


def test_every_part_is_well_formed_and_named_in_the_content_types():
    found = parts(written(signed(example_record())))
    overrides = {e.get("PartName") for e in found["[Content_Types].xml"] if e.get("PartName")}
    assert {f"/{name}" for name in found if "footnotes" in name or "numbering" in name} <= overrides


def test_each_mark_in_the_text_has_its_note_and_each_note_its_mark():
    body = written(example_record())
    document = Document(BytesIO(body)).element.body
    marks = [e.get(qn("w:id")) for e in document.iter(qn("w:footnoteReference"))]
    assert len(marks) == 3
    assert set(marks) == set(footnotes(body))


def test_a_mark_stands_after_the_words_that_are_cited_and_their_punctuation():
    body = written(example_record())
    mark = next(Document(BytesIO(body)).element.body.iter(qn("w:footnoteReference")))
    paragraph = mark.getparent().getparent()
    before = "".join(t.text for t in paragraph.iter(qn("w:t")) if t.getroottree() and _is_before(t, mark))
    assert before == "The agreement runs for 24 months from 12 January 2026."


def _is_before(one: etree._Element, other: etree._Element) -> bool:
    order = list(one.getroottree().iter())
    return order.index(one) < order.index(other)


def test_a_note_names_document_page_and_quote():
    notes = list(footnotes(written(example_record())).values())
    assert notes[0].strip() == "contract.pdf, page 2: “a term of twenty-four months from 12 January 2026”"


def test_a_mark_after_a_digit_stands_apart_from_it():
    cited = (Citation("term-2", 1, 5, 14, "passage-1", QuoteState.VERIFIED),)
    text = SectionText((Block(BlockKind.PARAGRAPH, "The fee is 48"),))
    record = with_text(replace(example_record(), citations={"term-2": (replace(cited[0], start=0, end=13),)}), text)
    paragraph = next(p for p in Document(BytesIO(written(record))).paragraphs if p.text.startswith("The fee is"))
    assert paragraph.text == "The fee is 48\u202f"


def test_what_a_note_said_in_full_is_not_said_again():
    one = Citation("term-2", 1, 0, 4, "passage-1", QuoteState.VERIFIED)
    cited = (one, replace(one, start=5, end=14))
    first, second = footnotes(written(replace(example_record(), citations={"term-2": cited}))).values()
    assert second.strip() == f"{first.strip().partition(':')[0]}: as in note 1."


def test_sources_of_the_same_words_share_one_note():
    record = example_record()
    both = tuple(Citation("term-2", n, 5, 14, f"passage-{n}", QuoteState.VERIFIED) for n in (1, 2))
    notes = footnotes(written(replace(record, citations={"term-2": both})))
    assert [note.count("|") for note in notes.values()] == [1]


@pytest.mark.parametrize("state", [QuoteState.MISATTRIBUTED, QuoteState.NOT_FOUND])
def test_a_citation_that_does_not_hold_says_so(state):
    cited = (Citation("term-2", 1, 5, 14, "passage-1", state),)
    assert "UNRESOLVED" in next(
        iter(footnotes(written(replace(example_record(), citations={"term-2": cited}))).values())
    )


def test_rows_become_a_table_and_bold_stays_bold():
    document = Document(BytesIO(written(example_record())))
    assert [[c.text for c in row.cells] for row in document.tables[0].rows] == [
        ["Party", "Role"],
        ["Acme Ltd", "Supplier"],
    ]
    assert [r.text for p in document.paragraphs for r in p.runs if r.bold and r.text[0].islower()] == ["point"]
    assert any(r.text == "24 months" and r.bold for p in document.paragraphs for r in p.runs)


def test_each_numbered_list_begins_with_one():
    number = Block(BlockKind.NUMBER, "item")
    text = SectionText((number, number, Block(BlockKind.PARAGRAPH, "between"), number))
    document = Document(BytesIO(written(with_text(replace(example_record(), citations={}), text))))
    lists = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.text == "item"]
    assert lists[0] == lists[1] != lists[2]
    numbering = document.part.numbering_part.element
    for number_id in set(lists):
        start = numbering.num_having_numId(number_id).find(f".//{qn('w:startOverride')}")
        assert start.get(qn("w:val")) == "1"


def test_who_wrote_a_section_and_what_was_found_in_it_is_told():
    text = words_of(written(example_record()))
    assert "Drafted by server (scripted-1), 2026-01-12 09:31:00 UTC. Edited by Ana Analyst" in text
    assert "Confidence Medium. Flagged for review: confidence is Medium." in text
    assert "Blocker, explained by Ana Analyst: “84,000” is not what" in text
    assert "Reason: The side letter counts." in text
    assert "Warning, open: This sentence cites no passage." in text


def test_a_redraft_that_nobody_took_over_makes_nobody_a_writer():
    record = example_record()
    proposal = revision("term", 3, RevisionKind.PROPOSAL, "Other.", run_id="run-1")
    assert words_of(written(replace(record, revisions=(*record.revisions, proposal)))).count("scripted-1") == 1


def test_an_unsigned_case_says_so_in_its_first_line_and_on_each_page():
    document = Document(BytesIO(written(example_record())))
    assert document.paragraphs[0].text == "NOT SIGNED"
    assert document.sections[0].header.paragraphs[0].text == "R-7 · NOT SIGNED"


def test_a_signed_case_shows_name_role_time_meaning_key_and_manifest():
    record = signed(example_record())
    text = words_of(written(record))
    assert "NOT SIGNED" not in text
    shown = ("Ben Reviewer", "reviewer", "2026-01-12 10:30:00 UTC", "I have read and approve.", "Valid")
    for each in (*shown, sha256(KEY).hexdigest()[:16], record.signatures[0].manifest.commitment[:16]):
        assert each in text.split("Signatures")[1].split("\n")


def test_a_signature_that_does_not_verify_is_shown_as_invalid():
    text = words_of(written(signed(example_record()), invalid={"command-1"}))
    assert text.startswith("NOT SIGNED: A SIGNATURE IS INVALID")
    assert "INVALID" in text.split("Signatures")[1].split("\n")


def test_a_signature_over_another_text_than_the_kept_one_is_invalid():
    record = with_text(signed(example_record()), SectionText((Block(BlockKind.PARAGRAPH, "Changed."),)))
    assert "INVALID" in words_of(written(replace(record, citations={}))).split("\n")


def test_a_manifest_that_cannot_be_read_is_an_invalid_signature():
    record = signed(example_record())
    broken = replace(record.signatures[0], manifest=content(b"[1]", "manifest"))
    assert "INVALID" in words_of(written(replace(record, signatures=(broken,)))).split("\n")


def test_a_superseded_signature_is_shown_as_such_and_section_by_section():
    record = signed(example_record())
    one = replace(record, superseded=(Supersession("command-1", CASE, "term", AT),))
    both = replace(one, superseded=(*one.superseded, Supersession("command-1", CASE, "advice", AT)))
    assert "Valid; SUPERSEDED for: Term of the agreement" in words_of(written(one))
    assert "SUPERSEDED" in words_of(written(both)).split("\n")
    assert words_of(written(both)).startswith("NOT SIGNED")


def test_an_edit_after_signing_ends_the_signature_for_that_section():
    record = signed(example_record())
    later = revision("advice", 2, RevisionKind.EDIT, "Do not sign it.", person_id=BEN)
    edited = replace(record, revisions=(*record.revisions, later), heads={**record.heads, "advice": "advice-2"})
    assert "Valid; SUPERSEDED for: Recommendation" in words_of(written(edited))


def test_list_definitions_do_not_take_the_number_of_another():
    numbering = Document(BytesIO(written(example_record()))).part.numbering_part.element
    numbers = [e.get(qn("w:abstractNumId")) for e in numbering.findall(qn("w:abstractNum"))]
    assert len(numbers) == len(set(numbers))


def test_the_same_case_gives_the_same_bytes():
    assert written(signed(example_record())) == written(signed(example_record()))


def test_the_packs_template_is_the_base():
    text = words_of(written(example_record(), pack=example_pack(template_of())))
    assert text.startswith("NOT SIGNED\nLetterhead of Example LLP\n")
    assert "Term of the agreement" in text


def test_a_template_without_styles_and_numbering_is_completed():
    template = template_of(parts_to_drop=(RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.STYLES))
    document = Document(BytesIO(written(example_record(), pack=example_pack(template))))
    assert {"Title", "Heading 1", "footnote text", "Table Grid"} <= {s.name for s in document.styles}
    assert document.part.numbering_part.element.num_lst


def test_a_template_without_any_style_is_completed():
    template = template_of(strip_styles=True)
    document = Document(BytesIO(written(example_record(), pack=example_pack(template))))
    assert {"Title", "Heading 1", "Countersign Note"} <= {s.name for s in document.styles}


def test_notes_of_a_template_are_kept():
    template = written(example_record())
    body = written(example_record(), pack=example_pack(template))
    assert len(footnotes(body)) == 2 * len(footnotes(template))


@pytest.mark.parametrize(
    "template", [b"rubbish", b"PK\x05\x06" + bytes(18), template_of(remote="http://example.invalid/macro.dotm")]
)
def test_a_template_that_is_no_plain_word_document_is_refused(template):
    with pytest.raises(UsageError, match="template"):
        written(example_record(), pack=example_pack(template))


def test_a_truncated_template_is_refused_wherever_it_is_cut():
    whole = template_of()
    for end in range(100, len(whole), len(whole) // 12):
        with pytest.raises(UsageError):
            written(example_record(), pack=example_pack(whole[:end]))


hostile = st.text(st.characters() | st.sampled_from("\0\x0b\ud800\ufffe\uffff\t<&]>\u202e"), max_size=30)


@settings(max_examples=25, deadline=None)
@given(hostile, hostile, st.integers(-5, 60))
def test_any_characters_give_a_document_that_reads_back(words, name, end):
    text = SectionText((Block(BlockKind.PARAGRAPH, words, (Span(1, 3),)), Block(BlockKind.ROW, f"a\t{name}")))
    cited = (Citation("term-2", 1, 0, end, "passage-1", QuoteState.VERIFIED),)
    record = replace(with_surrogates_out(example_record(), text), citations={"term-2": cited})
    body = written(record, names={"person-ana": name}, sources={"passage-1": Source(name, 1, words)})
    assert len(footnotes(body)) == 1
    assert parts(body)


def with_surrogates_out(record: CaseRecord, text: SectionText) -> CaseRecord:
    """The text as the store can keep it: JSON escapes what UTF-8 cannot hold."""

    rows = [[b.kind, b.text, [[s.start, s.end] for s in b.bold]] for b in text.blocks]
    head = replace(record.head("term"), text=content(json.dumps(rows), "term-2"))
    return replace(record, revisions=(record.revisions[0], head, *record.revisions[2:]))


lines = st.text("ab ,.\t1", min_size=1, max_size=20)
blocks = st.lists(st.builds(Block, st.sampled_from(BlockKind), lines), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(blocks, st.lists(st.integers(1, 100), max_size=4))
def test_no_word_of_a_text_is_lost_wherever_it_is_cited(blocks, ends):
    text = SectionText(
        tuple(b if b.kind is BlockKind.ROW else replace(b, text=b.text.replace("\t", " ")) for b in blocks)
    )
    cited = tuple(Citation("term-2", i, 0, end, "passage-1", QuoteState.VERIFIED) for i, end in enumerate(ends))
    record = replace(with_text(example_record(), text), citations={"term-2": cited})
    printed = words_of(written(record)).split("Term of the agreement\n")[1].split("\nDrafted by")[0]
    assert Counter(printed.split()) == Counter(text.plain.split())


def test_a_citation_of_no_passage_is_told_without_a_number_that_looks_like_a_source():
    cited = (Citation("term-2", 9, 5, 14, None, QuoteState.NOT_FOUND),)
    notes = footnotes(written(replace(example_record(), citations={"term-2": cited})))
    (note,) = notes.values()
    assert "No source stands behind this" in note and "9" not in note
