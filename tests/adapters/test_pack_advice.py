"""Advice has its place in the files of a pack, and is given only where there is no fault."""

from pathlib import Path

from pack_examples import FORM, changed, write_pack

from desktop_app.adapters.pack_files import PackFolders


def test_advice_stands_at_the_line_and_column_that_it_is_about(tmp_path: Path) -> None:
    form = changed(FORM, ('"total >= 5000.00 && known"', '"total >= 25000.00 && known"'))
    folder = write_pack(tmp_path, form, **{"prompts/old.md": "Unused."})
    told = {(a.file, a.line): a for a in PackFolders([]).advice(str(folder))}
    line = form.splitlines().index(next(text for text in form.splitlines() if "&& known" in text)) + 1
    assert "never reached" in told["form.yaml", line].what
    assert form.splitlines()[line - 1][told["form.yaml", line].column - 2] == '"'
    assert ("prompts/old.md", 1) in told


def test_a_pack_with_faults_gets_no_advice_and_one_with_advice_loads(tmp_path: Path) -> None:
    packs = PackFolders([])
    good = write_pack(tmp_path / "good")
    assert packs.advice(str(good))
    assert packs.load(str(good)).form.form == "small"
    assert packs.advice(str(write_pack(tmp_path / "bad", changed(FORM, ("role: reviewer", "role: king"))))) == ()
