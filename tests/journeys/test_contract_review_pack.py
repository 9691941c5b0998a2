"""The contract pack as it is shipped: its expressions, its evaluation cases, its sample, and what its slots find."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import re2
from fakes import draft_request
from ruamel.yaml import YAML

from desktop_app.adapters.assembled_drafter import assemble
from desktop_app.adapters.fts_index import FtsPassageIndex
from desktop_app.adapters.jinja_templates import SandboxedTemplates
from desktop_app.domain.evaluation import CaseKind, EvaluationCase, GoldContract, GoldMap, Verdict
from desktop_app.domain.evidence import Passage
from desktop_app.domain.form import AgreeCheck, Form, Slot
from desktop_app.domain.gold_scoring import judge
from desktop_app.domain.markup import read_pieces
from desktop_app.domain.passage_splitting import split_passages
from desktop_app.domain.sample import Sample
from desktop_app.domain.slot_finding import Flow, compiled, find_slot
from desktop_app.domain.text import BlockKind, Origin, OriginSpan
from desktop_app.services.grounding import RANKED

ROOT = Path(__file__).parents[2]
PACK = ROOT / "forms" / "contract_review"
CONTRACTS = ROOT.parent / "shared" / "data" / "contracts-cuad"


def read(name: str):
    return YAML(typ="safe", pure=True).load(PACK / name)


@cache
def form() -> Form:
    return Form.model_validate(read("form.yaml"))


@cache
def cases() -> tuple[EvaluationCase, ...]:
    files = [path for path in sorted((PACK / "evals").glob("*.yaml")) if path.name != "gold.yaml"]
    return tuple(EvaluationCase.model_validate(case) for path in files for case in read(f"evals/{path.name}"))


def slots() -> list[Slot]:
    return [slot for section in form().sections for slot in section.slots]


@pytest.mark.parametrize("slot", slots(), ids=lambda slot: slot.slot)
def test_every_expression_of_a_slot_is_valid_and_names_a_value(slot):
    for expression in slot.pattern:
        assert any(name.startswith("value") for name in compiled(expression).groupindex)
    for expression in slot.within:
        compiled(expression)
    assert slot.absent


def test_an_unknown_fragment_is_no_valid_expression():
    raw = read("form.yaml")
    raw["sections"][0]["slots"][0]["pattern"] = "(?P<value>(?&unheard_of))"
    (expression,) = Form.model_validate(raw).sections[0].slots[0].pattern
    with pytest.raises(re2.error):
        compiled(expression)


def test_there_are_enough_evaluation_cases_of_each_kind_and_their_documents_are_there():
    kinds = Counter(case.kind for case in cases())
    assert sum(kinds.values()) >= 20
    assert (kinds[CaseKind.HOSTILE], kinds[CaseKind.UNANSWERABLE]) >= (5, 3)
    for case in cases():
        for attached in (each for group in case.attach.values() for each in group):
            assert attached.text is not None or (PACK / "evals" / attached.name).is_file()
        assert all(form().section(name) for name in case.expect)


def test_evaluations_use_the_documents_of_the_sample():
    for name in ("services-agreement.pdf", "side-letter.docx"):
        assert (PACK / "sample" / name).read_bytes() == (PACK / "evals" / "documents" / name).read_bytes()


def test_the_sample_answers_questions_of_the_form_and_corrects_the_planted_amount():
    sample = Sample.model_validate(read("sample/case.yaml"))
    assert all(form().field(name) for name in sample.answers)
    assert sample.answers["liability_cap"] == "84000.00"
    assert sample.correction.answers["liability_cap"] == "45000.00"


@pytest.mark.parametrize(("same", "told"), [(True, 2), (False, 3)])
def test_the_risks_give_a_reason_once_though_two_tables_name_it(same, told):
    law = "The law is not on the list"
    outcomes = {
        "risk": ("medium", law if same else "It renews by itself"),
        "cap_position": ("within", "The cap is low"),
        "law_position": ("outside", law),
    }
    template = (PACK / "assembled" / "risks.md").read_text()
    request = draft_request(template=template, section=form().section("risks"), outcomes=outcomes)
    text = read_pieces(assemble(request, SandboxedTemplates()), OriginSpan(0, 0, Origin.TEMPLATE)).text
    lines = [block.text for block in text.blocks if block.kind is BlockKind.BULLET]
    assert len(set(lines)) == len(lines) == told


CLAUSES = [slot.slot for name in ("freedom", "price", "rights", "cover") for slot in form().section(name).slots]


@pytest.mark.parametrize("clause", CLAUSES)
def test_each_clause_has_a_question_a_line_of_the_playbook_and_an_agreement_with_the_documents(clause):
    asked, section = form().field(clause), next(s for s in form().sections if clause in [t.slot for t in s.slots])
    line = next(slot for slot in form().section("deviations").slots if slot.slot == f"{clause}_line")
    book = " ".join((PACK / "reference" / "playbook.md").read_text().split())
    (found,) = compiled(line.pattern[0].replace("[^\\n]*", "[^.]*[^.]")).findall(book)
    position, fallback = asked.hint.removeprefix("We want: ").removesuffix(".").split(". Fallback: ")
    assert position in book and f"fallback: {fallback}" in book and re2.search(r"(critical|high|medium|low):", found)
    agreed = [c.agree for c in section.checks if isinstance(c, AgreeCheck) and c.agree.slot == clause]
    assert [a.choice in asked.relevant for a in agreed] == [True]


@cache
def verdicts() -> Counter[tuple[str, Verdict]]:
    """How often each verdict is given for each field of the real contracts, as text."""
    if not CONTRACTS.is_dir():
        pytest.skip(f"{CONTRACTS} is not on this machine")
    gold_map = GoldMap.model_validate(read("evals/gold.yaml"))
    known = {slot.slot: slot for slot in slots()}
    counted: Counter[tuple[str, Verdict]] = Counter()
    for line in (CONTRACTS / "gold.jsonl").read_text().splitlines():
        contract = GoldContract.model_validate_json(line)
        text = (CONTRACTS / contract.text).read_text()
        passages = [
            Passage(str(s.start), "d", 1, s.start, s.end, (), text[s.start : s.end]) for s in split_passages(text)
        ]
        index, flow = FtsPassageIndex(), Flow(passages)
        index.add(passages)
        for rule in gold_map.fields:
            values = [
                match.value
                for name in rule.slots
                for match in find_slot(known[name], flow, index.search(known[name].find, RANKED))
            ]
            counted[rule.gold, judge(rule, contract.fields[rule.gold], values, contract.fields)] += 1
    return counted


@pytest.mark.parametrize(
    ("field", "right", "false_finds"),
    [
        ("Parties", 36, 0),
        ("Agreement Date", 34, 1),
        ("Effective Date", 20, 0),
        ("Expiration Date", 20, 1),
        ("Renewal Term", 15, 0),
        ("Notice Period To Terminate Renewal", 9, 1),
        ("Termination For Convenience", 10, 0),
        ("Governing Law", 33, 0),
        ("Anti-Assignment", 24, 0),
        ("Cap On Liability", 18, 1),
        ("Audit Rights", 17, 0),
        ("Exclusivity", 15, 6),
        ("Non-Compete", 5, 5),
        ("No-Solicit Of Customers", 2, 1),
        ("No-Solicit Of Employees", 5, 0),
        ("Non-Disparagement", 5, 5),
        ("Rofr/Rofo/Rofn", 5, 6),
        ("Most Favored Nation", 3, 0),
        ("Minimum Commitment", 9, 4),
        ("Volume Restriction", 4, 0),
        ("Revenue/Profit Sharing", 10, 1),
        ("Price Restrictions", 1, 5),
        ("Liquidated Damages", 4, 2),
        ("Ip Ownership Assignment", 5, 2),
        ("Joint Ip Ownership", 3, 3),
        ("License Grant", 18, 1),
        ("Non-Transferable License", 7, 1),
        ("Irrevocable Or Perpetual License", 1, 5),
        ("Source Code Escrow", 0, 0),
        ("Change Of Control", 9, 6),
        ("Post-Termination Services", 14, 6),
        ("Uncapped Liability", 7, 9),
        ("Warranty Duration", 6, 2),
        ("Insurance", 15, 1),
        ("Covenant Not To Sue", 5, 2),
        ("Third Party Beneficiary", 0, 1),
    ],
)
def test_slots_find_at_least_what_they_once_found_in_real_contracts(field, right, false_finds):
    assert verdicts()[field, Verdict.RIGHT] >= right
    assert verdicts()[field, Verdict.FALSE_FIND] <= false_finds
