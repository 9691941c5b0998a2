"""A document with its changes: what Word and LibreOffice are given."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from case_examples import ANA, AT, BEN, CASE, NAMES, SOURCES, content, example_pack, example_record, signed
from domain.test_tracked_redline import history
from lxml import etree

from desktop_app.adapters.docx_writer import DocxWriter
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.comment import Comment, CommentKind, ItemAnswer, ItemCode, Resolution

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
TERM, HOURS, LAW = (
    "The term is **24 months** from May.",
    "The supplier answers within four hours.",
    "The law of Germany applies to it.",
)
REST = "- one item\n\n| Fee | 48 |"
DRAFT = "\n\n".join((TERM, HOURS, LAW, REST))
ANAS = "\n\n".join((TERM.replace("24", "36"), LAW, HOURS, REST.replace("48", "52")))
BENS = f"{ANAS}\n\nBen added this line."


def changed() -> CaseRecord:
    """Drafted by a model, then changed by Ana and Ben."""
    record, _ = history(DRAFT, ANAS, BENS, people=(ANA, BEN))
    revisions = tuple(replace(r, case_id=CASE, run_id=r.run_id and "run-1") for r in record.revisions)
    base = example_record()
    heads = {"term": "r2", "advice": "advice-1"}
    return replace(
        base, revisions=(*revisions, base.revisions[2]), heads=heads, spans=record.spans, citations={}, findings={}
    )


def said(comment: str, words: str, place: tuple[int, int], **more: object) -> Comment:
    plain = Comment(
        comment_id=comment,
        thread_id=comment,
        case_id=CASE,
        section="term",
        revision_id="r2",
        start=place[0],
        end=place[1],
        kind=CommentKind.NOTE,
        code=None,
        decision=None,
        answer=None,
        words=content(words, comment),
        person_id=BEN,
        at=AT,
    )
    return replace(plain, **more)


def commented() -> CaseRecord:
    """The same with a resolved thread of two at “36 months”, and one about the whole section."""
    record = changed()
    start = record.revision("r2").section_text.plain.index("36 months")
    comments = (
        said("c1", "Is this right?", (start, start + 9), kind=CommentKind.MUST_FIX, code=ItemCode.FIGURE),
        said("c2", "The side letter.", (0, 0), thread_id="c1", kind=CommentKind.REPLY, answer=ItemAnswer.DONE),
        said("c3", "Well written.", (0, 0)),
    )
    resolved = Resolution("c1", CASE, True, "r2", 1, BEN, AT + timedelta(hours=1))
    return replace(record, comments=comments, resolutions=(resolved,))


def written(record: CaseRecord, *, marked: bool = True) -> bytes:
    return DocxWriter().write(record, example_pack(), NAMES, SOURCES, marked=marked)


def part(body: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(body)) as packed:
        return etree.fromstring(packed.read(name))


def main(body: bytes) -> etree._Element:
    return part(body, "word/document.xml")


def told(root: etree._Element, tag: str) -> list[tuple[str, str, str]]:
    """The changes of a kind that hold words: who, when, and the words."""
    found = ((e, "".join(t.text for t in e.iter(W + "t", W + "delText"))) for e in root.iter(W + tag))
    return [(e.get(W + "author"), e.get(W + "date"), words) for e, words in found if words]


def test_each_change_names_who_made_it_and_when():
    root = main(written(changed()))
    assert ("Ana Analyst", "2026-01-12T10:00:00Z", "36") in told(root, "ins")
    assert ("Ana Analyst", "2026-01-12T10:00:00Z", "24") in told(root, "del")
    assert ("Ben Reviewer", "2026-01-12T11:00:00Z", "Ben added this line.") in told(root, "ins")


def test_a_move_is_a_move_with_one_name_at_both_places():
    root = main(written(changed()))
    assert [words for *_, words in told(root, "moveFrom")] in ([HOURS], [LAW])
    assert told(root, "moveFrom") == told(root, "moveTo")
    names = [e.get(W + "name") for e in root.iter(W + "moveFromRangeStart", W + "moveToRangeStart")]
    assert len(names) == 2 and len(set(names)) == 1


def test_changes_have_numbers_of_their_own():
    tags = ("ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart", "rPrChange", "pPrChange")
    numbers = [e.get(W + "id") for e in main(written(changed())).iter(*(W + tag for tag in tags))]
    assert len(numbers) == len(set(numbers)) > 5


def test_a_clean_document_has_neither_changes_nor_comments():
    body = written(commented(), marked=False)
    assert not list(main(body).iter(W + "ins", W + "del", W + "moveTo", W + "commentReference"))
    with zipfile.ZipFile(BytesIO(body)) as packed:
        assert not [name for name in packed.namelist() if "comments" in name]


def test_a_thread_stands_at_its_words_with_its_replies():
    body = written(commented())
    comments = {e.get(W + "id"): e for e in part(body, "word/comments.xml")}
    lines = [(e.get(W + "author"), "".join(t.text for t in e.iter(W + "t"))) for e in comments.values()]
    assert lines[:3] == [
        ("Ben Reviewer", "Must be fixed (an amount or a date): Is this right?"),
        ("Ben Reviewer", "Mended. The side letter."),
        ("Ben Reviewer", "Resolved."),
    ]
    assert words_between(main(body), "0") == "36 months"


def words_between(root: etree._Element, number: str) -> str:
    """The words that a comment is about."""
    inside, words = False, []
    for element in root.iter():
        if element.get(W + "id") == number and element.tag == W + "commentRangeStart":
            inside = True
        elif element.get(W + "id") == number and element.tag == W + "commentRangeEnd":
            inside = False
        elif inside and element.tag == W + "t":
            words.append(element.text)
    return "".join(words)


def test_what_is_resolved_and_what_is_a_reply_is_kept_for_word():
    body = written(commented())
    extended = list(part(body, "word/commentsExtended.xml"))
    paragraphs = [p.get(W14 + "paraId") for e in part(body, "word/comments.xml") for p in e]
    assert [e.get(W15 + "paraId") for e in extended] == paragraphs
    assert [e.get(W15 + "paraIdParent") for e in extended] == [None, paragraphs[0], paragraphs[0], None]
    assert [e.get(W15 + "done") for e in extended] == ["1", "1", "1", "0"]


def test_a_comment_about_the_whole_section_stands_at_its_heading():
    assert words_between(main(written(commented())), "3") == "Term of the agreement"


def test_a_comment_whose_words_are_gone_says_which_they_were():
    record = replace(commented(), resolutions=())
    lost = replace(record.comments[0], revision_id="r0", start=12, end=14)
    words = part(written(replace(record, comments=(lost,))), "word/comments.xml")
    assert "no longer in the text: “24”" in "".join(words.itertext())


def test_the_same_case_gives_the_same_bytes():
    assert written(commented()) == written(commented())


@pytest.fixture(scope="session")
def office() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice (soffice) is not installed: what it makes of tracked changes cannot be seen")
    return found


def test_libreoffice_keeps_changes_authors_and_comments(office: str, tmp_path: Path):
    (tmp_path / "marked.docx").write_bytes(written(signed(commented())))
    own = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, own, "--headless", "--convert-to", "odt", "--outdir", tmp_path, tmp_path / "marked.docx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with zipfile.ZipFile(tmp_path / "marked.odt") as packed:
        root = etree.fromstring(packed.read("content.xml"))
    names = {"t": "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "d": "http://purl.org/dc/elements/1.1/"}
    regions = root.findall(".//t:changed-region", names)
    creators = {region.findtext(".//d:creator", namespaces=names) for region in regions}
    assert creators == {"Ana Analyst", "Ben Reviewer"}
    deleted = ["".join(each.itertext()) for each in root.findall(".//t:changed-region/t:deletion", names)]
    assert any(words.endswith("24") for words in deleted)
    said = [e for e in root.iter() if e.tag.endswith("}annotation")]
    assert any("Is this right?" in "".join(e.itertext()) for e in said)
