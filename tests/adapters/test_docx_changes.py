"""An exported document that comes back: read as it was written, and never trusted."""

import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from case_examples import NAMES, SOURCES, example_pack, example_record, revision
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from domain.test_tracked_redline import history, markups
from hypothesis import given, settings
from test_docx_redline import changed, commented

from desktop_app.adapters.changes_answer import dump_changes, load_changes
from desktop_app.adapters.changes_reader import ChildChangesReader
from desktop_app.adapters.docx_changes import read_changes
from desktop_app.adapters.docx_writer import DocxWriter
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.domain.brought_changes import BroughtBack, changes_of
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import Refused, UsageError
from desktop_app.domain.section import RevisionKind

FORM = example_pack().form


def written(record: CaseRecord, *, marked: bool = False) -> bytes:
    return DocxWriter().write(record, example_pack(), NAMES, SOURCES, marked=marked)


def brought(record: CaseRecord, body: bytes) -> BroughtBack:
    document = load_changes(dump_changes(read_changes(body, Limits())))
    return changes_of(record, FORM, document)


def edited(body: bytes, change) -> bytes:
    """The document after somebody worked on it with python-docx."""
    document, saved = Document(BytesIO(body)), BytesIO()
    change(document)
    document.save(saved)
    return saved.getvalue()


def paragraph(document, start: str):
    return next(p for p in document.paragraphs if p.text.startswith(start))


def found(record: CaseRecord, change, *, marked: bool = False) -> list[tuple[str, str, tuple[str, ...]]]:
    back = brought(record, edited(written(record, marked=marked), change))
    return [(each.before, each.after, each.names) for section in back.sections for each in section.changes]


@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("record", [example_record(), changed(), commented()])
def test_a_document_that_nobody_changed_changes_nothing(record, marked):
    back = brought(record, written(record, marked=marked))
    assert (back.sections, back.missing) == ((), ())


@settings(max_examples=10, deadline=None)
@given(markups, markups)
def test_whatever_the_text_is_it_comes_back_as_it_left(old: str, new: str) -> None:
    base, (record, head) = example_record(), history(old, new)
    both = (*record.revisions, base.revisions[2])
    record = replace(base, revisions=both, heads={"term": head.revision_id}, spans=record.spans, citations={})
    for marked in (False, True):
        assert brought(record, written(record, marked=marked)).sections == ()


def test_words_that_were_typed_over_are_found_without_tracking():
    def type_over(document):
        run = next(r for r in paragraph(document, "The agreement runs").runs if r.text == "24 months")
        run.text = "36 months"

    assert found(example_record(), type_over) == [("24", "36", ())]


def test_tracked_changes_name_who_made_them_as_the_document_says():
    def track(document):
        run = next(r for r in paragraph(document, "The agreement runs").runs if r.text == "24 months")._r
        who = 'w:author="J. Smith" w:date="2026-02-01T10:00:00Z"'
        run.addprevious(parse_xml(f'<w:ins {nsdecls("w")} w:id="900" {who}><w:r><w:t>sixty weeks</w:t></w:r></w:ins>'))
        gone = parse_xml(f'<w:del {nsdecls("w")} w:id="901" {who}/>')
        run.addprevious(gone)
        gone.append(run)

    ((before, after, names),) = found(example_record(), track)
    assert (before, after, names) == ("24 months", "sixty weeks", ("J. Smith, 2026-02-01",))


def test_a_line_that_was_added_at_either_end_is_part_of_the_section():
    def add(document):
        first = paragraph(document, "The agreement runs")
        first.insert_paragraph_before("A first line.")
        last = paragraph(document, "Drafted by")
        last.insert_paragraph_before("A last line.")

    assert [after.strip() for _, after, _ in found(example_record(), add)] == ["A first line.", "A last line."]


