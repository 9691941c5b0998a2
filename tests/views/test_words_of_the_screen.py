"""Every word of the screen goes through translation, and none of them is forbidden (ux-spec 2, 7 and 10)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.translation import plural, read_plurals

PACKAGE = Path(__file__).parents[2] / "desktop_app"
FLOORS = ("views", "widgets", "qt")
FORBIDDEN = re.compile(
    r"\b(prompts?|tokens?|LLMs?|inference|embeddings?|pipelines?|generat\w*|hallucinat\w*|regenerat\w*|submit\w*"
    r"|success|oops|please|are you sure)\b|!",
    re.IGNORECASE,
)
SETTERS = {
    "setText",
    "setToolTip",
    "setPlaceholderText",
    "setWindowTitle",
    "setAccessibleName",
    "setAccessibleDescription",
    "setWhatsThis",
    "setTitle",
    "setInformativeText",
    "setPlainText",
    "addItem",
    "addAction",
}
"""What shows its first argument."""
MAKERS = {
    **dict.fromkeys(("words", "button", "chip", "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QAction"), 0),
    **dict.fromkeys(("named", "band", "RowList", "DropDown"), 1),
}
"""What shows the argument at this place."""
NOT_TRANSLATED = re.compile(r"Countersign|((Ctrl|Shift|Alt)[+ ])*([A-Z]|F\d+|Esc|Enter|Return)|[^A-Za-z]*")
"""The program's name, keys, and what has no letters."""
VERBS_OR_ES = re.compile(r"\b(are|were|have|wait|need|they)\b|%n (?!\w+\(s\))\w+s\b")
"""What is another form for one: a verb, or a plural without brackets."""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every file that shows something."""
    paths = [PACKAGE / "app.py", *(path for floor in FLOORS for path in sorted((PACKAGE / floor).glob("*.py")))]
    return ((path, ast.parse(path.read_text("utf-8"))) for path in paths)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")), node


@cache
def sources() -> dict[str, str]:
    """Every string that is translated, with the file that says it."""
    return {
        source: path.name
        for path, tree in trees()
        for name, call in calls(tree)
        if name in ("tr", "translate") and (source := source_of(name, call))
    }


def source_of(name: str, call: ast.Call) -> str:
    """The first argument of a widget's own `tr`; the second where a context stands before it."""
    texts = [arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else "" for arg in call.args]
    own = isinstance(call.func, ast.Attribute) and name == "tr"
    return texts[0] if own else texts[1] if len(texts) > 1 else ""


def shown(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Words that are shown as they stand in the program."""
    for name, call in calls(tree):
        at = 0 if name in SETTERS else MAKERS.get(name) if name != "words" or "kit" in ast.unparse(call.func) else None
        if at is not None and len(call.args) > at:
            yield from ((call.lineno, text) for text in bare(call.args[at]))


def bare(node: ast.expr) -> Iterator[str]:
    """The words of a literal, or around what is put into one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else " " for part in node.values)
        yield re.sub(r"<[^>]*>", "", text)
    elif isinstance(node, ast.IfExp):
        yield from (*bare(node.body), *bare(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*bare(node.left), *bare(node.right))


def test_there_are_strings_to_look_at() -> None:
    assert len(sources()) > 150
    assert "Models and keys" in sources()
    assert "Reviewer" in sources()


def test_every_string_of_the_screen_is_translated() -> None:
    bypassed = [
        f"{path.name}:{line} “{text}”"
        for path, tree in trees()
        for line, text in shown(tree)
        if not NOT_TRANSLATED.fullmatch(text.strip())
    ]
    assert bypassed == []


def test_what_is_translated_stands_in_the_program_as_one_literal() -> None:
    put_together = [
        f"{path.name}:{call.lineno}"
        for path, tree in trees()
        for name, call in calls(tree)
        if name in ("tr", "translate") and any(isinstance(arg, ast.JoinedStr) for arg in call.args)
    ]
    assert put_together == []


def test_no_string_of_the_screen_has_a_forbidden_word() -> None:
    assert [f"{file}: {source}" for source, file in sources().items() if FORBIDDEN.search(source)] == []
    plurals = [words for forms in read_plurals(resources_folder()).values() for words in forms.values()]
    assert plurals
    assert [words for words in plurals if FORBIDDEN.search(words)] == []


@pytest.mark.parametrize("word", ["Prompt", "tokens", "an LLM", "Generate", "Well done!"])
def test_a_forbidden_word_is_found(word: str) -> None:
    assert FORBIDDEN.search(f"Say {word} here")


def test_every_count_that_an_s_does_not_put_right_has_both_forms() -> None:
    table = read_plurals(resources_folder())
    counted = {source for source in sources() if "%n" in source}
    assert [source for source in counted if VERBS_OR_ES.search(source) and source not in table] == []
    assert set(table) - counted == set(), "the table holds what nothing says any more"


@pytest.mark.parametrize(("count", "words"), [(0, "%n pages"), (1, "%n page"), (2, "%n pages")])
def test_a_plural_is_english(count: int, words: str) -> None:
    assert plural({}, "%n page(s)", count) == words
