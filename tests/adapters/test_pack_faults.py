"""Every fault of a pack is told with its line and column, what is wrong and what would be right, all at once."""

from pathlib import Path

import pytest
from pack_examples import FORM, changed, faults_with, write_pack

from desktop_app.adapters.pack_files import PackFolders

CONVERT = "convert(sum(payments.amount), '%s', '%s', 1.1)"


def line_of(text: str) -> int:
    return FORM[: FORM.index(text)].count("\n") + 1


# The sign ¦ stands where the fault is to be told.
@pytest.mark.parametrize(
    ("old", "new", "what", "right"),
    [
        ("title: A small form", "¦titel: A small form", "no key “titel”", "“title”"),
        ("label: Kind, choices", "¦lable: Kind, choices", "no key “lable”", "“label”"),
        ("{agree: {field: total", "{agree: {¦feld: total", "no key “feld”", "“field”"),
        ("type: boolean", "type: ¦bolean", "“type” cannot be “bolean”", "'boolean'"),
        ("version: 1.0.0", "version: ¦1.0", "“version” cannot be “1.0”", "text"),
        ("version: 1.0.0", "version: ¦one", "“version” cannot be “one”", "1.0.0"),
        ("version: 1.0.0", "version: ¦010", "010 is read as 10", "'010'"),
        ("title: A small form", "title: ¦&a A small form", "Anchors", "Write the value out"),
        ("title: A small form", "title: ¦!!python/name:os.system x", "tag", "Leave it out"),
        ("roles:", "title: One\n¦title: Two\nroles:", "second time", "Keep one"),
        ("  problem: It takes long.\n  user", "  ¦user", "“problem” is missing", "Add “problem"),
        ("{field: files, type", "{field: ¦name, type", "second time", "another name"),
        ("decision: filing", "decision: ¦name", "second time", "another name"),
        ("section: reason", "section: ¦summary", "second time", "another name"),
        ("{field: known, type", "{field: ¦value, type", "reserved", "value_given"),
        ("{field: known, type", "{field: ¦items, type", "reserved", "items_given"),
        ("{field: pieces, type", "{field: ¦in, type", "reserved", "in_given"),
        ("{field: pieces, type", "{field: ¦day, type", "second time", "another name"),
        ("{field: pieces, type: integer", "{field: pieces, type: ¦party", "cannot be a column", "outside"),
        ("decisions:", "  - {page: each, title: E, repeat: payments, "
         "fields: [{field: paper, type: ¦attachment}]}\ndecisions:",
         "page that repeats cannot ask for type “attachment”", "once for the case"),
        ("label: Pieces", 'label: Pieces, constraint: "row.¦peces > 1"', "no “peces”", "“pieces”"),
        ("label: Pieces", 'label: Pieces, calculation: ¦row.pieces', "need each other: payments.pieces", "answers"),
        ("label: Pieces", 'label: Pieces, relevant: "row.amount ¦> 1"', "does not go with number", "1.00"),
        ("label: Is it known?", "label: K, choice_filter: ¦known", "no choice", "or leave choice_filter out"),
        ("label: Is it known?", "label: K, checksum: ¦iban", "no identifier", "or leave checksum out"),
        ("type: text, label: Name", "type: phone, region: ¦Germany, label: Name", "no country", "DE"),
        ("type: text, label: Name", "type: text, pattern: ¦(, label: Name", "no RE2", "simpler"),
        ("type: text, label: Name", "type: text, words: ¦[5, 2], label: Name", "fewer words at most", "Change"),
        ("type: text, label: Name", "type: choice, choice_list: ¦kids, label: Name", "no list “kids”", "Leave it out"),
        ("type: text, label: Name", "type: text, calculation: kind, default: ¦a, label: Name", "and a default", "one"),
        ("min_files: 1", "accept: [¦pfd]", "“pfd” is no kind of file", "“pdf”"),
        ("label: Day}", "label: Day, total: ¦sum}", "no numbers", "count"),
        ("page: activity", "page: activity\n    repeat: ¦payments", "No page before", "Leave it out"),
        ("outcome: kept, ", "", "gives an outcome", "then:"),
        ("outcome: kept, ", "then: ¦filling, ", "“filling”", "Leave it out"),
        ('"sum(payments.amount)"', f'"¦{CONVERT % ("EUR", "USD")}"', "is in USD, and the field in EUR", "EUR"),
        ('"sum(payments.amount)"', f'"¦{CONVERT % ("USD", "EUR")}"', "converted from USD", "Write EUR"),
        ("{field: kind, type: choice, label: Kind, choices: [person, organisation]",
         "¦{field: kind, type: choice, label: Kind", "no choices", "choices: [one"),
        ("[person, organisation]", "¦[person, person]", "given twice", "Keep one"),
        ("columns:", "max_rows: ¦0\n        columns:", "fewer rows at most", "Change"),
        ("{field: known", "¦{field: more, type: table}\n      - {field: known", "no columns", "columns:"),
        ("label: Is it known?", "label: K, columns: ¦[{field: a, type: text}]", "no table", "type table"),
        ("label: Is it known?", "label: K, choices: ¦[a]", "no choice", "type choice"),
        ("label: Is it known?", "label: K, default: ¦perhaps", "perhaps", "yes or no"),
        ("label: Files, min_files: 1", "label: Files, calculation: ¦known", "not calculated", "Leave"),
        ("currency: EUR, label: Total", "currency: ¦euro, label: Total", "no currency", "EUR"),
        ("{field: total, type: money, currency: EUR,", "¦{field: total, type: money,", "no currency", "EUR"),
        ("total >= 5000.00 && known", "total >= 5000.00 && ¦knwn", "“knwn”", "“known”"),
        ("total >= 25000.00", "total ¦>= 25000", "“>=” does not go with number and whole number", "25000.00"),
        ("constraint: birth < today()", "constraint: ¦birht < today()", "“birht”", "“birth”"),
        ("birth < today()", "\"birth < today() && (known ¦? kind : true)\"", "does not go with", "one kind"),
        ('"sum(payments.amount)"', '"sum(payments.¦amont)"', "no “amont”", "“amount”"),
        ('when: "true", outcome: kept', 'when: "¦known", outcome: kept', "may not hold", "true"),
        ("uses: [name, total,", "uses: [name, ¦totl,", "“totl”", "“total”"),
        ("from: [files, reference]", "from: [¦name, reference]", "“name”", "files"),
        ("slot: account, from: files", "slot: account, from: ¦file", "“file”", "“files”"),
        ("slot: account, from: files", 'slot: account, from: files, unless: ¦(', "no RE2 expression", "Correct"),
        ("slot: account, from: files", 'slot: account, from: files, also: ¦(?P<value>x)', "finds no room", "most:"),
        ("after: [summary]", "after: [¦summry]", "“summry”", "“summary”"),
        ("after: [summary]", "after: [¦reason]", "“reason”", "summary"),
        ("prompt: prompts/summary.md", "prompt: ¦prompts/summry.md", "no file", "“prompts/summary.md”"),
        ("budget:", "export: {docx: ¦report.docx}\nbudget:", "no file", ""),
        ("    prompt: prompts/summary.md\n    assembled: assembled/summary.md\n", "", "", ""),
        ("Account (?P<value>[0-9]{8})", "¦Account (?P<value>[0-9]{8}", "no RE2 expression", "Correct"),
        ("Account (?P<value>[0-9]{8})", "¦Account (?P<number>[0-9]{8})", "no group", "(?P<value>"),
        ("Account (?P<value>[0-9]{8})", "¦Account (?P<value>(?&digits))", "no fragment “digits”", "fragments"),
        ("Account (?P<value>[0-9]{8})", "¦Account (?P<value>(?=x)[0-9])", "no RE2 expression", "simpler"),
        ("\nsections:", "\nchecks: [forbid: {words: ['¦ ']}]\nsections:", "blank", "Write a word"),
        ("\nsections:", "\nchecks: [¦{facts: {slots: [account]}}]\nsections:", "stands on a slot", "that section"),
        ("\nsections:", "\nchecks: [¦grounded]\nsections:", "no check", "grounded_figures"),
        ("\nsections:", "\nchecks: [disclose: {text: a, relevant: ¦known}]\nsections:", "always holds", "one section"),
        ("{agree: {field: total, slot: account}}", "{disclose: {text: a, relevant: ¦known}}", "“known”", "“uses”"),
        ("{agree: {field: total, slot: account}}", "{disclose: {text: a, relevant: ¦filng}}", "“filng”", "filing"),
        ("{field: total, slot: account}", "{field: ¦totl, slot: account}", "“totl”", "“total”"),
        ("{field: total, slot: account}", "{field: total, slot: ¦acount}", "“acount”", "“account”"),
        ("{agree: {field: total, slot: account}}", "¦grounded_figure", "no check", "grounded_figures"),
        ("total, slot: account}}", "total, slot: account, choice: ¦x}}", "“x”", "Leave"),
        ("{agree: {field: total, slot: account}}", "{forbid: {wrds: [a]}}", "no key “wrds”", "“words”"),
        ("{agree: {field: total, slot: account}}", "{reading: ¦{finding: note}}", "reading", "grade_at_most"),
        ("{agree: {field: total, slot: account}}", "{reading: {grade_at_most: ¦x}}", "“x”", "number"),
        ("{agree: {field: total, slot: account}}", "{tone: {rules: [¦hedgin]}}", "hedgin", "hedging"),
        ("{agree: {field: total, slot: account}}", "{facts: {slots: [¦acount]}}", "no slot “acount”", "“account”"),
        ("{agree: {field: total, slot: account}}", "{forbid: {words: [a], instead: {b: ¦c}}}", "none of", "of: a."),
        ("{agree: {field: total, slot: account}}", '{require: {words: ["¦ "]}}', "blank", "Write a word"),
        ("stage: review, role: reviewer", "stage: review, role: ¦revewer", "“revewer”", "“reviewer”"),
        ("stage: review", "stage: ¦author", "reserved", "another"),
        ("stage: sign_off", "stage: ¦review", "second time", "another"),
        ("due: 2d", "due: ¦soon", "“due” cannot be “soon”", "2d"),
        ("author: person", "author: person\n    words: ¦[9, 2]", "least is more", "[least, most]"),
        ("author: person", "author: person\n    relevant: ¦knwn", "“knwn”", "“known”"),
        ("author: person", "author: person\n    relevant: ¦birth < today()", "with the day", "answers and documents"),
        ("budget:", "retention: ¦long\nbudget:", "no length of time", "5y"),
        ("budget:", "notices: {low: ¦soon}\nbudget:", "“low” cannot be “soon”", "digest, or a time such as 30m"),
        ("budget:", "notices: {¦lo: now}\nbudget:", "no key “lo”", "“low”"),
        ("certainty: 0.9", "certainty: ¦1.9", "“certainty” cannot be “1.9”", "less than 1"),
        ("role: officer, relevant", "role: officer, beside: ¦signing, relevant", "stand behind “signing”", "review"),
        ("role: officer, relevant", "role: officer, beside: ¦review, relevant", "decides section by section", "both"),
        ("role: reviewer, relevant", "role: reviewer, beside: ¦review, relevant", "not stand behind", "first stage"),
        ("role: officer, relevant", "role: officer, approvals: ¦3 of 2, relevant", "3 approvals of 2", "2 of 3"),
        ("role: officer, relevant", "role: officer, escalate_to: ¦analyst, relevant", "for others", "approver"),
        ("role: officer, relevant", "role: officer, due_days: ¦some, relevant", "cannot be “some”", "working"),
    ],
)  # fmt: skip
def test_a_fault_has_its_place_and_its_remedy(tmp_path: Path, old: str, new: str, what: str, right: str) -> None:
    marked = changed(FORM, (old, new))
    before = marked.partition("¦")[0]
    faults = PackFolders([]).check(str(write_pack(tmp_path, marked.replace("¦", ""))))
    assert [f for f in faults if what in f.what and right in f.right], faults
    if "¦" in marked:
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        assert place in [(f.line, f.column) for f in faults], faults


