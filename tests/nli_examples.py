"""A tiny model for natural language inference in a folder, written by hand: it looks at the highest word it is given.

`same` bears, `other` contradicts, and anything else is not in the passage. ONNX is protobuf: the few messages that such
a model takes are put together here, so that the real library reads a real file.
"""

import json
import struct
from pathlib import Path

WORDS = ("[PAD]", "[UNK]", "fee", "same", "other")
LABELS = {"0": "CONTRADICTION", "1": "neutral", "2": "Entailment"}
_FLOAT, _INT64 = 1, 7
_NUMBERS = {"three": 3.0, "minus": -8.0, "top": 3.0, "five": 5.0, "much": 15.0, "zero": 0.0}


def a_model(folder: Path, labels: dict[str, str] | None = None, given: str = "input_ids") -> Path:
    """The folder, with such a model in it."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder.mkdir(parents=True, exist_ok=True)
    words = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps({"id2label": labels or LABELS}))
    (folder / "model.onnx").write_bytes(_model(given))
    return folder


def _model(given: str) -> bytes:
    """Of the highest number h: 3 - 8(h - 3)^2 speaks for `same` (3), 5h - 15 for `other` (4), 0 for neither."""
    nodes = (
        _node("Cast", [given], "floats", _int("to", _FLOAT)),
        _node("ReduceMax", ["floats"], "high", _ints("axes", 1)),
        _node("Sub", ["high", "three"], "far"),
        _node("Mul", ["far", "far"], "square"),
        _node("Mul", ["square", "minus"], "fallen"),
        _node("Add", ["fallen", "top"], "same"),
        _node("Mul", ["high", "five"], "raised"),
        _node("Sub", ["raised", "much"], "other"),
        _node("Mul", ["high", "zero"], "neither"),
        _node("Concat", ["other", "neither", "same"], "logits", _int("axis", 1)),
    )
    graph = b"".join(_field(1, each) for each in nodes) + _field(2, b"nli")
    graph += b"".join(_field(5, _number(name, value)) for name, value in _NUMBERS.items())
    graph += _field(11, _value(given, _INT64)) + _field(12, _value("logits", _FLOAT))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 13))


def _node(kind: str, given: list[str], gives: str, *attributes: bytes) -> bytes:
    named = b"".join(_field(1, each.encode()) for each in given) + _field(2, gives.encode())
    return named + _field(4, kind.encode()) + b"".join(_field(5, each) for each in attributes)


def _int(name: str, value: int) -> bytes:
    return _field(1, name.encode()) + _field(3, value) + _field(20, 2)


def _ints(name: str, value: int) -> bytes:
    return _field(1, name.encode()) + _field(8, value) + _field(20, 7)


def _number(name: str, value: float) -> bytes:
    return _field(1, 1) + _field(2, _FLOAT) + _field(8, name.encode()) + _field(9, struct.pack("<f", value))


def _value(name: str, kind: int) -> bytes:
    shape = b"".join(_field(1, _field(2, each)) for each in (b"texts", name[:3].encode()))
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


def _field(number: int, value: int | bytes) -> bytes:
    """A field of a message: a number, or what has a length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    low, rest = value & 127, value >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])
