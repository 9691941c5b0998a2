"""XLSForm workbooks as packs."""

from typing import Any

import pytest

from desktop_app.domain.errors import UsageError
from tests.import_examples import Rows, evaluated, faults, fields_of, pack_of, xlsform

CHOICES = [
    ("list_name", "name", "label", "state"),
    *(("states", "tx", "Texas"), ("states", "wa", "Washington")),
    *(("cities", "austin", "Austin", "tx"), ("cities", "seattle", "Seattle", "wa")),
]
HEADS = ("type", "name", "label", "relevant", "constraint", "choice_filter", "calculation", "required", "repeat_count")


def _field(kind: str, **cells: str) -> dict[str, Any]:
    heads = ("type", "name", "label", *cells)
    imported = xlsform([heads, (kind, "asked", "Asked", *cells.values())], CHOICES)
    return fields_of(imported)["asked"]


@pytest.mark.parametrize(
    ("kind", "type"),
    [
        ("text", "text"),
        ("integer", "integer"),
        ("decimal", "decimal"),
        ("date", "date"),
        ("time", "time"),
        ("dateTime", "datetime"),
        ("note", "note"),
        ("acknowledge", "boolean"),
        ("barcode", "text"),
        ("image", "attachment"),
        ("audio", "attachment"),
        ("file", "attachment"),
        ("hidden", "hidden"),
        ("geopoint", "text"),
        ("geotrace", "paragraph"),
        ("range", "integer"),
        ("select_one states", "choice"),
        ("select_multiple states", "choices"),
        ("rank states", "rank"),
        ("select one from states", "choice"),
        ("add integer prompt", "integer"),
        ("q date", "date"),
        ("int", "integer"),
        ("SELECT_ONE states", "choice"),
        ("select_one  states", "choice"),
    ],
)
def test_each_type_of_question_is_a_type_of_field(kind: str, type: str) -> None:
    assert _field(kind)["type"] == type


def test_a_range_keeps_to_its_ends_and_steps() -> None:
    imported = xlsform([("type", "name", "label", "parameters"), ("range", "n", "N", "start=0 end=20 step=5")])
    assert faults(imported, {"n": 7}) == faults(imported, {"n": 25}) == {"n"}
    assert not faults(imported, {"n": 15})
    assert _field("range", parameters="start=1 end=7", appearance="rating")["scale"] == [1, 7]


def test_an_acknowledgement_has_to_be_given() -> None:
    imported = xlsform([("type", "name", "label", "required"), ("acknowledge", "read", "I have read it", "yes")])
    assert faults(imported, {}) == faults(imported, {"read": "no"}) == {"read"}
    assert not faults(imported, {"read": "yes"})


def test_a_group_is_a_page_that_is_relevant_when_the_group_is() -> None:
    rows = [
        ("integer", "age", "Age"),
        ("begin group", "work", "Work", "${age} > 15"),
        ("text", "job", "Job"),
        ("end group",),
    ]
    imported = xlsform([HEADS, *rows])
    assert [page["title"] for page in imported.form["pages"]] == ["Visit", "Work"]
    assert "job" in evaluated(imported, {"age": 16}).relevant
    assert "job" not in evaluated(imported, {"age": 15}).relevant


def test_groups_in_groups_are_relevant_when_all_of_them_are() -> None:
    rows = [
        *(("integer", "a", "A"), ("begin_group", "one", "One", "${a} > 1"), ("text", "x", "X")),
        *(("begin_group", "two", "Two", "${a} > 2"), ("text", "y", "Y", "${a} > 3"), ("end_group",), ("end_group",)),
    ]
    imported = xlsform([HEADS, *rows])
    assert "y" in evaluated(imported, {"a": 4}).relevant
    assert {"x"} == {"x", "y"} & evaluated(imported, {"a": 3}).relevant


