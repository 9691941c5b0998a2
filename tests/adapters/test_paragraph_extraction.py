import json

from desktop_app.adapters.extraction import Limits
from desktop_app.adapters.text_extraction import extract_text
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading
from desktop_app.domain.paragraph_label import label_at

RULES = (
    {"label": "7-1", "text": "§ 7.1 Scope."},
    {"label": "7-1-a", "text": "This part applies to all persons who lend."},
    {"label": "7-2", "text": "§ 7.2 Notices. " + "A notice is given in writing to whoever asks for it. " * 20},
)


def read(*lines: object) -> Reading:
    return extract_text("\n".join(json.dumps(line) for line in lines).encode(), Limits())


def test_numbered_paragraphs_are_read_a_section_a_page_and_each_passage_knows_its_paragraph() -> None:
    found = read(*RULES)
    assert (found.kind, found.state, len(found.pages)) == (DocumentKind.TEXT, DocumentState.READ, 2)
    for page in found.pages:
        for passage in page.passages:
            assert label_at(page.text, passage.start) == label_at(page.text, passage.end - 1) != ""
    assert {label_at(found.pages[1].text, p.start) for p in found.pages[1].passages} == {"7.2"}
    assert len(found.pages[1].passages) > 1


def test_the_first_passage_of_a_paragraph_begins_with_its_id() -> None:
    page = read(*RULES).pages[0]
    first, second = (page.text[p.start : p.end] for p in page.passages)
    assert first == "7.1\t§ 7.1 Scope."
    assert second.startswith("7.1(a)\tThis part")


def test_other_lines_of_json_stay_the_text_that_they_are() -> None:
    for lines in ([{"label": "7-1"}] * 4, [{"text": "x"}] * 4, [[1]] * 4, list(RULES[:2])):
        assert '"' in read(*lines).pages[0].text or "[" in read(*lines).pages[0].text


def test_a_page_has_no_more_paragraphs_than_can_be_looked_through() -> None:
    found = read(*({"id": f"p{n}", "text": f"Paragraph number {n} says this."} for n in range(450)))
    assert [len(page.passages) for page in found.pages] == [200, 200, 50]


def test_what_is_no_text_in_a_paragraph_is_no_reason_to_stop() -> None:
    found = extract_text(b'{"label": "7-1", "text": "a \\ud800 b"}\n' * 3, Limits())
    assert found.state is DocumentState.READ
    found.pages[0].text.encode()
