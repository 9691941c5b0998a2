"""What a section stands on: answers, documents, outcomes and sections, each as it is now."""

from datetime import UTC, date, datetime

import pytest
from service_examples import pack_with

from desktop_app.domain.answers import Evaluated, dump, evaluate, load
from desktop_app.domain.case import Answer, AnswerOrigin, CaseFile, CaseState
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.content import Content
from desktop_app.domain.dependency import inputs_of, standing_on_documents
from desktop_app.domain.evidence import Document, DocumentKind, DocumentState
from desktop_app.domain.pack import Pack
from desktop_app.domain.value_input import parse

AT = datetime(2026, 1, 12, tzinfo=UTC)
FILE = CaseFile("c1", "d1", "", "A case", CaseState.DRAFT, None, 1, "ada", AT)


def kept(name: str, body: bytes) -> Content:
    return Content("c1", name, name.encode().ljust(32, b"."), body)


def case(pack: Pack, answers: dict[str, object], **more: object) -> tuple[CaseRecord, Evaluated]:
    """A record with these answers, and what follows from them."""
    fields = {field.field: field for field in pack.form.fields}
    rows = tuple(
        Answer("c1", n, kept(n, dump(parse(fields[n], v))), None, AnswerOrigin.TYPED, None, "ada", 1)
        for n, v in answers.items()
    )
    values = {a.path: load(fields[a.path], a.value.body) for a in rows if a.value}
    record = CaseRecord(FILE, rows, **more)  # type: ignore[arg-type]
    return record, evaluate(pack.form, pack.rules, values, date(2026, 1, 12))


def inputs(
    section: str, answers: dict[str, object], *changes: tuple[str, str], **more: object
) -> dict[tuple[str, str], str]:
    pack = pack_with(*changes)
    wanted = pack.form.section(section)
    assert wanted
    return {(k.value, n): v for (k, n), v in inputs_of(wanted, pack.form, *case(pack, answers, **more)).items()}


def test_an_answer_counts_by_its_commitment_and_a_blank_by_nothing() -> None:
    found = inputs("advice", {"fee": "48000"})
    record, _ = case(pack_with(), {"fee": "48000"})
    assert record.answers[0].value and found["answer", "fee"] == record.answers[0].value.commitment
    assert inputs("advice", {})["answer", "fee"] == ""


def test_a_calculated_field_counts_through_its_sources() -> None:
    one, other = inputs("rating", {"fee": "48000"}), inputs("rating", {"fee": "49000"})
    assert one["answer", "fee"] != other["answer", "fee"]


def test_an_outcome_counts_by_its_row() -> None:
    assert inputs("term", {"fee": "48000"})["outcome", "size"] == "small:1"
    assert inputs("term", {"fee": "60000"})["outcome", "size"] == "large:0"
    assert inputs("term", {})["outcome", "size"] == ""


def test_a_hidden_answer_counts_as_nothing() -> None:
    assert inputs("term", {"renews": False, "notice": 30})["answer", "notice"] == ""
    assert inputs("term", {"renews": True, "notice": 30})["answer", "notice"] != ""


def test_a_section_that_has_a_fields_name_is_not_taken_for_the_field() -> None:
    found = inputs("rating", {"fee": "48000"}, heads={"fee": "r1", "term": "r2"})
    assert (found["section", "fee"], found["section", "term"]) == ("r1", "r2")


@pytest.mark.parametrize("name", ["contract", "months", "size"])
def test_a_section_with_the_name_of_what_it_stands_on_does_not_stand_on_itself(name: str) -> None:
    """It would be stale for ever: each new text of it would be another thing that it stands on."""
    changes = [("section: term", f"section: {name}"), ("after: [fee, term]", "after: [fee]")]
    found = [inputs(name, {"fee": "48000"}, *changes, heads={name: head}) for head in ("r1", "r2")]
    assert found[0] == found[1]
    assert ("section", name) not in found[0]


def test_documents_count_where_evidence_comes_from_their_field() -> None:
    original = kept("original", b"%PDF").ref
    document = Document(
        "d1", "c1", "contract", kept("n", b"a.pdf"), original, DocumentKind.PDF, DocumentState.READ, 1, ""
    )
    assert inputs("fee", {}, documents=(document,))["document", "d1"] == original.commitment
    assert not any(kind == "document" for kind, _ in inputs("advice", {}, documents=(document,)))
    assert standing_on_documents(pack_with().form, "contract") == {"fee", "term"}
