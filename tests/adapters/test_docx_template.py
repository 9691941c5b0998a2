from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from case_examples import ANA, CASE, NAMES, SOURCES, content, example_pack, example_record, signed
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.adapters.docx_changes import read_changes
from desktop_app.adapters.docx_template import faults_in_template
from desktop_app.adapters.docx_writer import DocxWriter
from desktop_app.adapters.extraction import Limits
from desktop_app.domain.answers import dump
from desktop_app.domain.brought_changes import changes_of
from desktop_app.domain.case import Answer, AnswerOrigin
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.form import FormPage, RuleTable
from desktop_app.domain.pack import Pack
from desktop_app.domain.value import Money

FIELDS = [
    {"field": "client", "type": "text", "label": "Client"},
    {"field": "fee", "type": "money", "currency": "USD", "label": "Fee"},
    {"field": "papers", "type": "attachment"},
    {
        "field": "rows",
        "type": "table",
        "label": "Payments",
        "columns": [
            {"field": "day", "type": "text", "label": "Day"},
            {"field": "amount", "type": "money", "currency": "USD", "label": "Amount"},
        ],
    },
    {"field": "sum", "type": "money", "currency": "USD", "label": "Total", "calculation": "sum(rows.amount)"},
]
DECISION = {
    "decision": "size",
    "title": "Size",
    "rows": [
        {"when": "sum >= 1000.00", "outcome": "very_large", "reason": "It is USD 1,000 or more"},
        {"when": "true", "outcome": "small", "reason": "It is less"},
    ],
}
ROWS = ({"day": "1 May", "amount": Money(Decimal(900), "USD")}, {"day": "2 May", "amount": Money(Decimal(250), "USD")})


def built(fill: Callable[[Any], object]) -> bytes:
    """A template that `fill` writes."""
    document, saved = Document(), BytesIO()
    fill(document)
    document.save(saved)
    return saved.getvalue()


def lines(*words: str) -> bytes:
    return built(lambda document: [document.add_paragraph(line) for line in words])


def in_a_table(document: Any, words: str) -> None:
    document.add_table(1, 1).cell(0, 0).text = words


def pack_with(template: bytes) -> Pack:
    pack = example_pack(template)
    page = FormPage.model_validate({"page": "one", "title": "The request", "fields": FIELDS})
    form = pack.form.model_copy(update={"pages": (page,), "decisions": (RuleTable.model_validate(DECISION),)})
    return replace(pack, form=form)


def answered(**values: object) -> CaseRecord:
    given = tuple(
        Answer(CASE, name, content(dump(value), name), None, AnswerOrigin.TYPED, None, ANA, 1)
        for name, value in values.items()
    )
    return replace(example_record(), answers=given)


def printed(template: bytes, record: CaseRecord | None = None, **more: object) -> Any:
    body = DocxWriter().write(record or answered(client="Acme"), pack_with(template), NAMES, SOURCES, **more)
    return Document(BytesIO(body))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def test_an_answer_stands_where_its_mark_stands_also_where_word_cut_the_line():
    def cut(document: Any) -> None:
        paragraph = document.add_paragraph("For ")
        for part in ("{", "{ answ", "ers.client", " }", "}, in full"):
            paragraph.add_run(part)

    assert "For Acme, in full" in texts(printed(built(cut)))


def test_headers_tables_and_what_follows_from_the_answers_are_filled_in():
    def write(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ case.reference }} · {{ form.title }}"
        in_a_table(document, "{{answers.sum}}: {{decisions.size}} ({{decisions.size.reason}})")

    document = printed(built(write), answered(rows=ROWS))
    assert document.sections[0].header.paragraphs[0].text == "R-7 · Small review"
    assert document.tables[0].cell(0, 0).text == "USD 1,150: very large (It is USD 1,000 or more)"


def test_a_line_or_a_row_whose_first_mark_stands_for_nothing_is_left_out():
    def write(document: Any) -> None:
        document.add_paragraph("Fee: {{ answers.fee }} of {{ answers.client }}")
        table = document.add_table(2, 2)
        for row, name in zip(table.rows, ("fee", "client"), strict=True):
            row.cells[0].text, row.cells[1].text = f"The {name}", f"{{{{ answers.{name} }}}}"

    document = printed(built(write))
    assert not any(text.startswith("Fee:") for text in texts(document))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["The client", "Acme"]]


