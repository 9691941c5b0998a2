"""A second reader from files: an NLI model as ONNX with its tokenizer, run on this machine by the extra `semantic`.

Its folder holds `model.onnx`, `tokenizer.json` and `config.json` (whose `id2label` names entailment, contradiction and
neutral), as models for natural language inference are commonly exported. Nothing leaves the machine.
"""

import asyncio
import json
import os
import time
from collections.abc import Callable, Sequence
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from desktop_app.domain.draft import Asked, DraftRequest, Finished, Message
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.entailment import Question, ReadTry, ReadVerdict
from desktop_app.domain.errors import EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.form import Section
from desktop_app.domain.reader_file import LABELS, MODEL, WORDS, ReaderFile, digest_of, require_same
from desktop_app.domain.support import Verdict
from desktop_app.domain.usage import Usage
from desktop_app.services.ports import Admitted

PACKAGES = ("onnxruntime", "tokenizers", "numpy")
LONGEST = 512
"""Tokens of a pair that are looked at; of longer ones the passage is cut, which is why long passages are read apart."""
_SECTION = Section(section="second_reading", title="Second reading")
_BESIDE = (f"{MODEL}_data", f"{MODEL}.data")
_VERDICTS = {
    "entailment": Verdict.SUPPORTED,
    "contradiction": Verdict.CONTRADICTED,
    "neutral": Verdict.NOT_IN_PASSAGE,
    "not_entailment": Verdict.NOT_IN_PASSAGE,
}
_INPUTS = frozenset(("input_ids", "attention_mask", "token_type_ids"))


