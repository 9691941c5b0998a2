"""XPath of ODK forms as CEL: the same truth for the same answers, blank ones too."""

from collections.abc import Mapping

import pytest

from desktop_app.domain.imports.xpath import LONGEST, NotCarried, parse_xpath
from tests.import_examples import evaluated, faults, fields_of, xlsform

SURVEY = [
    ("type", "name", "label", "relevant", "constraint", "calculation", "required"),
    ("integer", "age", "Age"),
    ("decimal", "weight", "Weight"),
    ("text", "who", "Name"),
    ("date", "born", "Born"),
    ("select_one sex", "sex", "Sex"),
    ("select_multiple fruit", "fruits", "Fruits"),
]
CHOICES = [
    ("list_name", "name", "label", "price"),
    *(("sex", "f", "Female", "3"), ("sex", "m", "Male", "5")),
    *(("fruit", "apple", "Apple"), ("fruit", "pear", "Pear")),
]


@pytest.mark.parametrize(
    ("xpath", "answers", "shown"),
    [
        ("${age} >= 18", {"age": 18}, True),
        ("${age} >= 18", {}, False),
        ("${age} > 17.5 and ${weight} < 80", {"age": 18, "weight": "79.5"}, True),
        ("${sex} != 'f'", {}, True),
        ("${sex} != 'f'", {"sex": "f"}, False),
        ("not(${sex} = 'f')", {}, True),
        ("not(selected(${fruits}, 'apple'))", {"fruits": ["pear"]}, True),
        ("selected(${fruits}, 'apple') or ${age} = 3", {"age": 3}, True),
        ("${who} = ''", {}, True),
        ("${who} != ''", {"who": "Ana"}, True),
        ("count-selected(${fruits}) > 1", {"fruits": ["apple", "pear"]}, True),
        ("count-selected(${fruits}) = 0", {}, True),
        ("string-length(${who}) > 2", {"who": "Ana"}, True),
        ("regex(${who}, '[A-Z][a-z]+')", {"who": "Ana3"}, False),
        ("${born} < today()", {"born": "2000-01-01"}, True),
        ("${born} > date('2001-01-01')", {"born": "2000-01-01"}, False),
        ("today() - ${born} > 18 * 365", {"born": "2000-01-01"}, True),
        ("int((today() - ${born}) div 365.25) = 26", {"born": "2000-01-01"}, True),
        ("format-date(${born}, '%Y-%m-%d') = '2000-01-01'", {"born": "2000-01-01"}, True),
        ("coalesce(${who}, 'nobody') = 'nobody'", {}, True),
        ("concat(${who}, '-', ${age}) = 'Ana-3'", {"who": "Ana", "age": 3}, True),
        ("if(${age} > 3, 'old', 'young') = 'young'", {}, True),
        ("${age} mod 2 = 1", {"age": 3}, True),
        ("floor(${weight}) = 3", {"weight": "3.9"}, True),
        ("ceiling(${weight}) = 4", {"weight": "3.1"}, True),
        ("round(${weight}, 1) = 3.2", {"weight": "3.15"}, True),
        ("abs(${age} - 5) = 2", {"age": 3}, True),
        ("pow(${age}, 2) = 9", {"age": 3}, True),
        ("number(${sex}) = 1", {"sex": "f"}, False),
        ("jr:choice-name(${sex}, '${sex}') = 'Female'", {"sex": "f"}, True),
        ("instance('sex')/root/item[name = ${sex}]/price = 5", {"sex": "m"}, True),
        ("${age} > 3 and (${sex} = 'm' or ${sex} = 'f')", {"age": 4, "sex": "f"}, True),
        ("${born} + 7 > today()", {"born": "2026-03-01"}, True),
        ("checklist(1, -1, ${age} > 3, ${sex} = 'm')", {"age": 4}, True),
        ("selected-at(${fruits}, 0) = 'apple'", {"fruits": ["apple"]}, True),
        ("/data/age = 3", {"age": 3}, True),
        ("../age = 3", {"age": 3}, True),
        ("‘Ana’ = ${who}", {"who": "Ana"}, True),
        ("${age} != 'NaN' and ${age} > 3", {"age": 4}, True),
        ("${age} = 'NaN'", {}, True),
        ("${age} = 'NaN' or ${sex} = 'NaN'", {"age": 4, "sex": "f"}, False),
        ("${sex} != null", {"sex": "f"}, True),
        ("${born} > 0 and ${born} < 10957.5", {"born": "2000-01-01"}, True),
        ("number(${born}) = 10957", {"born": "2000-01-01"}, True),
        ("if(${age} > 3, ${fruits}, ${who}) = 'apple pear'", {"age": 4, "fruits": ["apple", "pear"]}, True),
        ("string-length(if(${age} > 3, ${weight}, 'NaN')) = 0", {"age": 3, "weight": "2"}, True),
        ("true()", {}, True),
        ("false()", {}, False),
    ],
)
def test_a_condition_holds_for_the_same_answers(xpath: str, answers: Mapping[str, object], shown: bool) -> None:
    imported = xlsform([*SURVEY, ("note", "told", "Told", xpath)], CHOICES)
    assert not imported.lost
    assert ("told" in evaluated(imported, answers).relevant) is shown