def test_a_fault_names_the_line_of_the_file(tmp_path: Path) -> None:
    (fault,) = faults_with(tmp_path, ("constraint: birth < today()", "constraint: birht < today()"))
    assert (fault.file, fault.line) == ("form.yaml", line_of("constraint: birth"))


def test_a_fault_in_a_rule_of_several_lines_has_its_own_line(tmp_path: Path) -> None:
    rule = "constraint: |\n          birth < today() &&\n          knwn"
    (fault,) = faults_with(tmp_path, ("constraint: birth < today()", rule))
    assert (fault.line, fault.column) == (line_of("constraint: birth") + 2, 11)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    faults = faults_with(
        tmp_path,
        ("title: A small form", "titel: A small form"),
        ("type: boolean", "type: bolean"),
        ("birth < today()", "birht < today()"),
        ("after: [summary]", "after: [summry]"),
        ("role: officer", "role: oficer"),
    )
    told = " ".join(str(fault) for fault in faults)
    assert all(word in told for word in ("titel", "bolean", "birht", "summry", "oficer"))
    assert "“known”" not in told, "the field with a fault is not missing besides"


def test_a_missing_key_does_not_hide_the_other_faults(tmp_path: Path) -> None:
    faults = faults_with(tmp_path, ("title: A small form\n", ""), ("birth < today()", "birht < today()"))
    assert len(faults) == 2


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ answers.nme }}", "“answers” has no “nme”"),
        ("{{ answers['nme'] }}", "“answers” has no “nme”"),
        ("{% if 'nme' in answers %}x{% endif %}", "“answers” has no “nme”"),
        ("{{ answers.known }}", "“answers” has no “known”"),
        ("{{ decisions.filing.reasn }}", "“filing” has no “reasn”"),
        ("{{ slots.acount }}", "“slots” has no “acount”"),
        ("{{ answer.name }}", "“answer”"),
        ("{{ answers.name", "breaks here"),
        ("{% include 'x' %}", "may not use"),
        ("{{ answers.name.__class__ }}", "“name” has no “__class__”"),
        ("{% for x in answers.name %}{{ y }}{% endfor %}", "“y”"),
    ],
)
@pytest.mark.parametrize("path", ["assembled/summary.md", "prompts/summary.md"])
def test_a_template_that_names_what_is_not_there_is_a_fault(tmp_path: Path, path: str, text: str, what: str) -> None:
    folder = write_pack(tmp_path, **{path: f"One line.\n{text}"})
    faults = [f for f in PackFolders([]).check(str(folder)) if f.file == path]
    assert [(f.line, what in f.what) for f in faults] == [(2, True)]


def test_a_template_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (folder / "prompts" / "summary.md").write_bytes(b"\xff\xfe")
    (fault,) = PackFolders([]).check(str(folder))
    assert "UTF-8" in fault.what


@pytest.mark.parametrize("text", ["just words", "a: [", "a: 1\na: 2", ""])
def test_an_evaluation_file_that_is_no_yaml_is_a_fault(tmp_path: Path, text: str) -> None:
    folder = write_pack(tmp_path, **{"evals/first.yaml": text})
    assert [f.file for f in PackFolders([]).check(str(folder))] == ["evals/first.yaml"]


def test_sections_that_wait_for_each_other_are_a_fault(tmp_path: Path) -> None:
    faults = faults_with(tmp_path, ("uses: [name, total,", "after: [reason]\n    uses: [name, total,"))
    assert ["wait for each other" in f.what for f in faults] == [True]


def test_the_small_pack_is_changed_by_these_tests_and_good_by_itself(tmp_path: Path) -> None:
    assert faults_with(tmp_path) == ()
    assert changed(FORM, ("small", "large")) != FORM