def test_a_repeat_is_a_table_whose_columns_have_the_rules_of_its_questions() -> None:
    rows = [
        *(("begin repeat", "child", "Children"), ("text", "first", "First name", "", "", "", "", "yes")),
        *(("integer", "years", "Years", "", ". < 18"), ("text", "school", "School", "${years} > 5")),
        *(("calculate", "twice", "", "", "", "", "${years} * 2"), ("end repeat",)),
        ("calculate", "oldest", "", "", "", "", "max(${years})"),
        ("calculate", "many", "", "", "", "", "count(${child})"),
    ]
    imported = xlsform([HEADS, *rows])
    assert not imported.lost
    good = {"child": [{"first": "Ann", "years": 7, "school": "West"}, {"first": "Bo", "years": 3}]}
    found = evaluated(imported, good)
    assert (str(found.values["oldest"]), found.values["many"]) == ("7", 2)
    assert found.values["child"][0]["twice"] == 14  # type: ignore[index, call-overload]
    assert not faults(imported, good)
    assert faults(imported, {"child": [{"first": "Ann", "years": 19}]}) == {"child"}


def test_a_repeat_in_a_repeat_is_a_table_that_names_the_row_it_belongs_to() -> None:
    rows = [
        *(("begin repeat", "house", "Houses"), ("text", "street", "Street"), ("begin repeat", "pet", "Pets")),
        *(("text", "called", "Called"), ("end repeat",), ("end repeat",)),
    ]
    imported = xlsform([HEADS, *rows])
    assert [told.construct for told in imported.changed] == ["repeat in a repeat"]
    assert [c["field"] for c in fields_of(imported)["pet"]["columns"]] == ["house_row", "called"]
    assert faults(imported, {"house": [{"street": "a"}], "pet": [{"house_row": 2, "called": "Rex"}]}) == {"pet"}


def test_as_many_rows_are_needed_as_a_repeat_is_counted() -> None:
    rows = [
        ("integer", "n", "N"),
        ("begin repeat", "r", "R", "", "", "", "", "", "${n}"),
        ("text", "x", "X"),
        ("end repeat",),
    ]
    imported = xlsform([HEADS, *rows])
    assert faults(imported, {"n": 2, "r": [{"x": "a"}]}) == {"r"}
    assert not faults(imported, {"n": 1, "r": [{"x": "a"}]})


def test_a_cascade_of_choices_follows_from_the_answer_before() -> None:
    rows = [("select_one states", "state", "State"), ("select_one cities", "city", "City", "", "", "state = ${state}")]
    imported = xlsform([HEADS, *rows], CHOICES)
    assert not imported.lost
    assert fields_of(imported)["city"]["choice_filter"] == "choice.state == state"


def test_or_other_asks_what_the_other_is() -> None:
    imported = xlsform([HEADS, ("select_one states or_other", "state", "State")], CHOICES)
    assert faults(imported, {"state": "other"}) == {"state_other"}
    assert not faults(imported, {"state": "tx"})


def test_labels_in_other_languages_stand_in_files_of_the_pack() -> None:
    survey = [
        ("type", "name", "label::English (en)", "label::Français (fr)", "hint::French (fr)"),
        ("select_one yn", "ok", "Is it right?", "Est-ce juste ?", "Choisissez"),
        *(("begin repeat", "r", "Rows", "Lignes"), ("text", "x", "X", "Le X"), ("end repeat",)),
    ]
    choices = [("list_name", "name", "label::English (en)", "label::Français (fr)"), ("yn", "y", "Yes", "Oui")]
    pack = pack_of(xlsform(survey, choices, [("form_title", "default_language"), ("Check", "English (en)")]))
    french = pack.form_in("fr")
    assert pack.languages == ("en", "fr")
    assert (french.pages[0].fields[0].label, french.pages[0].fields[0].choices[0].label) == ("Est-ce juste ?", "Oui")
    assert french.field("r").columns[0].label == "Le X"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rows", "construct"),
    [
        ([HEADS, ("integer", "a", "A"), ("note", "n", "You are ${a}")], "answer in a label"),
        ([("type", "name", "label", "media::image"), ("text", "a", "A", "a.png")], "media image"),
        ([HEADS, ("text", "a", "A"), ("deviceid", "d", "")], "type deviceid"),
        ([HEADS, ("text", "a", "A"), ("odd thing", "d", "D")], "type odd thing"),
        ([HEADS, ("select_one_from_file towns.csv", "a", "A")], "choices of towns.csv"),
        ([HEADS, ("select_one nowhere", "a", "A")], "choices of nowhere"),
        ([("type", "name", "label", "bind::odk:x"), ("text", "a", "A", "1")], "column bind odk x"),
        ([("type", "name", "label", "default"), ("integer", "a", "A", "many")], "default"),
        (
            [HEADS, ("begin repeat", "r", "R"), ("image", "p", "P"), ("text", "x", "X"), ("end repeat",)],
            "file in a repeat",
        ),
    ],
)
def test_what_cannot_be_carried_over_is_named_with_its_place(rows: Rows, construct: str) -> None:
    (lost,) = xlsform(rows).lost
    assert lost.construct == construct
    assert lost.place.startswith("survey row")