class Session(Protocol):
    """A model that is loaded."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[Verdict], int]:
        """What it says of each passage and sentence, and how many tokens it has read."""
        ...


class OnnxSession:
    """The model in a folder. Raises UsageError where it cannot be used, in words."""

    def __init__(self, folder: Path) -> None:
        if missing := [package for package in PACKAGES if find_spec(package) is None]:
            raise UsageError(
                f"A model in a file is read by the optional part “semantic”, which is not installed: {missing[0]}.",
                next="Install it with `pip install countersign[semantic]`, or choose an endpoint.",
            )
        try:
            self._load(folder)
        except UsageError:
            raise
        except Exception as error:  # the boundary: the file is a stranger's, and its library raises what it likes
            raise UsageError(
                f"The model in {folder} cannot be read ({type(error).__name__}).",
                next=f"Export it as {MODEL} with {WORDS} and {LABELS}.",
            ) from error

    def judge(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[Verdict], int]:
        """What it says of each passage and sentence: the label that it finds likeliest."""
        np, read = self._np, self._words.encode_batch(list(pairs))
        fed = {
            "input_ids": np.array([each.ids for each in read], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in read], dtype=np.int64),
            "token_type_ids": np.array([each.type_ids for each in read], dtype=np.int64),
        }
        (scores, *_) = self._session.run(None, {name: fed[name] for name in self._inputs})
        said = [self._labels[int(at)] for at in np.asarray(scores).argmax(axis=1)]
        return said, int(fed["attention_mask"].sum())

    def _load(self, folder: Path) -> None:
        import numpy
        import onnxruntime
        from tokenizers import Tokenizer

        self._np, self._labels = numpy, _labels(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, (os.cpu_count() or 2) - 1)  # the window goes on beside it
        options.log_severity_level = 4
        model = str(folder / MODEL)
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._inputs = [each.name for each in self._session.get_inputs()]
        if not set(self._inputs) <= _INPUTS:
            unknown = ", ".join(sorted(set(self._inputs) - _INPUTS))
            raise UsageError(f"The model asks for what is not known here: {unknown}.", next="Use another model.")
        self._words: Any = Tokenizer.from_file(str(folder / WORDS))
        self._words.enable_truncation(LONGEST, strategy="only_first")
        self._words.enable_padding()


class ModelEntailment:
    """Reads with a loaded model: a sentence is borne where one of its passages bears it, or all of them together."""

    def __init__(self, file: ReaderFile, session: Session) -> None:
        self._file, self._session = file, session

    @property
    def reader(self) -> str:
        """The name of the model, by its checksum."""
        return self._file.reader

    async def judge(self, question: Question, admit: Admitted, heard: Callable[[ReadTry], None]) -> ReadVerdict:
        """What it says; it names no words. Raises EndpointFailed."""
        endpoint = Endpoint(self.reader, EndpointKind.ON_DEVICE, model=Path(self._file.folder).name, at_once=1)
        passages = " ".join(question.passages)
        sent = (Message("user", f"{passages}\n\n{question.sentence}"),)
        await admit(Asked(endpoint, 1), DraftRequest(_SECTION, sent, (), max_tokens=1))
        started = time.monotonic()
        texts = tuple(dict.fromkeys((*question.passages, passages)))
        try:
            said, tokens = await asyncio.to_thread(self._session.judge, [(text, question.sentence) for text in texts])
        except Exception as error:  # the boundary: the model is a stranger's
            heard(ReadTry(endpoint, None, ErrorClass.UNUSABLE, None, _since(started), sent))
            raise EndpointFailed(ErrorClass.UNUSABLE, f"“{self.reader}” gave no verdict.") from error
        took, finished = _since(started), Finished("stop", endpoint.model, self._file.digest, Usage(tokens, 0, 0))
        heard(ReadTry(endpoint, finished, None, took, took, sent))
        return ReadVerdict(next(each for each in Verdict if each in said))


class ModelFiles:
    """The models in folders: looked at, and loaded once when one is first asked."""

    def __init__(self, load: Callable[[Path], Session] = OnnxSession) -> None:
        self._load = load
        self._loaded: dict[str, Session] = {}

    async def look(self, folder: str) -> ReaderFile:
        """What is in a folder, tried out. Raises UsageError."""
        found = await asyncio.to_thread(_found, Path(folder))
        await self._session(found)
        return found

    async def reader(self, chosen: ReaderFile) -> ModelEntailment:
        """The reader that was chosen, as long as its files are the same. Raises UsageError."""
        require_same(chosen, await asyncio.to_thread(_found, Path(chosen.folder)))
        return ModelEntailment(chosen, await self._session(chosen))

    async def _session(self, file: ReaderFile) -> Session:
        if file.digest not in self._loaded:
            self._loaded[file.digest] = await asyncio.to_thread(self._load, Path(file.folder))
        return self._loaded[file.digest]


def _found(folder: Path) -> ReaderFile:
    """The checksum of all that decides what the model says. Raises UsageError where something is missing."""
    folder = folder.expanduser().resolve()
    needed, parts = (MODEL, WORDS, LABELS), dict[str, str]()
    for name in (*needed, *_BESIDE):
        try:
            with (folder / name).open("rb") as file:
                parts[name] = file_digest(file, "sha256").hexdigest()
        except OSError as error:
            if name in needed:
                raise UsageError(
                    f"There is no {name} in {folder} that can be read.",
                    next=f"Name a folder with {', '.join(needed)}.",
                ) from error
    return ReaderFile(str(folder), digest_of(parts))


def _labels(folder: Path) -> dict[int, Verdict]:
    named = json.loads((folder / LABELS).read_text(encoding="utf-8"))["id2label"]
    labels = {int(at): _VERDICTS.get(str(label).casefold()) for at, label in named.items()}
    known = {at: verdict for at, verdict in labels.items() if verdict is not None}
    if len(known) != len(labels) or Verdict.SUPPORTED not in known.values():
        raise UsageError(
            f"The model says {', '.join(map(str, named.values()))}, which is not what a second reader says.",
            next=f"Its {LABELS} must name entailment, contradiction and neutral as its labels.",
        )
    return known


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
