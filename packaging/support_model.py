"""Fit the score of support and write resources/support_model.json.

    python packaging/support_model.py fit GENERATED.jsonl… --words WORDS.json
    python packaging/support_model.py figures DATA.jsonl

A line of a JSONL file is {"evidence": [passages], "sentence": "…", "label": 1 supported or 0 not, "kind": "…"}. `fit`
pulls the coefficients to those of the studied figures (packaging/support_prior.json: they were fitted on labelled sets
that the project does not hold) and, for the figures that are new, to zero; every kind of file weighs the same, and in
each both labels. `figures` prints the area under the ROC curve, what is caught at 10 % false alarms, and milliseconds.
"""

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from desktop_app.adapters.support_files import read_support_weights  # noqa: E402
from desktop_app.domain.slot_features import NAMES as SLOT_NAMES  # noqa: E402
from desktop_app.domain.support_score import figures_of, support_score  # noqa: E402
from desktop_app.domain.wording_features import NAMES  # noqa: E402

MODEL = ROOT / "resources" / "support_model.json"
PRIOR = ROOT / "packaging" / "support_prior.json"
RIDGE, ROUNDS = 12.0, 12
PULLED = 0.05
"""The share of generated errors that may reach a close match."""

Row = dict[str, Any]


def rows_of(path: str) -> list[Row]:
    """The lines of a file; evidence that is one text is a list of one."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        {**row, "evidence": [row["evidence"]] if isinstance(row["evidence"], str) else row["evidence"]} for row in rows
    ]


def solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """The solution of a symmetric positive system, by Cholesky's factors."""
    n = len(vector)
    lower = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = math.sqrt(rest) if i == j else rest / lower[j][j]
    first = [0.0] * n
    for i in range(n):
        first[i] = (vector[i] - sum(lower[i][k] * first[k] for k in range(i))) / lower[i][i]
    result = [0.0] * n
    for i in reversed(range(n)):
        result[i] = (first[i] - sum(lower[k][i] * result[k] for k in range(i + 1, n))) / lower[i][i]
    return result


def fitted(rows: list[list[float]], labels: list[int], weights: list[float], prior: list[float]) -> list[float]:
    """Coefficients (the last one is the intercept, which nothing pulls), by Newton's method."""
    beta = list(prior)
    size = len(beta)
    for _ in range(ROUNDS):
        gradient = [RIDGE * (p - b) if i < size - 1 else 0.0 for i, (b, p) in enumerate(zip(beta, prior, strict=True))]
        hessian = [[RIDGE if i == j and i < size - 1 else 1e-6 * (i == j) for j in range(size)] for i in range(size)]
        for row, label, weight in zip(rows, labels, weights, strict=True):
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(b * x for b, x in zip(beta, row, strict=True))))))
            slope, curve = weight * (label - chance), weight * chance * (1 - chance)
            for i, x in enumerate(row):
                if x:
                    gradient[i] += slope * x
                    of, bent = hessian[i], curve * x
                    for j in range(i + 1):
                        of[j] += bent * row[j]
        for i in range(size):
            for j in range(i):
                hessian[j][i] = hessian[i][j]
        step = solve(hessian, gradient)
        beta = [b + s for b, s in zip(beta, step, strict=True)]
        if max(map(abs, step)) < 1e-5:
            break
    return beta


def fit(paths: list[str], words: dict[str, float]) -> None:
    """Fit, choose the threshold of a close match, and write the file."""
    prior = json.loads(PRIOR.read_text())
    files = [rows_of(path) for path in paths]
    data = [row for rows in files for row in rows]
    figures = [figures_of(row["sentence"], row["evidence"], words) for row in data]
    labels = [row["label"] for row in data]
    weights = [
        len(data) / len(files) / 2 / max(1, sum(other["label"] == row["label"] for other in rows))
        for rows in files
        for row in rows
    ]
    names = [*NAMES, *SLOT_NAMES]
    mean, spread = (
        dict(zip(prior["names"], prior["mean"], strict=True)),
        dict(zip(prior["names"], prior["spread"], strict=True)),
    )
    for name in SLOT_NAMES:
        column = [each.get(name, 0.0) for each in figures]
        mean[name] = sum(column) / len(column)
        spread[name] = math.sqrt(sum((x - mean[name]) ** 2 for x in column) / len(column)) or 1.0
    table = [[(each.get(n, 0.0) - mean[n]) / spread[n] for n in names] + [1.0] for each in figures]
    start = [*prior["coefficients"], *([0.0] * len(SLOT_NAMES)), prior["intercept"]]
    beta = fitted(table, labels, weights, start)
    scores = [sum(b * x for b, x in zip(beta, row, strict=True)) for row in table]
    wrong = sorted((s for s, label in zip(scores, labels, strict=True) if not label), reverse=True)
    model = {
        "names": names,
        "mean": [round(mean[n], 5) for n in names],
        "spread": [round(spread[n], 5) for n in names],
        "coefficients": [round(b, 5) for b in beta[:-1]],
        "intercept": round(beta[-1], 5),
        "close": round(wrong[int(PULLED * len(wrong))], 4),
        "words": words,
    }
    MODEL.write_text(json.dumps(model, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(data)} sentences, area {area(labels, scores):.3f}, close at {model['close']}")


def area(labels: list[int], scores: list[float]) -> float:
    """The area under the ROC curve: how often a supported sentence scores above one that is not."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks, at = [0.0] * len(scores), 0
    while at < len(order):
        end = at
        while end < len(order) and scores[order[end]] == scores[order[at]]:
            end += 1
        for place in order[at:end]:
            ranks[place] = (at + end + 1) / 2
        at = end
    good = sum(labels)
    above = sum(rank for rank, label in zip(ranks, labels, strict=True) if label) - good * (good + 1) / 2
    return above / (good * (len(labels) - good))


def show(path: str) -> None:
    """The figures of a labelled file."""
    weights, rows = read_support_weights(), rows_of(path)
    scores, times = [], []
    for row in rows:
        started = time.process_time()
        scores.append(support_score(row["sentence"], row["evidence"], weights))
        times.append(1000 * (time.process_time() - started))
    times.sort()
    print(f"{len(rows)} sentences, ms median {times[len(times) // 2]:.1f}, p95 {times[int(0.95 * len(times))]:.1f}")
    labels = [row["label"] for row in rows]
    good = sorted(s for s, label in zip(scores, labels, strict=True) if label)
    alarm = good[len(good) // 10]
    kinds: dict[str, list[float]] = {}
    for row, score in zip(rows, scores, strict=True):
        if not row["label"]:
            kinds.setdefault(str(row.get("kind", "all")), []).append(score)
    wrong = [score for each in kinds.values() for score in each]
    print(
        f"area {area(labels, scores):.3f}, caught at 10 % false alarms {sum(s < alarm for s in wrong) / len(wrong):.3f}"
    )
    close = weights.close
    print(
        f"close match: {sum(s >= close for s in good) / len(good):.3f} of the good, "
        f"{sum(s >= close for s in wrong) / len(wrong):.3f} of the wrong"
    )
    for kind, found in sorted(kinds.items()):
        print(f"    {kind}: {len(found)}, caught {sum(s < alarm for s in found) / len(found):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("verb", choices=["fit", "figures"])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--words", help="How rare each word is; without it those of the file that is there.")
    asked = parser.parse_args()
    if asked.verb == "figures":
        for file in asked.files:
            show(file)
    else:
        known = json.loads(Path(asked.words).read_text()) if asked.words else dict(read_support_weights().words)
        fit(asked.files, known)