@pytest.mark.parametrize(
    "xpath",
    [
        "pulldata('a', 'b', 'c', ${age})",
        "${age} |  ${who}",
        "uuid()",
        "now() > 3",
        "${nobody} = 1",
        "${age} >",
        "(((",
        "ancestor::x = 1",
        "regex(${who}, '(?<=a)b')",
        "sqrt(${age}) = 2",
        "position(..) = 1",
        "-" * 200 + "1",
        "(" * 100 + "1" + ")" * 100,
        "'",
        "${age} = 'a",
        "1" * 400 + " = ${age}",
        "x" * (LONGEST + 1),
        "${age} = \x01",
    ],
)
def test_what_has_no_counterpart_is_lost_with_its_place_and_the_question_stays(xpath: str) -> None:
    imported = xlsform([*SURVEY, ("note", "told", "Told", xpath)], CHOICES)
    (lost,) = imported.lost
    assert (lost.construct, lost.place) == ("relevant", "survey row 8, told")
    assert "relevant" not in fields_of(imported)["told"]


def test_a_constraint_that_stands_on_a_blank_answer_says_what_it_says_in_odk() -> None:
    imported = xlsform([*SURVEY, ("integer", "until", "Until", "", ". >= ${age}")], CHOICES)
    assert faults(imported, {"until": 5}) == {"until"}
    assert not faults(imported, {"until": 5, "age": 4})


def test_a_calculation_gives_a_field_of_its_own_type_that_nobody_sees() -> None:
    rows = [
        ("calculate", "twice", "", "", "", "${age} * 2"),
        ("calculate", "said", "", "", "", "if(${age} > 1, 'a', '')"),
    ]
    imported = xlsform([*SURVEY, *rows], CHOICES)
    assert fields_of(imported)["twice"]["type"] == "integer"
    assert fields_of(imported)["said"]["hidden"] is True
    assert evaluated(imported, {"age": 3}).values["twice"] == 6
    assert "said" not in evaluated(imported, {"age": 1}).values


def test_calculations_that_need_each_other_are_lost() -> None:
    rows = [("calculate", "a", "", "", "", "${b} + 1"), ("calculate", "b", "", "", "", "${a} + 1")]
    assert {told.construct for told in xlsform([*SURVEY, *rows], CHOICES).lost} == {"calculation"}


def test_and_binds_tighter_than_or_and_minus_is_no_part_of_a_name_in_brackets() -> None:
    one, other = parse_xpath("1 or 0 and 0"), parse_xpath("1 or (0 and 0)")
    assert one == other
    with pytest.raises(NotCarried):
        parse_xpath("1 2")


IN_GROUPS = [
    *SURVEY,
    *(("time", "opens", "Opens"), ("time", "shuts", "Shuts"), ("dateTime", "from", "From"), ("dateTime", "to", "To")),
    *(("begin group", "one", "One"), ("integer", "size", "Size of one"), ("end group",)),
    *(("begin group", "two", "Two"), ("integer", "size", "Size of two"), ("end group",)),
    *(("begin repeat", "pets", "Pets"), ("text", "pet", "Pet"), ("integer", "legs", "Legs"), ("end repeat",)),
    ("calculate", "grade", "", "", "", "if(${age} > 1, 'old', if(${age} = 1, 'one', ''))"),
]
PETS = [{"pet": "Rex", "legs": 4}, {"pet": "Tweety"}]