def test_looks_are_counted_and_are_no_loss() -> None:
    imported = xlsform([("type", "name", "label", "appearance", "my comment"), ("text", "a", "A", "w4", "x")])
    assert not imported.lost
    assert imported.looks == {"column appearance": 1, "column my comment": 1}


@pytest.mark.parametrize(
    "rows",
    [[], [HEADS], [HEADS, ("note", "", "")], [("a", "b"), ("c", "d")], [HEADS, ("end repeat",), ("end group",)]],
)
def test_a_workbook_that_asks_for_nothing_is_refused_or_has_its_words(rows: Rows) -> None:
    try:
        assert fields_of(xlsform(rows))
    except UsageError as error:
        assert error.kept == "Nothing was written."


def test_names_that_packs_cannot_have_are_made_such_and_expressions_follow() -> None:
    rows = [
        ("integer", "Größe-1", "Size"),
        ("integer", "true", "T"),
        ("text", "x", "X", "${Größe-1} > 2 and ${true} = 1"),
    ]
    imported = xlsform([HEADS, *rows])
    assert not imported.lost
    assert "x" in evaluated(imported, {"groe_1": 3, "true_2": 1}).relevant


def test_files_of_a_repeat_are_asked_for_beside_its_table() -> None:
    rows = [("begin repeat", "tree", "Trees"), ("text", "kind", "Kind"), ("image", "photo", "Photo"), ("end repeat",)]
    imported = xlsform([HEADS, *rows])
    assert [field["field"] for field in imported.form["pages"][0]["fields"]] == ["tree", "photo"]
    assert [told.construct for told in imported.lost] == ["file in a repeat"]


def test_a_name_is_a_title_where_the_form_has_none() -> None:
    assert xlsform([HEADS, ("text", "a", "A")]).form["title"] == "Visit"


def test_what_belongs_to_one_row_of_an_outer_repeat_is_lost_and_never_taken_of_all_rows() -> None:
    rows = [
        ("begin repeat", "plot", "Plot"),
        ("text", "crop", "Crop"),
        ("begin repeat", "harvest", "Harvest"),
        ("decimal", "kg", "Kg"),
        ("text", "why", "Why", "${crop} = 'rice'"),
        ("end repeat",),
        ("calculate", "of_plot", "", "", "", "", "sum(${kg})"),
        ("end repeat",),
        ("calculate", "of_all", "", "", "", "", "sum(${kg})"),
    ]
    imported = xlsform([HEADS, *rows])
    assert [told.place for told in imported.lost] == ["survey row 8, of_plot", "survey row 6, why"]
    harvest = [{"plot_row": 1, "kg": "2.5"}, {"plot_row": 2, "kg": "4"}]
    found = evaluated(imported, {"plot": [{"crop": "rice"}, {"crop": "maize"}], "harvest": harvest})
    assert str(found.values["of_all"]) == "6.5"


