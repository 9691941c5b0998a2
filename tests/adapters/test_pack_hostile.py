"""Whatever stands in a pack's files: faults, and never a traceback."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_examples import FILES, FORM

from desktop_app.adapters.evaluation_files import read_sample
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.yaml_nodes import LARGEST, read_yaml
from desktop_app.domain.errors import PackInvalid

PIECES = (
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "\n",
    "  ",
    '"',
    "'",
    "&a ",
    "*a",
    "!!int ",
    "|",
    ">",
    "%",
    "#",
    "\t",
    "\x00",
    "é",
)
WORDS = st.sampled_from(
    (*PIECES, "null", "true", "1e999", "010", "[]", "{}", "-1", "a.b", "&&", "(" * 40, "(?P<value>")
)
FILES_AS_BYTES = {path: text.encode() for path, text in FILES.items()}


def restore(form: bytes) -> None:
    """Load a pack with this form; only PackInvalid may be raised, with at least one fault."""
    try:
        PackFolders([]).restore({**FILES_AS_BYTES, "form.yaml": form})
    except PackInvalid as refused:
        assert refused.faults


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(FORM)), st.integers(0, 12), WORDS), min_size=1, max_size=3))
def test_a_form_with_parts_replaced_is_valid_or_refused(changes: list[tuple[int, int, str]]) -> None:
    text = FORM
    for at, length, word in changes:
        text = text[:at] + word + text[at + length :]
    restore(text.encode())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(FORM) - 1), st.integers(0, 255))
def test_a_form_with_a_byte_replaced_is_valid_or_refused(at: int, byte: int) -> None:
    body = bytearray(FORM.encode())
    body[at] = byte
    restore(bytes(body))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(FORM)))
def test_a_form_that_is_cut_off_is_refused(at: int) -> None:
    restore(FORM[:at].encode())


LINES = FORM.splitlines(keepends=True)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))
def test_a_form_with_lines_moved_is_valid_or_refused(one: int, other: int) -> None:
    lines = list(LINES)
    lines.insert(other, lines.pop(one))
    restore("".join(lines).encode())


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60) | st.text(st.sampled_from("&*!|>%@`[]{}:,-?\n #'\"a1"), max_size=40).map(str.encode))
def test_any_bytes_give_a_value_or_faults(body: bytes) -> None:
    value, faults = read_yaml(body)
    assert value is not None or faults


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("abkindtotal.()&|=<>!?:+-*/ '\"[]{},01\\"), max_size=40))
def test_any_rule_is_compiled_or_refused(rule: str) -> None:
    quoted = "'" + rule.replace("'", "''") + "'"
    restore(FORM.replace("birth < today()", quoted).encode())


HARMFUL = {
    "picture": b"\x89PNG\r\n\x1a\n" * 100,
    "deep": b"[" * 50_000,
    "deep list": b"- " * 50_000,
    "large": b"a" * (LARGEST + 1),
    "utf-16": b"\xff\xfe\x00",
    "empty": b"",
    "number": b"5",
    "list": b"[]",
    "mapping": b"{}",
    "aliases": b"a: &x [1]\nb: [*x, *x]",
    "circle": b"&a [*a]",
    "version": b"%YAML 1.1\n---\na: yes",
    "two": b"a: 1\n---\nb: 2",
    "key": b"? [1]\n: 2",
    "long number": b"pages: " + b"9" * 5000,
    "infinite": b"a: 1e9999",
    "code": b"!!python/object/apply:os.system ['true']",
}


@pytest.mark.parametrize("body", HARMFUL.values(), ids=HARMFUL.keys())
def test_files_made_to_harm_are_refused(body: bytes) -> None:
    with pytest.raises(PackInvalid) as refused:
        PackFolders([]).restore({**FILES_AS_BYTES, "form.yaml": body})
    assert refused.value.faults


BROKEN = [b"{{" * 9000, b"{% for a in b %}" * 2000, b"\xff", b"{{ " + b"(" * 3000, b"x" * 99_999]


@pytest.mark.parametrize("path", ["prompts/summary.md", "assembled/summary.md"])
@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_templates_made_to_harm_are_refused(path: str, body: bytes, tmp_path: Path) -> None:
    for name, content in {**FILES_AS_BYTES, path: body}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PackInvalid) as refused:
        PackFolders([]).load(str(tmp_path))
    assert all(fault.startswith(path) for fault in refused.value.faults)


@pytest.mark.parametrize("body", [b"answers: " + b"[" * 3000, *HARMFUL.values()], ids=["deep", *HARMFUL.keys()])
def test_a_sample_made_to_harm_is_refused(body: bytes) -> None:
    pack = PackFolders([]).restore({**FILES_AS_BYTES, "sample/case.yaml": body})
    with pytest.raises(PackInvalid):
        read_sample(pack)


def _faults(folder: Path, form: bytes = FILES_AS_BYTES["form.yaml"]) -> list[tuple[str, int, str]]:
    for name, content in {**FILES_AS_BYTES, "form.yaml": form}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return [(fault.file, fault.line, fault.what) for fault in PackFolders([]).check(str(folder))]


def test_links_that_lead_to_each_other_are_told(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "a.md").symlink_to("b.md")
    (tmp_path / "reference" / "b.md").symlink_to("a.md")
    assert [(file, line) for file, line, _ in _faults(tmp_path)] == [("reference/a.md", 1), ("reference/b.md", 1)]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("label: Name", "label: " + "[" * 9_000, "nested too deeply"),
        ("label: Name", "label: Na\x00me", "U+0000"),
        ("    title: Who", "\ttitle: Who", "cannot start any token"),
    ],
)
def test_what_is_no_yaml_is_told_at_its_line(tmp_path: Path, old: str, new: str, what: str) -> None:
    ((_, line, told),) = _faults(tmp_path, FORM.replace(old, new, 1).encode())
    assert line == FORM[: FORM.index(old)].count("\n") + 1
    assert what in told


def test_too_many_values_are_told_once(tmp_path: Path) -> None:
    ((_, line, told),) = _faults(tmp_path, (FORM + "more:\n" + "- 1\n" * 60_000).encode())
    assert "more than 50000 values" in told
    assert line > 40_000


def test_hundreds_of_faults_are_all_told(tmp_path: Path) -> None:
    fields = "".join(f"      - {{field: f{n}, type: texd, lable: L}}\n" for n in range(300))
    form = FORM.replace("decisions:", "  - page: more\n    title: More\n    fields:\n" + fields + "decisions:", 1)
    assert len(_faults(tmp_path, form.encode())) == 600
