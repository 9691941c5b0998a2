"""A model for natural language inference in a folder: read by the real library, known by its checksum."""

from pathlib import Path

import pytest
from entailment_examples import let_in
from nli_examples import a_model

from desktop_app.adapters import entailment_model
from desktop_app.adapters.entailment_model import PACKAGES, ModelFiles, OnnxSession
from desktop_app.domain.entailment import Question, ReadTry
from desktop_app.domain.errors import EndpointFailed, UsageError
from desktop_app.domain.reader_file import load_reader_file
from desktop_app.domain.support import Verdict

for package in PACKAGES:
    pytest.importorskip(package, reason="the optional part `semantic` is not installed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_model(tmp_path / "nli")


async def says(folder: Path, sentence: str, *passages: str) -> Verdict:
    files = ModelFiles()
    reader = await files.reader(await files.look(str(folder)))
    return (await reader.judge(Question(sentence, passages), let_in, lambda _: None)).verdict


async def test_it_says_what_the_model_finds_likeliest(folder: Path) -> None:
    assert await says(folder, "the fee", "the same fee") is Verdict.SUPPORTED
    assert await says(folder, "the other fee", "the fee") is Verdict.CONTRADICTED
    assert await says(folder, "the fee", "the fee") is Verdict.NOT_IN_PASSAGE


async def test_one_passage_that_bears_a_sentence_is_enough(folder: Path) -> None:
    assert await says(folder, "the fee", "the other fee", "the same fee") is Verdict.SUPPORTED


async def test_a_call_tells_of_its_tokens_and_costs_nothing(folder: Path) -> None:
    files, heard = ModelFiles(), list[ReadTry]()
    file = await files.look(str(folder))
    await (await files.reader(file)).judge(Question("a fee", ("the same fee",)), let_in, heard.append)
    (call,) = heard
    assert call.finished is not None and call.finished.fingerprint == file.digest
    assert call.finished.usage.tokens_in == 5 and call.endpoint.name == file.reader


async def test_other_files_are_another_reader_and_are_refused_until_they_are_chosen(folder: Path) -> None:
    files = ModelFiles()
    chosen = await files.look(str(folder))
    assert load_reader_file(chosen.dump()) == chosen
    (folder / "config.json").write_text((folder / "config.json").read_text() + " ")
    with pytest.raises(UsageError, match="checksum is another one"):
        await files.reader(chosen)
    assert (await files.look(str(folder))).reader != chosen.reader


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json", "config.json"])
async def test_a_file_that_is_not_there_is_named(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(UsageError, match=f"There is no {missing}"):
        await ModelFiles().look(str(folder))


async def test_a_model_that_says_something_else_is_refused(tmp_path: Path) -> None:
    stars = a_model(tmp_path, {"0": "1 star", "1": "2 stars", "2": "3 stars"})
    with pytest.raises(UsageError, match="not what a second reader says"):
        await ModelFiles().look(str(stars))


async def test_a_model_that_wants_other_things_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not known here: pixels"):
        await ModelFiles().look(str(a_model(tmp_path, given="pixels")))


async def test_a_file_that_is_no_model_is_refused(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(UsageError, match="cannot be read"):
        await ModelFiles().look(str(folder))


async def test_without_the_optional_part_it_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entailment_model, "find_spec", lambda package: None)
    with pytest.raises(UsageError, match="“semantic”, which is not installed") as refused:
        OnnxSession(folder)
    assert "countersign[semantic]" in refused.value.next


async def test_a_model_that_breaks_gives_no_verdict(folder: Path) -> None:
    class Breaks:
        def judge(self, pairs: object) -> tuple[list[Verdict], int]:
            raise RuntimeError("no memory")

    files = ModelFiles(lambda _: Breaks())
    reader, heard = await files.reader(await files.look(str(folder))), list[ReadTry]()
    with pytest.raises(EndpointFailed, match="gave no verdict"):
        await reader.judge(Question("a", ("b",)), let_in, heard.append)
    assert heard[0].finished is None
