"""Make labelled pairs from real documents for support_model.py: `python packaging/support_pairs.py DATA EDITS OUT`.

DATA is a folder with contracts-cuad, finance-tables-tatqa, regulations-cfpb and brand-18f-content-guide; EDITS one with
a `mutate.py` that makes generated edits. Two thirds of the documents are for fitting, the others for measuring: no
document is in both. Written are train_edits, train_seeds, train_foreign, test_edits, test_seeds, test_foreign and
test_questions (.jsonl).
"""

import importlib
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from seeded_errors import SEEDS, Drafted, near_extractive  # noqa: E402

from desktop_app.domain.sentence import sentences  # noqa: E402

LARGE = 100
"""Sentences of a document from which more are taken."""

Row = dict[str, Any]
BROKEN = re.compile(r"[\d.,:/-](?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b")
"""What the generated edits make of “1.9”: “1.nine”. Nobody writes that, and nothing is to be learned from it."""
Texts = list[str]


def split(text: str) -> Texts:
    """The sentences of a text, each in one line."""
    return [" ".join(text[place.start : place.end].split()) for place in sentences(text)]


def reports(data: Path) -> list[dict[str, Any]]:
    """Annual reports with their paragraphs and questions."""
    found: list[dict[str, Any]] = json.loads((data / "finance-tables-tatqa/tatqa_dataset_dev.json").read_text())
    return found


def documents(data: Path) -> list[Texts]:
    """All documents as sentences: contracts, reports, regulations by section, a style guide."""
    contracts = [split(path.read_text()) for path in sorted((data / "contracts-cuad/txt").glob("*.txt"))]
    finance = [[s for p in each["paragraphs"] for s in split(p["text"])] for each in reports(data)]
    rules: defaultdict[str, Texts] = defaultdict(list)
    for path in sorted((data / "regulations-cfpb").glob("*.jsonl")):
        for row in map(json.loads, path.read_text().splitlines()):
            rules[path.stem + "-".join(row["label"].split("-")[:2])] += split(row["text"])
    guide = [split(path.read_text()) for path in sorted((data / "brand-18f-content-guide").glob("*.md"))]
    return [*contracts, *(d for d in (*finance, *rules.values()) if len(d) > 5), *guide]


def edited(docs: Sequence[Texts], mutate: Any, seed: int) -> list[Row]:
    """Pairs by the generated edits."""
    large, small = [d for d in docs if len(d) > LARGE], [d for d in docs if len(d) <= LARGE]
    rows: list[Row] = mutate.make(large, 60, seed=seed) + mutate.make(small, 16, seed=seed + 1)
    return rows


def seeded(docs: Sequence[Texts], mutate: Any, seed: int) -> list[Row]:
    """Pairs by the seeded errors: a sentence as a near drafter has it, and the same with one error."""
    chance, rows = random.Random(seed), list[Row]()
    for doc in docs:
        whole = [i for i, text in enumerate(doc) if 40 < len(text) < 600 and len(text.split()) > 6]
        for i in chance.sample(whole, min(len(whole), 30 if len(doc) > LARGE else 5)):
            passages = mutate.window(doc, i, chance)
            kept = near_extractive(Drafted(doc[i], tuple(passages)), chance).text
            rows.append({"evidence": passages, "sentence": kept, "label": 1, "kind": "near"})
            for name in chance.sample(sorted(SEEDS), len(SEEDS)):
                if edit := SEEDS[name](kept, passages, chance):
                    rows.append({"evidence": passages, "sentence": edit[0], "label": 0, "kind": name})
                    break
    return rows