def test_parts_stand_where_the_template_has_them_and_the_rest_behind_it():
    told = texts(printed(lines("{{ case.title }}", "{{ section.advice }}", "Between", "{{ sections }}", "The end")))
    order = ["Acme services", "Recommendation", "Sign it.", "Between", "Term of the agreement", "The end", "Decisions"]
    assert [told.index(each) for each in order] == sorted(told.index(each) for each in order)
    assert told.count("Recommendation") == 2  # its text, and below how that came to be


def test_a_document_with_its_own_places_still_tells_of_everything():
    told = texts(printed(lines("{{ sections }}")))
    for words in ("NOT SIGNED", "Term of the agreement", "How the text came to be", "Decisions", "Signatures"):
        assert words in told
    assert any("Warning, open" in words for words in told)


def test_a_table_of_the_form_is_a_table_with_figures_to_the_right():
    document = printed(lines("{{ answers.rows }}", "{{ sections }}"), answered(rows=ROWS))
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Day", "Amount"],
        ["1 May", "USD 900"],
        ["2 May", "USD 250"],
    ]
    assert table.cell(1, 1).paragraphs[0].alignment == 2
    assert table.cell(1, 0).paragraphs[0].alignment is None


def test_all_answers_are_printed_page_by_page():
    document = printed(lines("{{ answers }}"), answered(client="Acme", rows=ROWS))
    assert "The request" in texts(document)
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Client", "Acme"],
        ["papers", "contract.pdf"],
        ["Total", "USD 1,150"],
    ]
    assert document.tables[1].cell(2, 1).text == "USD 250"


def test_words_of_a_case_are_never_read_as_marks():
    told = texts(printed(lines("{{ answers.client }}"), answered(client="{{ sections }} {{ case.title }}")))
    assert "{{ sections }} {{ case.title }}" in told


def test_who_signed_and_when_is_told_and_nobody_where_it_is_not_signed():
    template = lines("By: {{ case.signed_by }}", "On: {{ case.signed_on }}", "{{ case.standing }}")
    assert {"By: Ben Reviewer (reviewer)", "On: 2026-01-12", "Signed"} <= set(
        texts(printed(template, signed(answered())))
    )
    told = texts(printed(template))
    assert told.count("NOT SIGNED") == 2
    assert not any(line.startswith(("By:", "On:")) for line in told)


def test_what_is_typed_in_a_document_of_a_template_comes_back():
    template = lines("{{ section.term }}", "A line of ours", "{{ sections }}")
    document = printed(template, example_record(), marked=True)
    place = next(p for p in document.paragraphs if p.text.startswith("The agreement runs"))
    place.insert_paragraph_before("A first line.")
    next(p for p in document.paragraphs if p.text == "Sign it.").runs[0].text = "Do sign it."
    saved = BytesIO()
    document.save(saved)
    back = changes_of(example_record(), pack_with(template).form, read_changes(saved.getvalue(), Limits()))
    assert {section.section for section in back.sections} == {"term", "advice"}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (b"rubbish", "no Word document"),
        (lines("{{ answers.clent }}"), "“answers.clent”, which there is not"),
        (lines("{{ answers.client | upper }}"), "no mark"),
        (lines("{% if answers.client %}"), "no mark"),
        (lines("All: {{ sections }}"), "stands in a line or a table"),
        (lines("{{ record }}", "{{ record }}"), "stands in the template twice"),
        (
            built(lambda d: setattr(d.add_table(1, 1).cell(0, 0), "text", "{{ sections }}")),
            "stands in a line or a table",
        ),
    ],
)
def test_a_template_that_would_not_print_as_it_was_meant_is_a_fault(template, words):
    assert any(words in what for what, _ in faults_in_template(template, pack_with(template).form))


def test_a_sound_template_has_no_fault():
    template = lines(
        "{{ case.title }} {{ answers.fee }} {{ decisions.size.reason }}", "{{ section.term }}", "{{ record }}"
    )
    assert not list(faults_in_template(template, pack_with(template).form))


pieces = st.sampled_from(["{{", "}}", " ", "answers.client", "sections", "case.title", "x", "\n", "{", "record", "<&>"])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(pieces, max_size=6).map("".join), max_size=4))
def test_whatever_stands_in_a_template_gives_a_document_with_all_of_the_case(words):
    told = "\n".join(texts(printed(lines(*words))))
    for each in ("Term of the agreement", "Sign it.", "Signatures", "About this record"):
        assert each in told
