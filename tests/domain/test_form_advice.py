"""Advice about forms that load: what nothing uses, what does not fit, what is never asked for."""

from pack_examples import FILES, small_form

from desktop_app.domain.form_advice import RULES_TOKENS, advice_of, unused_files
from desktop_app.domain.token_count import estimated
from desktop_app.services.prompting import RULES

BUDGET = ("0.25 EUR", "0.25 USD")
USED = ("uses: [name, ", "uses: [kind, birth, name, ")


def advice(*changes: tuple[str, str], **texts: str) -> dict[str, str]:
    """What is advised about the small form with texts replaced, by place."""
    templates = {path: text for path, text in FILES.items() if path.endswith(".md")} | texts
    found = advice_of(small_form(*changes), templates)
    return {".".join(map(str, each.place)): each.what for each in found}


def test_what_nothing_uses_is_told_and_what_a_rule_or_section_uses_is_not() -> None:
    assert list(advice(BUDGET)) == ["pages.0.fields.2.field"]
    assert advice(BUDGET, USED) == {}
    assert list(advice(BUDGET, USED, ("files, filing]", "files]"))) == ["decisions.0.decision"]
    assert (
        list(advice(BUDGET, USED, ('"total >= 100000.00"', "'filing == \"filed\"'"), ("files, filing]", "files]")))
        == []
    )


def test_a_slot_that_no_template_and_no_check_names_is_told() -> None:
    unchecked = ("{agree: {field: total, slot: account}}", "citations_resolve")
    assert list(advice(BUDGET, USED, unchecked)) == ["sections.0.slots.0.slot"]
    named = {"assembled/summary.md": "{{ slots.account }}"}
    assert advice(BUDGET, USED, unchecked, **named) == {}
    every = {"assembled/summary.md": "{% for each in slots %}{{ each }}{% endfor %}"}
    assert advice(BUDGET, USED, unchecked, **every) == {}


def test_a_budget_that_is_too_small_for_its_own_instruction_is_told() -> None:
    assert list(advice(BUDGET, USED, ("input: 6000", "input: 900"))) == ["sections.0.prompt"]
    long = {"prompts/summary.md": "word " * 5_000}
    assert list(advice(BUDGET, USED, **long)) == ["sections.0.prompt"]
    assert list(advice(BUDGET, USED, ("top: 3}", "top: 3}\n    words: [10, 400]"))) == ["sections.0.words"]


def test_the_tokens_of_the_rules_are_not_estimated_too_low() -> None:
    assert estimated(RULES) <= RULES_TOKENS


def test_a_limit_in_a_currency_that_no_model_is_priced_in_is_told() -> None:
    assert list(advice(USED)) == ["budget.case_cost"]


def test_first_words_that_may_take_longer_than_the_section_are_told() -> None:
    later = ("output: 500}", "output: 500}, first_words: 30s, section_time: 10s")
    assert list(advice(BUDGET, USED, later)) == ["budget.first_words"]


def test_gates_that_nobody_comes_to_are_told() -> None:
    never = ("total >= 100000.00", "total > 5.00 && total < 4.00")
    assert list(advice(BUDGET, USED, never)) == ["stages.1.relevant"]
    misspelt = ("'flag', 'block'", "'flagged', 'block'")
    assert "“flagged”" in advice(BUDGET, USED, misspelt)["stages.0.relevant"]
    undue = ("due: 2d", "on_due: escalate")
    assert list(advice(BUDGET, USED, undue)) == ["stages.0.on_due"]
    idle = ("officer: approver}", "officer: approver, chief: approver}")
    assert list(advice(BUDGET, USED, idle)) == ["roles.chief"]


def test_routes_that_only_stages_know_are_told() -> None:
    routed = ("total >= 25000.00", "any_section('flag')")
    assert "Only a stage" in advice(BUDGET, USED, routed)["decisions.0.rows.0.when"]


def test_templates_that_no_section_names_are_told() -> None:
    paths = {*FILES, "prompts/old.md", "reference/old.md", "evals/old.md"}
    assert unused_files(small_form(), paths) == ("prompts/old.md",)
