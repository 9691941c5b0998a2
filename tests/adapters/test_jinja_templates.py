"""Templates show and choose; whatever else a hostile pack tries is refused in words, and soon."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.adapters.jinja_templates import MOST_STEPS, SandboxedTemplates
from desktop_app.domain.errors import UsageError

TEMPLATES = SandboxedTemplates()
VALUES = {"answers": {"law": "Ontario", "days": 30}, "slots": {"audit": ["one", "two"]}, "blank": None}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("The law of {{ answers.law }}.", "The law of Ontario."),
        ("{% if answers.days >= 30 and not blank %}long{% else %}short{% endif %}", "long"),
        ("{% for each in slots.audit %}- {{ loop.index }} {{ each }}\n{% endfor %}", "- 1 one\n- 2 two\n"),
        ("{{ slots.audit | join('; ') | upper }}{{ blank }}", "ONE; TWO"),
        ("{% for k, v in answers.items() %}{{ k }}={{ v }} {% endfor %}", "law=Ontario days=30 "),
        ("{# remark #}{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("<b>&", "<b>&"),
    ],
)
def test_a_template_shows_and_chooses(template: str, text: str):
    assert TEMPLATES.render(template, VALUES) == text


@pytest.mark.parametrize(
    "template",
    [
        "{{ answers.nothing }}",
        "{{ nothing }}",
        "{% if nothing %}{% endif %}",
        "{{ _steps }}",
        "{{ answers.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ answers['__class__'] }}",
        "{{ range(10) }}",
        "{{ 9 ** 9 }}",
        "{{ 'a' * 9 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'x'.ljust(999) }}",
        "{{ 'x' | center(999) }}",
        "{{ ['x'] | map('center', 999) | join }}",
        "{% set a = 1 %}",
        "{% macro a() %}{% endmacro %}",
        "{% include 'form.yaml' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% for a in slots recursive %}{% endfor %}",
        "{{ 'open' | attr('x') }}",
        "{{",
        "{% if %}",
        "{{ answers.law + }}",
        "{{ answers.law < 3 }}",
        "{% for a in answers.days %}{% endfor %}",
        "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
        "{% if 1 %}" * 200 + "{% endif %}" * 200,
        "x" * 100_000,
    ],
)
def test_what_packs_may_not_use_is_a_fault_in_words(template: str):
    with pytest.raises(UsageError) as raised:
        TEMPLATES.render(template, VALUES)
    assert raised.value.what.startswith("The template ")
    assert "Ontario" not in str(raised.value)


def test_a_fault_names_its_line():
    with pytest.raises(UsageError, match="line 3"):
        TEMPLATES.check("one\ntwo\n{{ 1 + 1 }}")


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in many %}{{ long }}{% endfor %}",
        "{{ many | join(long) }}",
        "{{ [long, long] | join(long) }}" * 50,
    ],
)
def test_loops_and_output_are_bounded(template: str):
    started = time.monotonic()
    with pytest.raises(UsageError):
        TEMPLATES.render(template, {"many": range(MOST_STEPS), "long": "x" * 10_000})
    assert time.monotonic() - started < 2


@given(st.text(st.sampled_from("{}%#'\"()[]|.~+*=_ \nabifendforset1"), max_size=60))
@settings(max_examples=200)
def test_any_text_renders_or_is_a_fault(template: str):
    with suppress(UsageError):
        assert isinstance(TEMPLATES.render(template, VALUES), str)
