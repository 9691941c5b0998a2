"""The assembled draft keeps apart what the template, a document and a person said, whatever they hold."""

from datetime import date
from typing import Any

import pytest
from fakes import draft_request
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.adapters.assembled_drafter import NOT_ANSWERED, AssembledDrafter, assemble
from desktop_app.adapters.jinja_templates import SandboxedTemplates
from desktop_app.domain.draft import DraftRequest, QuotedAnswer, SlotValue
from desktop_app.domain.errors import EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.form import Section, Slot
from desktop_app.domain.markup import Cite, Piece, Words
from desktop_app.domain.text import Origin, Span

TEMPLATES = SandboxedTemplates()
SLOTS = tuple(Slot.model_validate({"slot": n, "from": "contract", "absent": f"No {n} was found."}) for n in "ab")
SECTION = Section(section="law", title="Law", uses=("law", "party", "position"), slots=SLOTS)


def slot(quote: str, number: int = 1, value: str = "value") -> SlotValue:
    return SlotValue("a", value, quote, number, Span(0, 1))


def request(template: str, *found: SlotValue, law: object = None, text: str = "Ontario", **more: Any) -> DraftRequest:
    answers = {"law": QuotedAnswer(text, "ann", law)}
    return draft_request(template=template, section=SECTION, slots={"a": found}, answers=answers, **more)


def pieces(template: str, *found: SlotValue, **more: Any) -> tuple[Piece, ...]:
    return assemble(request(template, *found, **more), TEMPLATES)


def words(template: str, *found: SlotValue, **more: Any) -> str:
    return "".join(p.text for p in pieces(template, *found, **more) if isinstance(p, Words))


def test_each_character_keeps_its_origin():
    assert pieces("Law: {{ slots.a }}, as {{ answers.law }} says.", slot("laws of Ontario", 3)) == (
        Words("Law: ", Origin.TEMPLATE),
        Words("laws of Ontario", Origin.EVIDENCE),
        Cite(3),
        Words(", as ", Origin.TEMPLATE),
        Words("Ontario", Origin.ANSWER, "ann"),
        Words(" says.", Origin.TEMPLATE),
    )


ROWS = QuotedAnswer(
    "Day 5 March 2026, Paid in cash\nPaid in wire",
    "ann",
    ({"day": date(2026, 3, 5), "method": "cash"}, {"method": "wire"}),
    ({"day": "5 March 2026", "method": "cash"}, {"day": "", "method": "wire"}),
)


def test_a_table_is_written_row_by_row_as_people_read_its_cells():
    template = "{% for row in answers.law %}| {{ row.day }} | {{ row.method }} |\n{% endfor %}"
    asked = draft_request(template=template, section=SECTION, answers={"law": ROWS})
    parts = assemble(asked, TEMPLATES)
    assert "".join(p.text for p in parts if isinstance(p, Words)) == "| 5 March 2026 | cash |\n|  | wire |\n"
    assert Words("5 March 2026", Origin.ANSWER, "ann") in parts


def test_rows_of_a_table_are_chosen_by_their_cells_and_an_unknown_column_is_a_fault():
    def written(column: str) -> tuple[Piece, ...]:
        chosen = '{% for row in answers.law if row.method == "wire" and not row.day %}{{ row.' + column
        asked = draft_request(template=chosen + " }}{% endfor %}", section=SECTION, answers={"law": ROWS})
        return assemble(asked, TEMPLATES)

    assert written("method") == written("method.value") == (Words("wire", Origin.ANSWER, "ann"),)
    with pytest.raises(UsageError, match="what is not there"):
        written("place")
    with pytest.raises(UsageError, match="“vale” of a value that has none"):
        written("method.vale")


@pytest.mark.parametrize("named", ["{{ answers[k] }}", "{{ decisions[k] }}"])
def test_what_the_section_does_not_use_is_out_of_reach_however_it_is_named(named: str):
    asked = draft_request(
        template='{% for k in ["secret"] %}' + named + "{% endfor %}",
        section=SECTION,
        slots={"a": ()},
        answers={"secret": QuotedAnswer("Mine", "ann")},
        outcomes={"secret": ("high", "Mine")},
    )
    with pytest.raises(UsageError):
        assemble(asked, TEMPLATES)


def test_each_of_many_quotes_is_cited():
    assert pieces("{{ slots.a }}", slot("one", 1), slot("two", 2)) == (
        Words("one", Origin.EVIDENCE),
        Cite(1),
        Words("; ", Origin.TEMPLATE),
        Words("two", Origin.EVIDENCE),
        Cite(2),
    )


def test_an_empty_slot_says_that_nothing_was_found():
    assert pieces("{{ slots.b }}{% if slots.b %}never{% endif %}") == (Words("No b was found.", Origin.TEMPLATE),)


