"""Every form pack that comes with the program, by what all of them promise: whoever adds one adds no test here."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from cli_examples import countersign

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.evaluation_files import PackEvaluations, read_sample
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.answers import parse
from desktop_app.domain.evaluation import CaseKind, EvaluationCase
from desktop_app.domain.pack import Pack

PACKS = PackFolders([forms_folder()])
every_pack = pytest.mark.parametrize("name", PACKS.names())
FEWEST, FEWEST_HOSTILE, FEWEST_UNANSWERABLE = 20, 5, 3


@cache
def pack(name: str) -> Pack:
    return PACKS.load(name)


@cache
def cases(name: str) -> tuple[EvaluationCase, ...]:
    return PackEvaluations().cases(pack(name))


@every_pack
def test_it_has_no_fault(name: str) -> None:
    assert pack(name).form.form == name  # a pack with a fault is not loaded: what is raised lists each
    assert {"README.md", "sample/case.yaml"} <= set(pack(name).files)
    assert any(path.startswith("practice/") for path in pack(name).files)
    assert pack(name).form.export.docx in pack(name).files


@every_pack
def test_it_is_evaluated_by_enough_cases_of_each_kind_whose_documents_are_there(name: str) -> None:
    kinds = Counter(case.kind for case in cases(name))
    assert len({case.case for case in cases(name)}) == sum(kinds.values()) >= FEWEST
    assert kinds[CaseKind.HOSTILE] >= FEWEST_HOSTILE
    assert kinds[CaseKind.UNANSWERABLE] >= FEWEST_UNANSWERABLE
    attached = {each.name: each for case in cases(name) for group in case.attach.values() for each in group}
    assert all(PackEvaluations().attached(pack(name), each) for each in attached.values())
    assert pack(name).form.bar


@every_pack
def test_every_answer_of_its_cases_and_its_sample_is_one_of_its_fields(name: str) -> None:
    form, sample = pack(name).form, read_sample(pack(name))
    for answers in (sample.answers, sample.correction.answers, *(case.answers for case in cases(name))):
        for field, given in answers.items():
            asked = form.field(field)
            assert asked is not None, field
            assert parse(asked, given) is not None
    assert set(sample.written) <= {section.section for section in form.sections if section.author == "person"}


@every_pack
@pytest.mark.long
def test_its_cases_reach_its_bar_without_a_model(name: str, tmp_path: Path) -> None:
    told = countersign("eval", "run", name, "--endpoint", "assembled", "--home", tmp_path, "--json")
    assert told.code == 0, [case["misses"] for case in told.json["cases"] if not case["clean"]]


@every_pack
@pytest.mark.long
def test_its_sample_is_signed_and_leaves_as_a_document(name: str, tmp_path: Path) -> None:
    document = tmp_path / "signed.docx"
    told = countersign("sample", "--pack", name, "--home", tmp_path / "home", "--export", document, "--json")
    assert told.code == 0, told.out
    assert told.json["state"] == "signed"
    assert told.json["record"]["verified"]
    assert document.read_bytes().startswith(b"PK")


@pytest.mark.long
def test_samples_of_every_pack_stand_in_one_home(tmp_path: Path) -> None:
    for name in reversed(PACKS.names()):
        assert countersign("sample", "--pack", name, "--home", tmp_path, "--json").code == 0, name