@pytest.mark.parametrize(
    ("xpath", "answers", "shown"),
    [
        ("../two/size = 3", {"size_2": 3}, True),
        ("../two/size = 3", {"size": 3}, False),
        ("/data/one/size = 3", {"size": 3}, True),
        ("${who} = ${sex}", {}, True),
        ("${who} != ${sex}", {}, False),
        ("not(${who} = ${sex})", {"who": "f"}, True),
        ("${opens} < ${shuts}", {"opens": "09:30", "shuts": "10:00"}, True),
        ("${opens} < ${shuts}", {"opens": "10:30", "shuts": "10:00"}, False),
        ("${to} - ${from} = 0.5", {"from": "2026-01-01 00:00", "to": "2026-01-01 12:00"}, True),
        ("date(${to}) = ${born}", {"to": "2026-01-01 12:00", "born": "2026-01-01"}, True),
        ("format-date-time(${to}, '%e %b %H:%M') = '1 Jan 09:05'", {"to": "2026-01-01 09:05"}, True),
        ("${born} <= now()", {"born": "2026-03-02"}, True),
        ("${born} > now()", {"born": "2026-03-02"}, False),
        ("if(${age} = '', 0, ${age}) < 3", {}, True),
        ("not(if(${age} = '', 0, ${age}) < 3)", {}, False),
        ("string-length(${who}) = 0", {}, True),
        ("regex(${who}, '[A-Z]*')", {}, True),
        ("selected(${who}, 'b')", {"who": "a b"}, True),
        ("selected(${who}, 'b')", {"who": "ab"}, False),
        ("${grade} = ''", {"age": 0}, True),
        ("${grade} = 'one'", {"age": 1}, True),
        ("selected-at(${fruits}, 3) = ''", {"fruits": ["apple"]}, True),
        ("indexed-repeat(${pet}, ${pets}, 2) = 'Tweety'", {"pets": PETS}, True),
        ("indexed-repeat(${pet}, ${pets}, 9) = ''", {"pets": PETS}, True),
        ("not(indexed-repeat(${legs}, ${pets}, 9) > 1)", {"pets": PETS}, True),
        ("count(${legs}) = 2", {"pets": PETS}, True),
        ("count(../pets) = 2", {"pets": PETS}, True),
        ("sum(${legs}) = 0", {}, True),
        ("join(', ', ${pet}) = 'Rex, Tweety'", {"pets": PETS}, True),
        ("substr(${who}, 1, 3) = 'na'", {"who": "Ana Roe"}, True),
        ("concat(${fruits}, '.') = 'apple pear.'", {"fruits": ["apple", "pear"]}, True),
        ("concat(${born}, '.') = '2000-01-02.'", {"born": "2000-01-02"}, True),
        ("concat(${weight}, ' kg') = '2.5 kg'", {"weight": "2.5"}, True),
        ("instance('sex')/root/item[name = ${who}]/price = 5", {"who": "q"}, False),
        ("date(${who}) < today()", {"who": "soon"}, False),
        ("difference-in-months(${born}, today()) = 313", {"born": "2000-01-03"}, True),
        ("FALSE", {}, False),
    ],
)
def test_what_stands_in_groups_and_repeats_decides_as_in_odk(
    xpath: str, answers: Mapping[str, object], shown: bool
) -> None:
    imported = xlsform([*IN_GROUPS, ("note", "told", "Told", xpath)], CHOICES)
    assert not imported.lost
    assert ("told" in evaluated(imported, answers).relevant) is shown


@pytest.mark.parametrize(
    "xpath",
    [
        *("${size} = 3", "size = 3", "../three/size = 3", "../../../age = 3", "${opens} < '10:00'", "${to} <= now()"),
        *(
            "${pets}[pet = 'Rex']/legs = 4",
            "number(${opens}) = 3",
            "format-date(${born}, '%H') = '0'",
            "1+" * 201 + "1",
        ),
        *("string(" * 40 + "substr(" * 12 + "${who}" + ", 1)" * 12 + ")" * 40 + " = 'a'", "${last-saved#age} = 3"),
    ],
)
def test_what_would_decide_otherwise_than_in_odk_is_lost(xpath: str) -> None:
    (lost,) = xlsform([*IN_GROUPS, ("note", "told", "Told", xpath)], CHOICES).lost
    assert (lost.construct, lost.place) == ("relevant", f"survey row {len(IN_GROUPS) + 1}, told")


@pytest.mark.parametrize(
    ("xpath", "answers", "value"),
    [
        ("if(${age} > 1, ${born}, '')", {"age": 2, "born": "2000-01-02"}, "2000-01-02"),
        ("if(${age} > 1, 5, if(${age} = 1, '', 7))", {"age": 0}, "7"),
        ("if(${age} > 1, 5, if(${age} = 1, '', 7))", {"age": 1}, "None"),
        ("number(${who}) + 1", {"who": "x"}, "None"),
        ("indexed-repeat(${legs}, ${pets}, 9)", {"pets": PETS}, "None"),
        ("concat(${pets}[1]/pet, ' & ', ${pets}[3]/pet)", {"pets": PETS}, "Rex & "),
        ("${born} + ${weight} * 2", {"born": "2000-01-02", "weight": "1.5"}, "2000-01-05"),
        (".", {"grade": "kept"}, "None"),
    ],
)
def test_a_calculation_gives_what_it_gives_in_odk_and_never_a_fault(
    xpath: str, answers: Mapping[str, object], value: str
) -> None:
    imported = xlsform([*IN_GROUPS[:-1], ("calculate", "it", "", "", "", xpath)], CHOICES)
    answers = {name: given for name, given in answers.items() if name != "grade"}
    assert not imported.lost
    assert str(evaluated(imported, answers).values.get("it")) == value
    assert not faults(imported, answers)