@pytest.mark.parametrize("name", ["upper", "lower", "title", "capitalize", "trim"])
def test_a_filter_does_not_change_who_wrote_it(name: str):
    (answer,) = pieces(f"{{{{ answers.law | {name} }}}}")
    assert (answer.origin, answer.person_id) == (Origin.ANSWER, "ann")
    quote, cite = pieces(f"{{{{ slots.a | {name} }}}}", slot("laws"))
    assert (quote.origin, cite) == (Origin.EVIDENCE, Cite(1))


@pytest.mark.parametrize("inner", ["bare", "_bare", "_text", "_mark", "_part", "__dict__"])
def test_the_inside_of_a_value_is_out_of_reach(inner: str):
    with pytest.raises(UsageError):
        pieces(f"{{{{ answers.law.{inner} }}}}")


@pytest.mark.parametrize(
    "shown",
    ["answers.law.value", "answers.law.text", "answers.law.value[:3]", "[answers.law]|first", "[answers.law]|join"],
)
def test_parts_of_an_answer_stay_its_persons_words(shown: str):
    assert {p.origin for p in pieces(f"{{{{ {shown} }}}}")} == {Origin.ANSWER}


def test_rows_of_a_table_answer_stay_its_persons_words():
    rows = [{"amount": 5}, {"amount": 7}]
    found = pieces("{% for row in answers.law.value %}{{ row.amount }},{% endfor %}", law=rows)
    assert [(p.text, p.person_id) for p in found] == [("5", "ann"), (",", None), ("7", "ann"), (",", None)]


@pytest.mark.parametrize(
    "condition",
    [
        'answers.law == "Ontario"',
        'answers.law in ["Ohio", "Ontario"]',
        '"Ont" in answers.law',
        "answers.law and not answers.party",
        "not decisions.position",
        "slots.a.value == answers.law",
        "slots.a | length == 1",
        '"law" in answers and "party" not in answers',
    ],
)
def test_conditions_see_bare_values(condition: str):
    assert words(f"{{% if {condition} %}}yes{{% endif %}}", slot("quote", value="Ontario")) == "yes"


def test_numbers_compare_as_numbers():
    assert words("{% if answers.law.value >= 24 %}long{% endif %}", law=30, text="30 days") == "long"


def test_a_decision_gives_the_packs_words():
    given_outcome = {"position": ("accepted", "The law is one of ours")}
    assert pieces("{{ decisions.position.reason }}.", outcomes=given_outcome) == (
        Words("The law is one of ours.", Origin.TEMPLATE),
    )


def test_a_blank_answer_is_told():
    assert words("{{ answers.party }}") == NOT_ANSWERED


@pytest.mark.parametrize("name", ["answers.unused", "slots.c", "decisions.other", "form.title"])
def test_a_name_that_the_section_does_not_list_is_a_fault(name: str):
    with pytest.raises(UsageError):
        pieces(f"{{{{ {name} }}}}")


HOSTILE = st.text(st.sampled_from("[E3]{}%#<|\n*-\ue0a0\ue0a1\ue0a2:0123456789ab"), min_size=1, max_size=40)


@given(HOSTILE, HOSTILE)
@settings(max_examples=100)
def test_no_text_becomes_a_citation_or_changes_its_origin(quote: str, answer: str):
    found = pieces("<{{ slots.a }}|{{ answers.law }}>", slot(quote, 7), text=answer)
    assert [p for p in found if isinstance(p, Cite)] == [Cite(7)]
    assert {p.text for p in found if isinstance(p, Words) and p.origin is Origin.TEMPLATE} <= {
        "<", "|", ">", "<|", "|>", "<|>", "|" + NOT_ANSWERED + ">", NOT_ANSWERED,
    }  # fmt: skip


@pytest.mark.parametrize("forged", ["{{ '\\ue0a07:0\\ue0a1x\\ue0a2' }}", "\ue0a07:0\ue0a1x\ue0a2{{ '\\ue0a2' }}"])
def test_a_template_cannot_forge_a_mark(forged: str):
    with pytest.raises(UsageError):
        pieces("{{ slots.a }}" + forged, slot("quote"))


def test_line_breaks_of_a_page_are_folded():
    assert words("{{ slots.a }}", slot("laws of\n  Ontario")) == "laws of Ontario"


@pytest.mark.parametrize(
    ("template", "expected"),
    [("", ErrorClass.EMPTY), ("{% if slots.a %}x{% endif %}", ErrorClass.EMPTY), ("{{ broken", ErrorClass.BAD_REQUEST)],
)
async def test_a_template_without_a_text_is_no_draft(template: str, expected: ErrorClass):
    with pytest.raises(EndpointFailed) as raised:
        [output async for output in AssembledDrafter().draft(request(template))]
    assert raised.value.error_class is expected
