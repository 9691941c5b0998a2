"""Answers that no section can stand on are flagged, and good ones are not: a set of our own."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.checked_text import CheckedAnswer, CheckedText
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.finding import Rule
from desktop_app.domain.form_check import check_form
from desktop_app.domain.markup import read_markup
from desktop_app.domain.pack import Pack
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.services.prompting import RULES

ROOT = Path(__file__).parents[2]
GOLD = YAML(typ="safe").load((ROOT / "tests" / "gold" / "answers.yaml").read_text(encoding="utf-8"))
ABOUT_ANSWERS = {Rule.OFF_TOPIC, Rule.HARMFUL_WORDS, Rule.NO_ANSWER, Rule.LEAKED_TEXT, Rule.WRONG_LANGUAGE}
MODEL = OriginSpan(0, 0, Origin.MODEL)


@cache
def pack() -> Pack:
    return PackFolders([ROOT / "forms"]).load("contract_review")


def found(answer: dict[str, Any]) -> set[Rule]:
    """The rules of this set that an answer breaks, as a model's draft of its section."""
    case, form = GOLD["cases"][answer["case"]], pack().form
    section = form.section(answer["case"])
    assert section is not None and section.prompt is not None
    marked = read_markup(answer["text"], MODEL)
    labels = {field.field: field.label for field in form.fields}
    subject = CheckedText(
        marked.text,
        section,
        marked.anchors,
        dict(enumerate(case["passages"], start=1)),
        marked.spans,
        tuple(CheckedAnswer(name, labels[name], text) for name, text in case["answers"].items()),
        endpoint=EndpointKind.OPENAI,
        told=(RULES, pack().text(section.prompt), *section.presets.values()),
    )
    return {finding.rule for finding in check_form(subject)} & ABOUT_ANSWERS


@pytest.mark.parametrize("answer", GOLD["flagged"], ids=lambda a: f"{a['kind']}: {a['text'][:40]}")
def test_an_answer_that_nothing_can_stand_on_is_flagged(answer: dict[str, Any]) -> None:
    assert found(answer)


def test_most_are_flagged_for_what_they_are() -> None:
    right = [{"harmful": Rule.HARMFUL_WORDS}.get(a["kind"], a["kind"]) in found(a) for a in GOLD["flagged"]]
    assert len(right) >= 40
    assert sum(right) >= 0.95 * len(right)


def test_good_answers_are_hardly_ever_flagged() -> None:
    alarms = [answer["text"] for answer in GOLD["good"] if found(answer)]
    assert len(GOLD["good"]) >= 40
    assert len(alarms) < 0.05 * len(GOLD["good"]), alarms
