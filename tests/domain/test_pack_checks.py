"""The checks that a pack declares for a section, each with its place, its words and its fix."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.draft import SlotValue
from desktop_app.domain.finding import Finding, Rule, Severity, words
from desktop_app.domain.finding_fix import Fix, apply_fix, fix_of, remove_words
from desktop_app.domain.form import Section
from desktop_app.domain.form_check import check_form
from desktop_app.domain.language_guess import guess_language
from desktop_app.domain.look_alike import look_alikes, plain_letters
from desktop_app.domain.markup import Anchor, read_markup
from desktop_app.domain.pack_check import PlainCheck
from desktop_app.domain.reading_level import reading_level, syllables
from desktop_app.domain.stand_in import PersonalAnswer
from desktop_app.domain.text import Origin, OriginSpan, Span
from desktop_app.domain.wording_check import places_of

PERSON = OriginSpan(0, 0, Origin.PERSON, person_id="ana")
EVIDENCE = OriginSpan(0, 0, Origin.EVIDENCE)


def subject(raw: str, check: Any, writer: OriginSpan = PERSON, **more: Any) -> CheckedText:
    slots = [{"slot": "cap", "type": "money", "from": "contract"}]
    section = Section.model_validate({"section": "cap", "title": "Cap", "checks": [check], "slots": slots})
    marked = read_markup(raw, writer)
    return CheckedText(marked.text, section, marked.anchors, spans=marked.spans, **more)


def found(raw: str, check: Any, **more: Any) -> list[Finding]:
    return list(check_form(subject(raw, check, **more)))


def fixed(raw: str, check: Any, **more: Any) -> str:
    """The text after the first finding was put right by its button."""
    text = subject(raw, check, **more)
    finding = next(check_form(text))
    fix = fix_of(finding)
    assert fix is not None
    return apply_fix(text.text, text.anchors, finding, fix)[0].plain


@pytest.mark.parametrize(
    "text",
    [
        "It is guaranteed.",
        "GUARANTEED!",
        "He guarantees it.",
        "a guarantee\u00add sum",
        "gu\u200barantee",
        "gu\u0430rantee",  # with a Cyrillic letter
        "no risk-free deal",
        "Risk free.",
    ],
)
def test_forbidden_words_are_found_in_every_variant(text: str) -> None:
    check = {"forbid": {"words": ["guarantee", "risk free"], "variants": True}}
    (finding,) = found(text, check)
    assert (finding.rule, finding.severity) == (Rule.FORBIDDEN_WORDS, Severity.BLOCKER)


@pytest.mark.parametrize("text", ["It rates well.", "guaranteeship", "preguarantee", "risk and free"])
def test_other_words_are_not_the_forbidden_ones(text: str) -> None:
    assert found(text, {"forbid": {"words": ["guarantee", "rat", "risk free"], "variants": True}}) == []


def test_case_counts_where_the_pack_says_so() -> None:
    check = {"forbid": {"words": ["Client"], "case": True}}
    assert [f.start for f in found("The client and the Client.", check)] == [19]


def test_a_click_puts_the_packs_own_word_in_the_place_of_a_forbidden_one() -> None:
    check = {"forbid": {"words": ["guaranteed"], "instead": {"guaranteed": "agreed"}}}
    assert fixed("The price is guaranteed [E1].", check) == "The price is agreed."


def test_required_words_are_asked_for_and_one_of_several_is_enough_with_any() -> None:
    assert [f.details["words"] for f in found("Only one.", {"require": {"words": ["one", "two"]}})] == ["two"]
    assert found("Only one.", {"require": {"words": ["one", "two"], "any": True}}) == []
    assert fixed("Nothing.", {"require": {"words": ["playbook"], "add": "See the playbook."}}).endswith("playbook.")


def test_a_notice_must_stand_word_by_word_and_a_click_adds_it() -> None:
    check = {"disclose": {"text": "This note is the analyst's and no legal advice."}}
    assert found("Text. This note is the  analyst’s\nand no legal advice.", check) == []
    (finding,) = found("This note is the analyst's and legal advice.", check)
    assert finding.severity is Severity.BLOCKER
    assert fixed("Text.", check) == "Text.\nThis note is the analyst's and no legal advice."


def test_the_tone_is_held_to_the_lists_that_the_pack_names() -> None:
    text = "We always deliver! Perhaps it is fine, and a no-brainer."
    check = {"tone": {"rules": ["absolute_claims", "hedging", "first_person", "exclamation"], "words": ["no-brainer"]}}
    assert [f.details["tone"] for f in found(text, check)] == [
        "first_person", "absolute_claims", "exclamation", "hedging", "words",
    ]  # fmt: skip
    assert fixed("Done!", {"tone": {"rules": ["exclamation"]}}) == "Done."


def test_words_of_a_source_are_no_fault_of_the_tone() -> None:
    passages = {1: "The Supplier shall always keep the records."}
    check = {"tone": {"rules": ["absolute_claims"], "allow": ["never before"]}}
    assert found("The Supplier shall always keep them.", check, passages=passages) == []
    assert found("It was never before said.", check) == []
    assert found("It always helps.", check, passages=passages) != []
    assert list(check_form(subject("It always helps.", check, EVIDENCE))) == []


HARD = (
    "Notwithstanding the aforementioned contractual stipulations, indemnification obligations necessitate "
    "comprehensive documentation of extraordinary circumstances, organisational responsibilities and administrative "
    "considerations pertaining to international jurisdictional determinations. It is so."
)
EASY = "The cat sat on the mat. The dog saw the cat. " * 5


def test_the_reading_level_is_held_to_the_bound_and_the_hardest_sentence_is_the_place() -> None:
    check = {"reading": {"grade_at_most": 12}}
    (finding,) = found(HARD + " " + EASY[:20], check)
    assert (finding.rule, finding.start) == (Rule.READING_LEVEL, 0)
    assert found(EASY, check) == []
    assert found("Too short for any formula.", {"reading": {"ease_at_least": 100}}) == []


def test_reading_levels_are_those_of_the_formulas() -> None:
    level = reading_level("The cat sat on the mat. " * 6, "en")
    assert level is not None
    assert level.grade == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert level.ease == pytest.approx(206.835 - 1.015 * 6 - 84.6)
    german = reading_level("Der Hund sieht den Baum. " * 6, "de")
    assert german is not None
    assert german.ease == pytest.approx(180 - 5 - 58.5)
    assert reading_level(EASY, "fr") is None


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("agreement", 3), ("termination", 4), ("notice", 2), ("clause", 1), ("table", 2), ("signed", 1)],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word, "en") == count


def test_personal_data_is_found_by_its_check_digits_and_by_the_answers() -> None:
    text = "Ms Lindqvist, ana@example.com, pays from DE89 3704 0044 0532 0130 00, not DE89 3704 0044 0532 0130 01."
    more: dict[str, Any] = {"personal": (PersonalAnswer("name", "Lindqvist"),)}
    assert [f.details["kind"] for f in found(text, "no_personal_data", **more)] == ["name", "email", "iban"]
    only = {"no_personal_data": {"kinds": ["iban"], "finding": "blocker"}}
    (finding,) = found(text, only, **more)
    assert finding.severity is Severity.BLOCKER
    assert "[iban]" in fixed(text, only, **more)


def test_a_fact_that_the_documents_give_must_be_said_in_any_form() -> None:
    check, value = {"facts": {"slots": ["cap"]}}, SlotValue("cap", "EUR 48,000", "EUR 48,000", 2, Span(0, 5))
    slots: dict[str, Any] = {"slots": {"cap": (value,)}}
    assert found("It is 48.000,00 EUR.", check, **slots) == []
    (finding,) = found("It is capped.", check, **slots)
    assert words(finding) == "Source 2 gives “EUR 48,000” for cap; the text does not say it."
    assert [f.rule for f in found("It is capped.", check, slots={"cap": ()})] == [Rule.MISSING_SLOT]


@pytest.mark.parametrize("check", ["no_leaks", "on_topic", "right_language", "answered", "no_harm"])
def test_a_persons_text_is_held_to_a_plain_check_only_where_the_pack_names_it(check: PlainCheck) -> None:
    told = ("Keep very close to the wording of the evidence at hand.",)
    text = {
        "no_leaks": "Keep very close to the wording of the evidence.",
        "on_topic": "Knead dough with yeast overnight beside warm ovens.",
        "right_language": "Die Haftung der Partei ist in jedem Jahr auf diesen Betrag begrenzt.",
        "answered": "The cap is [insert amount].",
        "no_harm": "They are idiots.",
    }[check]
    assert found(text, "citations_resolve", told=told) == []
    assert len(found(text, check, told=told)) == 1


def test_what_a_moderation_service_says_flags_and_no_more() -> None:
    (finding,) = found("Fine.", "no_leaks", moderated=("hate", "violence"))
    assert (finding.rule, finding.severity) == (Rule.MODERATION, Severity.WARNING)
    assert words(finding).endswith("hate, violence.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Names only: Brightwater GmbH, Orchard Analytics Ltd, EUR 48,000.", "en"),
        ("The parties agree that the cap is lowered by this letter.", "en"),
        ("Die Parteien vereinbaren, dass die Obergrenze durch dieses Schreiben gesenkt wird.", "de"),
        ("Les parties conviennent que le plafond est abaissé par cette lettre.", "fr"),
        ("Las partes acuerdan que el límite se reduce por medio de esta carta.", "es"),
        ("Le parti concordano che il limite è ridotto con questa lettera.", "it"),
        ("De partijen komen overeen dat het plafond door deze brief wordt verlaagd.", "nl"),
        ("Стороны договорились снизить предел ответственности этим письмом.", "other"),
    ],
)
def test_a_language_is_told_by_its_small_words(text: str, language: str) -> None:
    assert guess_language(text, "en") == language


def test_words_of_two_alphabets_are_look_alikes_and_words_of_one_are_not() -> None:
    mixed = "The B\u0430nk pays \u0420ayPal."
    assert [mixed[s.start : s.end] for s in look_alikes(mixed)] == ["B\u0430nk", "\u0420ayPal"]
    assert plain_letters(mixed) == "The Bank pays PayPal."
    assert look_alikes("Банк России, Ελλάδα, 5 μm, Büro, naïve") == ()


@settings(max_examples=80)
@given(st.lists(st.sampled_from(["The fee.", "A cap", "x", "- item", "## Head"]), min_size=1, max_size=6), st.data())
def test_what_is_taken_out_leaves_the_rest_and_its_citations(lines: list[str], data: st.DataObject) -> None:
    marked = read_markup("\n\n".join(f"{line} [E{n}]" for n, line in enumerate(lines, 1)), PERSON)
    plain = marked.text.plain
    start, end = sorted((data.draw(st.integers(0, len(plain))), data.draw(st.integers(0, len(plain)))))
    text, anchors = remove_words(marked.text, marked.anchors, Span(start, end))
    assert "".join(text.plain.split()) == "".join((plain[:start] + plain[end:]).split())
    assert all(0 <= a.start <= a.end <= len(text.plain) for a in anchors)
    outside = [a for a in marked.anchors if a.end <= start]
    assert [a for a in outside if a in anchors] == outside


def test_a_sentence_is_taken_out_with_its_citation() -> None:
    text = read_markup("One [E1]. Two [E2]. Three [E3].", PERSON)
    finding = Finding(Rule.OFF_TOPIC, Severity.WARNING, 5, 9, {"remove": "yes"})
    assert fix_of(finding) == Fix(remove=True)
    left, anchors = apply_fix(text.text, text.anchors, finding, Fix(remove=True))
    assert left.plain == "One. Three."
    assert [(a.number, left.plain[a.start : a.end]) for a in anchors] == [(1, "One"), (3, "Three")]


@given(st.text(alphabet="guarnteGUARNTE \u00ad\u200b-", max_size=40))
def test_a_place_of_words_lies_in_the_text(text: str) -> None:
    for place in places_of("guarantee", text, variants=True):
        assert 0 <= place.start < place.end <= len(text)


def test_anchors_are_kept_as_they_are_where_a_paragraph_is_added() -> None:
    text = read_markup("One [E1].", PERSON)
    assert apply_fix(
        text.text,
        text.anchors,
        Finding(Rule.REQUIRED_DISCLOSURE, Severity.BLOCKER, 0, 0, {"add": "Two."}),
        Fix("Two.", add=True),
    )[1] == (Anchor(1, 0, 3),)


def test_a_forbidden_word_may_stand_in_a_phrase_that_is_allowed() -> None:
    check = {"forbid": {"words": ["launder"], "variants": True, "allow": ["anti-money laundering"]}}
    assert found("The anti-money laundering team was told.", check) == []
    assert [f.start for f in found("Anti-money laundering: he laundered it.", check)] == [26]