def test_rejecting_a_change_of_the_marked_document_comes_back_as_a_change():
    def reject(document):
        for tag in ("ins", "del"):
            for each in list(document.element.body.iter(qn(f"w:{tag}"))):
                words = "".join(t.text for t in each.iter(qn("w:t"), qn("w:delText")))
                if tag == "ins" and words == "36":
                    each.getparent().remove(each)
                elif tag == "del" and words == "24":
                    each.addprevious(parse_xml(f"<w:r {nsdecls('w')}><w:rPr><w:b/></w:rPr><w:t>24</w:t></w:r>"))
                    each.getparent().remove(each)

    assert found(changed(), reject, marked=True) == [("36", "24", ())]


def test_what_stands_outside_the_texts_is_nobodys_change():
    def deface(document):
        paragraph(document, "Decisions").runs[0].text = "Nothing was decided"

    assert found(example_record(), deface) == []


def test_an_older_export_of_a_changed_section_is_refused():
    record = example_record()
    body = edited(written(record), lambda d: paragraph(d, "The agreement runs").add_run(" More."))
    newer = revision("term", 3, RevisionKind.EDIT, "Something else.")
    later = replace(record, revisions=(*record.revisions, newer), heads={**record.heads, "term": "term-3"})
    with pytest.raises(Refused, match="changed here since"):
        brought(later, body)


def test_a_document_of_another_case_is_told_as_such():
    other = replace(example_record(), revisions=tuple(replace(r, revision_id="x") for r in example_record().revisions))
    with pytest.raises(UsageError, match="another case"):
        brought(replace(other, heads={}), written(example_record()))


def test_any_other_document_is_told_as_such():
    plain = BytesIO()
    Document().save(plain)
    with pytest.raises(UsageError, match="not exported from a case"):
        brought(example_record(), plain.getvalue())


def test_a_section_whose_text_is_gone_is_named_and_stays():
    def cut(document):
        heading = paragraph(document, "Recommendation")
        heading._p.getparent().remove(heading._p)

    back = brought(example_record(), edited(written(example_record()), cut))
    assert (back.sections, back.missing) == ((), ("Recommendation",))


def with_part(body: bytes, name: str, content: bytes) -> bytes:
    saved = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as source, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.namelist():
            target.writestr(each, content if each == name else source.read(each))
        if name not in source.namelist():
            target.writestr(name, content)
    return saved.getvalue()


BODY = written(example_record())
OUTSIDE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://x/attachedTemplate" Target="http://example.invalid/t.dotx" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"no document", "damaged"),
        (with_part(BODY, "word/vbaProject.bin", b"macro"), "macros"),
        (with_part(BODY, "word/_rels/settings.xml.rels", OUTSIDE), "load something from elsewhere"),
        (with_part(BODY, "word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><w/>"), "entities"),
        (with_part(BODY, "word/document.xml", b"<w:document"), "damaged"),
        (with_part(BODY, "word/document.xml", b" " * 40_000_000), "unpack to far more"),
    ],
)
def test_a_hostile_document_ends_in_a_clear_sentence(body, words):
    with pytest.raises(NotRead) as fault:
        read_changes(body, Limits())
    assert words in fault.value.reason


async def test_a_document_is_read_by_a_process_of_its_own():
    reader = ChildChangesReader()
    document, broken = await reader.read(BODY), await reader.read(b"PK\x03\x04 nothing")
    assert (len(document.texts), document.fault) == (2, "")
    assert broken.fault


async def test_a_reader_that_breaks_down_is_told():
    assert "broke down" in (await ChildChangesReader(worker=(sys.executable, "-c", "print(1)")).read(BODY)).fault


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"texts": {"a": [["row", 1, [[1]]]]}}', b'{"identity": 3}'])
def test_an_answer_that_no_honest_process_gives_is_none(answer):
    with pytest.raises(ValueError):
        load_changes(answer)


def test_what_libreoffice_saves_again_is_no_change(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: what it makes of the marks around texts cannot be seen")
    (tmp_path / "marked.docx").write_bytes(written(commented(), marked=True))
    own = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, own, "--headless", "--convert-to", "docx", "--outdir", tmp_path / "saved"]
    subprocess.run([*command, tmp_path / "marked.docx"], check=True, capture_output=True, timeout=120)
    back = brought(commented(), (tmp_path / "saved" / "marked.docx").read_bytes())
    assert (back.sections, back.missing, back.comments) == ((), (), 4)
