import pytest

from desktop_app.domain.evaluation import Comparison, GoldAnswer, GoldField, GoldScore, Verdict
from desktop_app.domain.gold_scoring import (
    PartialDate,
    against_quotes,
    gold_parties,
    gold_rows,
    judge,
    read_date,
    read_days,
)


def verdict(compare: Comparison, gold: str, *values: str, quotes: tuple[str, ...] = ()) -> Verdict:
    rule = GoldField(gold="Field", section="s", compare=compare)
    return judge(rule, GoldAnswer(answer=gold, quotes=quotes), values)


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("11/20/95", PartialDate(1995, 11, 20)),
        ("02/[]/2017", PartialDate(2017, 2, None)),
        ("February ____, 2017", PartialDate(2017, 2, None)),
        ("20t h day of December 2018", PartialDate(2018, 12, 20)),
        ("1.4.2011", PartialDate(2011, 4, 1)),
        ("2026-01-12", PartialDate(2026, 1, 12)),
        ("the day after", None),
    ],
)
def test_dates_are_read_as_they_are_written(words, date):
    assert read_date(words) == date


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("successive 1 year", 365.25),
        ("five (5) years", 1826.25),
        ("thirty-six months", 1095.75),
        ("ninety days", 90.0),
        ("the third (3rd) anniversary", 1095.75),
        ("from year to year", 365.25),
        ("month-to-month", 30.4375),
    ],
)
def test_lengths_are_read_in_days(words, days):
    assert read_days(words) == days


def test_a_date_is_right_as_far_as_the_gold_answer_knows_it():
    assert verdict(Comparison.DATE, "02/[]/2017", "February ____, 2017") is Verdict.RIGHT
    assert verdict(Comparison.DATE, "1/12/26", "13 January 2026") is Verdict.WRONG


def test_every_full_name_of_a_party_must_be_named():
    gold = 'Todos Medical Ltd. ("Todos"); Care G. B. Plus Ltd. ("Reseller"); ("Party" or "Parties")'
    assert verdict(Comparison.PARTIES, gold, "TODOS MEDICAL LTD", "Care G. B. Plus Ltd.") is Verdict.RIGHT
    assert verdict(Comparison.PARTIES, gold, "Todos Medical Ltd.") is Verdict.WRONG


def test_brackets_inside_a_name_are_part_of_it():
    assert gold_parties('Columbia Laboratories, (Bermuda) Ltd. ("Columbia")') == ("columbialaboratoriesbermudaltd",)


def test_a_place_is_right_by_the_one_name_in_the_other():
    assert verdict(Comparison.PLACE, "England", "England and Wales") is Verdict.RIGHT
    assert verdict(Comparison.PLACE, "People's Republic of China", "the PRC") is Verdict.RIGHT
    assert verdict(Comparison.PLACE, "New York", "Delaware") is Verdict.WRONG


def test_an_end_is_right_by_its_day_or_by_the_length_that_leads_to_it():
    rule = GoldField(gold="Expiration Date", section="s", compare=Comparison.END, begins=("Agreement Date",))
    others = {"Agreement Date": GoldAnswer(answer="12/21/06")}
    assert judge(rule, GoldAnswer(answer="12/21/11"), ["five (5) years"], others) is Verdict.RIGHT
    assert judge(rule, GoldAnswer(answer="12/21/11"), ["three years"], others) is Verdict.WRONG
    assert judge(rule, GoldAnswer(answer="perpetual"), ["indefinitely"], others) is Verdict.RIGHT


def test_silence_and_false_finds_are_told_apart():
    assert verdict(Comparison.YES_NO, "No") is Verdict.RIGHTLY_ABSENT
    assert verdict(Comparison.YES_NO, "No", "a clause") is Verdict.FALSE_FIND
    assert verdict(Comparison.YES_NO, "Yes") is Verdict.ABSTAINED
    assert verdict(Comparison.PLACE, "", "Washington", quotes=("the laws of Washington",)) is Verdict.NOT_COMPARABLE


def test_cited_passages_are_counted_against_quotes_whatever_the_spacing():
    blank = GoldScore("c", "f", Verdict.RIGHT)
    cited = ["9.1  This Agreement shall\nbe governed by the laws of Ireland.", "Something else entirely."]
    score = against_quotes(blank, ["shall be governed by the laws of Ireland", "never cited at all"], cited)
    assert (score.quotes, score.quotes_cited, score.cited, score.cited_right) == (2, 1, 2, 1)


def test_rows_give_precision_and_recall_for_each_field():
    score = GoldScore("c", "Law", Verdict.RIGHT, quotes=4, quotes_cited=1, cited=2, cited_right=1)
    (row,) = gold_rows([score, GoldScore("d", "Law", Verdict.ABSTAINED)])
    assert (row.precision, row.recall, row.answered) == (0.5, 0.25, 0.5)
