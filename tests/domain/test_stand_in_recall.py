"""What stood for what in messages that were sent, found again from the texts of the case."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.draft import Message
from desktop_app.domain.stand_in import RULE, PersonalAnswer, stand_ins
from desktop_app.domain.stand_in_recall import in_clear, recalled

PAYER = PersonalAnswer("name", "Ana Lindqvist")
WORDS = st.sampled_from(["The fee of", "is paid by", "and", "asks", "Ana Lindqvist", "ana@example.com", "Lindqvist"])


def test_a_value_is_known_by_the_words_beside_it() -> None:
    sources = ["The fee of Ana Lindqvist is paid.", "Ms Lindqvist hears of it."]
    found = recalled(["[E1] The fee of NAME_1 is paid.\n[E2] Ms NAME_2 hears of it."], sources, [PAYER])
    assert found.texts == {"NAME_1": "Ana Lindqvist", "NAME_2": "Lindqvist"}


def test_the_one_answer_that_is_left_is_the_one_stand_in_that_is_left() -> None:
    assert recalled(["Write to NAME_1."], [], [PAYER]).texts == {"NAME_1": "Ana Lindqvist"}


def test_where_one_is_not_known_none_is() -> None:
    sources = ["The fee of Ana Lindqvist is paid."]
    assert not recalled(["The fee of NAME_1 is paid to NAME_2 by EMAIL_1."], [*sources, "x@y.org"], [PAYER])


def test_what_was_told_of_stand_ins_goes_with_them() -> None:
    sent = (Message("system", f"Write.\n{RULE.format(example='NAME_1')}\n"), Message("user", "Of NAME_1 here."))
    system, user = in_clear(sent, ["Of Ana Lindqvist here."], [PAYER])
    assert (system.text, user.text) == ("Write.\n", "Of Ana Lindqvist here.")


def test_messages_without_stand_ins_are_as_they_were() -> None:
    sent = (Message("user", "Of NAME_1 here."),)
    assert in_clear(sent, ["Of Ana Lindqvist here."], [PAYER]) is sent


@given(st.lists(WORDS, max_size=12))
def test_whatever_is_recalled_is_what_was_put_in(words: list[str]) -> None:
    text = " ".join(words)
    put = stand_ins([text], [PAYER])
    found = recalled([put.put_in(text)], [text], [PAYER])
    assert not found or found.take_out(put.put_in(text)) == text