def test_a_text_that_is_no_number_equals_no_number() -> None:
    rows = [("text", "s", "S"), ("text", "other", "Other", "${s} != 5"), ("text", "same", "Same", "not(${s} != 5)")]
    imported = xlsform([HEADS, *rows])
    assert {"other"} == evaluated(imported, {"s": "x"}).relevant - {"s"}
    assert {"same"} == evaluated(imported, {"s": "5"}).relevant - {"s"}


def test_what_is_left_of_a_division_by_nothing_is_blank() -> None:
    imported = xlsform([HEADS, ("integer", "a", "A"), ("calculate", "m", "", "", "", "", "7 mod ${a}")])
    assert not faults(imported, {"a": "0"})
    assert evaluated(imported, {"a": "4"}).values["m"] == 3


def test_rows_that_an_answer_asks_for_are_missed_where_there_are_none() -> None:
    repeat = ("begin repeat", "p", "P", "", "", "", "", "", "${a}")
    imported = xlsform([HEADS, ("integer", "a", "A"), repeat, ("text", "x", "X"), ("end repeat",)])
    assert faults(imported, {"a": "2"}) == {"p"}
    assert not faults(imported, {"a": "0"})


def test_parameters_that_say_how_a_question_looks_are_counted() -> None:
    imported = xlsform([("type", "name", "label", "parameters"), ("image", "pic", "Picture", "max-pixels=640")])
    assert imported.looks == {"column parameters": 1}


def test_a_repeat_in_a_repeat_is_asked_when_it_says_so_and_not_when_a_row_would() -> None:
    rows = [
        *(("integer", "a", "A"), ("begin repeat", "house", "Houses"), ("integer", "x", "X")),
        *(("begin repeat", "pet", "Pets", "${a} > 1"), ("text", "called", "Called"), ("end repeat",)),
        *(("begin repeat", "car", "Cars", "${x} > 1"), ("text", "maker", "Maker"), ("end repeat",), ("end repeat",)),
    ]
    imported = xlsform([HEADS, *rows])
    assert "pet" not in evaluated(imported, {"a": 1}).relevant
    assert [(told.construct, told.place) for told in imported.lost] == [("relevant", "survey row 8, repeat car")]


def test_every_word_of_another_language_is_kept() -> None:
    survey = [
        ("type", "name", "label::en", "label::fr", "required", "required_message::en", "required_message::fr"),
        ("integer", "a", "A", "A fr", "yes", "Needed", "Requis"),
        ("select_one l or_other", "o", "O", "O fr"),
        *(("begin repeat", "r", "Rows", "Lignes"), ("text", "x", "X", "X fr"), ("end repeat",)),
        *(("begin group", "g", "G", "G fr"), ("text", "q", "Q", "Q fr"), ("begin group", "h", "H", "H fr")),
        *(("text", "q2", "Q2", "Q2 fr"), ("end group",), ("end group",)),
    ]
    imported = xlsform(survey, [("list_name", "name", "label::en", "label::fr"), ("l", "a", "A", "A fr")])
    french = pack_of(imported).form_in("fr")
    assert french.field("a").help == "Requis"  # type: ignore[union-attr]
    assert french.field("o").choices[0].label == "A fr"  # type: ignore[union-attr]
    assert french.field("r").label == "Lignes"  # type: ignore[union-attr]
    assert french.field("h_heading").label == "H fr"  # type: ignore[union-attr]


def test_other_is_a_choice_that_rules_know() -> None:
    rows = [("select_one states or_other", "state", "State"), ("text", "why", "Why", "${state} = 'other'")]
    imported = xlsform([HEADS, *rows], CHOICES)
    assert "why" in evaluated(imported, {"state": "other"}).relevant
    assert "why" not in evaluated(imported, {"state": "tx"}).relevant


def test_a_group_that_begins_with_another_keeps_its_label() -> None:
    inner = [("text", f"q{n}", "Q") for n in range(4)]
    rows = [("begin group", "a", "Outer"), ("begin group", "b", "Inner"), *inner, ("end group",), ("end group",)]
    (page,) = xlsform([HEADS, *rows]).form["pages"]
    assert (page["title"], page["fields"][0]["label"]) == ("Inner", "Outer")