def foreign(docs: Sequence[Texts], mutate: Any, seed: int) -> list[Row]:
    """Pairs of which the wrong half is far away: a sentence of another document, one of another place of the document,
    and one that goes on with words from there. A score that was fitted to edits alone takes distance for a good sign.
    """
    chance, rows = random.Random(seed), list[Row]()
    every = [text for doc in docs for text in doc if _whole(text)]
    for doc in docs:
        whole = [i for i, text in enumerate(doc) if _whole(text)]
        for i in chance.sample(whole, min(len(whole), 20 if len(doc) > LARGE else 4)):
            passages = mutate.window(doc, i, chance)
            rest = [doc[j] for j in whole if doc[j] not in passages]
            kept = mutate.p_stack(doc[i], chance, None) or mutate.p_compress(doc[i], chance, None)
            kept = kept or near_extractive(Drafted(doc[i], tuple(passages)), chance).text
            wrong = [
                ("other document", chance.choice(every)),
                *([("other place", chance.choice(rest))] if rest else []),
            ]
            wrong.append(("goes on", _goes_on(doc[i], chance.choice(rest or every), chance)))
            rows.append({"evidence": passages, "sentence": kept, "label": 1, "kind": "near"})
            rows += ({"evidence": passages, "sentence": text, "label": 0, "kind": kind} for kind, text in wrong)
    return rows


def _whole(text: str) -> bool:
    return 40 < len(text) < 600 and len(text.split()) > 6


def _goes_on(text: str, other: str, chance: random.Random) -> str:
    """The beginning of one sentence with the end of the other."""
    head, tail = text.rstrip(".").split(), other.split()
    joint = chance.choice([" and ", ", which ", ", ", " because "])
    taken = chance.randint(4, max(5, len(tail) * 2 // 3))
    return " ".join(head[: chance.randint(len(head) // 2, len(head))]) + joint + " ".join(tail[-taken:])


def questions(data: Path, seed: int) -> list[Row]:
    """People's questions about reports with their answers, and with the answer to another question of the page."""
    chance, rows = random.Random(seed), list[Row]()
    for each in reports(data):
        passages = [paragraph["text"] for paragraph in each["paragraphs"]]
        asked = [q for q in each["questions"] if q["answer_from"] == "text" and q["answer_type"] == "span"]
        answers = [" ".join(map(str, q["answer"])) for q in asked]
        for question, answer in zip(asked, answers, strict=True):
            words = question["question"].rstrip("?")
            rows.append({"evidence": passages, "sentence": f"{words}: {answer}.", "label": 1, "kind": "answer"})
            if others := [other for other in answers if other != answer]:
                other = f"{words}: {chance.choice(others)}."
                rows.append({"evidence": passages, "sentence": other, "label": 0, "kind": "other answer"})
    return rows


def write(path: Path, rows: Iterable[Row]) -> None:
    """The rows but for sentences that stand in their evidence as they are, which are no question, and broken ones."""
    sound = (row for row in rows if not BROKEN.search(row["sentence"]))
    kept = [row for row in sound if row["sentence"] not in row["evidence"]]
    path.write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
    print(f"{path.name}: {len(kept)} sentences, {sum(row['label'] for row in kept)} supported")


if __name__ == "__main__":
    source, edits, out = map(Path, sys.argv[1:4])
    sys.path.insert(0, str(edits))
    maker, every = importlib.import_module("mutate"), documents(source)
    order = random.Random(1).sample(range(len(every)), len(every))
    held = set(order[: len(every) // 3])
    train = [doc for i, doc in enumerate(every) if i not in held]
    test = [every[i] for i in sorted(held)]
    out.mkdir(parents=True, exist_ok=True)
    write(out / "train_edits.jsonl", edited(train, maker, 100))
    write(out / "train_seeds.jsonl", seeded(train, maker, 5))
    write(out / "train_foreign.jsonl", foreign(train, maker, 11))
    write(out / "test_edits.jsonl", edited(test, maker, 900))
    write(out / "test_seeds.jsonl", seeded(test, maker, 6))
    write(out / "test_foreign.jsonl", foreign(test, maker, 12))
    write(out / "test_questions.jsonl", questions(source, 4))
