"""What a text itself shows: said absent, cited nowhere, reworded."""

from desktop_app.adapters.support_files import read_support_weights
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.confidence import MEASURED, WEIGHED, FactorName
from desktop_app.domain.form import Section
from desktop_app.domain.markup import read_markup
from desktop_app.domain.measured_factors import measured_factors
from desktop_app.domain.support import supports
from desktop_app.domain.text import Origin, OriginSpan, Span

WEIGHTS = read_support_weights()
SECTION = Section.model_validate(
    {"section": "cap", "title": "Cap", "slots": [{"slot": "cap", "from": "contract", "absent": "No cap was found."}]}
)
PASSAGES = {1: "Liability under this Agreement is limited to EUR 48,000 in each calendar year."}
NEAR = "Liability under this Agreement is limited to EUR 48,000 in each year [E1]."
FAR = "Whatever happens, nobody owes a greater sum in a twelvemonth [E1]."


def measured(raw: str, origin: Origin = Origin.MODEL) -> dict[FactorName, tuple[int, tuple[Span, ...]]]:
    marked = read_markup(raw, OriginSpan(0, 0, origin))
    subject = CheckedText(marked.text, SECTION, marked.anchors, PASSAGES, marked.spans)
    return {
        factor.name: (factor.count, factor.places) for factor in measured_factors(subject, supports(subject, WEIGHTS))
    }


def test_a_text_near_its_passage_shows_nothing() -> None:
    assert measured(NEAR) == {}


def test_other_words_than_the_passage_has_are_reworded_where_they_stand() -> None:
    ((name, (count, (place,))),) = measured(f"{NEAR} {FAR}").items()
    assert (name, count) == (FactorName.REWORDED_SENTENCE, 1)
    assert place.start == len(NEAR) - len(" [E1]") + 1


def test_a_sentence_without_a_source_is_counted_and_a_text_without_any_once_more() -> None:
    assert {name: count for name, (count, _) in measured(f"{NEAR} It is fair.").items()} == {
        FactorName.UNCITED_SENTENCE: 1
    }
    assert {name: count for name, (count, _) in measured("It is fair. It is good.").items()} == {
        FactorName.NOTHING_CITED: 1,
        FactorName.UNCITED_SENTENCE: 2,
    }


def test_what_the_pack_itself_says_needs_no_source() -> None:
    assert set(measured("It is fair.", Origin.TEMPLATE)) == {FactorName.NOTHING_CITED}


def test_what_is_said_not_to_be_there_is_counted() -> None:
    assert measured("No cap was found.", Origin.TEMPLATE)[FactorName.SAID_ABSENT] == (1, ())


def test_all_that_is_measured_only_weighs() -> None:
    assert set(MEASURED) < set(WEIGHED)