def test_columns_of_choices_are_called_as_they_are() -> None:
    choices = [("list_name", "name", "label", "count"), ("l", "few", "Few", "1"), ("l", "many", "Many", "9")]
    rows = [("integer", "n", "N"), ("select_one l", "a", "A", "", "", "count <= ${n}")]
    imported = xlsform([HEADS, *rows], choices)
    assert not imported.lost
    assert faults(imported, {"n": 3, "a": "many"}) == {"a"}


def test_a_note_that_is_calculated_shows_what_it_gives() -> None:
    imported = xlsform([HEADS, ("integer", "n", "N"), ("note", "twice", "Twice", "", "", "", "${n} * 2")])
    assert str(evaluated(imported, {"n": 3}).values["twice"]) == "6"


def test_a_percentage_is_at_most_a_hundred() -> None:
    imported = xlsform([HEADS, ("percentage", "p", "P")])
    assert faults(imported, {"p": 101}) == {"p"}
    assert not faults(imported, {"p": 100})


ASKED = ("text", "a", "A")
NOTED = [("begin repeat", "r", "R"), ASKED, ("note", "n", "N", "${a} = 'x'"), ("end repeat",)]
GIVEN = ("type", "name", "label")


@pytest.mark.parametrize(
    ("survey", "choices", "settings", "construct"),
    [
        ([HEADS, ASKED, ("", "", "", "${a} = 1")], (), (), "row without a type"),
        ([HEADS, ASKED], [("list_name", "name"), ("", "x")], (), "choice without a list"),
        ([HEADS, ASKED], (), [("form_title",), ("A",), ("B",)], "settings"),
        ([("type", "name", "label", "label"), (*ASKED, "B")], (), (), "column label"),
        ([(*GIVEN, "hint"), ("begin group", "g", "G", "H"), ASKED], (), (), "hint of a group"),
        ([(*GIVEN, "appearance"), (*ASKED, "ex:org.x()")], (), (), "another program"),
        ([(*GIVEN, "appearance"), ("select_one states", "a", "A", "search('f')")], CHOICES, (), "choices of states"),
        ([(*GIVEN, "constraint_message"), (*ASKED, "${a}")], (), (), "answer in a constraint_message"),
        ([HEADS, ("image", "a", "A", "", "", "", "1")], (), (), "calculation"),
        ([HEADS, *NOTED], (), (), "relevant"),
    ],
)
def test_nothing_of_a_sheet_is_passed_over_in_silence(
    survey: Rows, choices: Rows, settings: Rows, construct: str
) -> None:
    assert [told.construct for told in xlsform(survey, choices, settings).lost] == [construct]


def test_notes_and_groups_of_a_repeat_stand_in_the_hint_of_its_table_in_every_language() -> None:
    rows = [("begin repeat", "r", "R", "R fr"), ("note", "n", "Mind", "Attention"), ("text", "x", "X", "X fr")]
    rows += [("begin group", "g", "More", "Plus"), ("text", "y", "Y", "Y fr"), ("end group", "", "", "")]
    imported = xlsform([("type", "name", "label::en", "label::fr"), *rows])
    assert fields_of(imported)["r"]["hint"] == "Mind\nMore"
    assert pack_of(imported).form_in("fr").field("r").hint == "Attention\nPlus"  # type: ignore[union-attr]


@pytest.mark.parametrize("column", ["repeat_count", "choice_filter", "constraint_message"])
def test_a_column_without_an_effect_is_counted(column: str) -> None:
    imported = xlsform([("type", "name", "label", column), ("text", "a", "A", "x")])
    assert imported.looks == {f"column {column} without an effect": 1}


def test_that_a_group_is_required_has_no_effect() -> None:
    rows = [("begin group", "g", "G", "yes"), ("text", "a", "A", ""), ("end group", "", "", "")]
    imported = xlsform([("type", "name", "label", "required"), *rows])
    assert (imported.lost, imported.looks) == ((), {"column required without an effect": 1})
