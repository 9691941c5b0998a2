from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from desktop_app.domain.answers import Evaluated
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.content import Content, ContentRef
from desktop_app.domain.evidence import Document, DocumentKind, DocumentState, Passage
from desktop_app.domain.form import Form, Section
from desktop_app.domain.pack import Pack
from desktop_app.domain.passage_ranking import Hit
from desktop_app.services.grounding import Grounding

AT = datetime(2026, 1, 12, tzinfo=UTC)
CLAUSES = ("The fee is EUR 4,000 a month.", "The cap on liability is EUR 48,000.", "The laws of Ireland govern.")


class WordIndex:
    """Passages by how many of the words they hold."""

    made = 0

    def __init__(self) -> None:
        WordIndex.made += 1
        self.passages: tuple[Passage, ...] = ()

    def add(self, passages):
        self.passages += tuple(passages)

    def search(self, words, top, documents=None):
        hits = {p: sum(w in p.text.lower() for w in words.lower().split()) for p in self.passages}
        ranked = sorted((p for p in hits if hits[p]), key=lambda p: -hits[p])
        return tuple(p for p in ranked if documents is None or p.document_id in documents)[:top]

    def hits(self, words, top, documents=None):
        return tuple(Hit(passage, 0.5) for passage in self.search(words, top, documents))


def section(**more: object) -> Section:
    cap = {"slot": "cap", "from": "contract", "find": "cap liability", "pattern": r"(?P<value>EUR [\d,]+)"}
    law = {"slot": "law", "from": "contract", "find": "laws", "pattern": r"laws of (?P<value>\w+)", "whole": True}
    raw = {"section": "cap", "title": "Cap", "slots": [cap, law], "retrieve": {"from": ["contract"], "find": "eur"}}
    return Section.model_validate(raw | more)


def document(name: str, field: str) -> Document:
    content = Content("case", name, b"c" * 32, name.encode())
    kind, state = DocumentKind.TEXT, DocumentState.READ
    return Document(name, "case", field, content, ContentRef("case", name, b"c" * 32), kind, state, 1, "")


def facts(*texts: str, tokens: int = 6000, notes: tuple[str, ...] = ()) -> CaseFacts:
    form = Form.model_construct(
        form="small",
        pages=(),
        sections=(section(),),
        budget=type("Budget", (), {"section_tokens": type("T", (), {"input": tokens})}),
    )
    passages = [Passage(f"c{i}", "contract", 1, 0, len(t), (), t) for i, t in enumerate(texts)]
    passages += [Passage(f"n{i}", "notes", 1, 0, len(t), (), t) for i, t in enumerate(notes)]
    file = CaseFile("case", "digest", "", "", CaseState.FORM, None, 1, "ana", AT)
    record = CaseRecord(file, documents=(document("contract", "contract"), document("notes", "remarks")))
    evaluated = Evaluated({}, frozenset(), {}, date(2026, 1, 12))
    return CaseFacts(record, Pack(form, "digest", {}), evaluated, (), MappingProxyType({}), (), tuple(passages))


def test_what_slots_found_comes_first_and_is_numbered_from_one():
    grounded = Grounding(WordIndex).ground(facts(*CLAUSES), section())
    assert [(item.number, item.passage.passage_id) for item in grounded.evidence] == [(1, "c1"), (2, "c2"), (3, "c0")]
    assert [item.document_name for item in grounded.evidence] == ["contract"] * 3


def test_a_slot_value_names_its_evidence_and_its_place():
    (cap,) = Grounding(WordIndex).ground(facts(*CLAUSES), section()).slots["cap"]
    assert (cap.value, cap.quote, cap.number) == ("EUR 48,000", "EUR 48,000", 1)
    assert CLAUSES[1][cap.place.start : cap.place.end] == "EUR 48,000"


def test_a_whole_slot_quotes_its_passage_in_one_line():
    (law,) = Grounding(WordIndex).ground(facts("The laws\nof Ireland govern."), section()).slots["law"]
    assert (law.value, law.quote) == ("Ireland", "The laws of Ireland govern.")


def test_a_slot_that_finds_nothing_is_there_and_empty():
    assert Grounding(WordIndex).ground(facts("Nothing."), section()).slots == {"cap": (), "law": ()}


def test_documents_of_other_fields_are_not_looked_at():
    grounded = Grounding(WordIndex).ground(facts(notes=("The cap on liability is EUR 99.",)), section())
    assert grounded.evidence == ()


def test_what_does_not_fit_the_budget_is_counted_and_slots_never_are_left_out():
    many = (*CLAUSES, *(f"EUR {i} is paid. " + "More words. " * 30 for i in range(5)))
    grounded = Grounding(WordIndex).ground(facts(*many, tokens=1100), section())
    assert {"c1", "c2"} <= {item.passage.passage_id for item in grounded.evidence}
    assert grounded.left_out > 0


def test_the_same_case_gives_the_same_and_is_indexed_once():
    grounding, made = Grounding(WordIndex), WordIndex.made
    first = grounding.ground(facts(*CLAUSES), section())
    assert grounding.ground(facts(*CLAUSES), section()) == first
    assert WordIndex.made == made + 1


def test_a_case_with_a_new_document_is_indexed_again():
    grounding = Grounding(WordIndex)
    grounding.ground(facts("Nothing."), section())
    assert grounding.ground(facts(*CLAUSES), section()).slots["cap"][0].value == "EUR 48,000"


def test_a_section_without_retrieval_has_only_what_its_slots_found():
    bare = replace_section(retrieve=None)
    assert len(Grounding(WordIndex).ground(facts(*CLAUSES), bare).evidence) == 2


def replace_section(**more: object) -> Section:
    return section().model_copy(update=more)


def test_a_forgotten_case_is_found_again():
    grounding, case = Grounding(WordIndex), facts(*CLAUSES)
    first = grounding.ground(case, section())
    grounding.forget(case.case_id)
    assert grounding.ground(replace(case), section()) == first
