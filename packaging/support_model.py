"""Fit the score of support and write resources/support_model.json.

    python packaging/support_model.py fit GENERATED.jsonl… --words WORDS.json
    python packaging/support_model.py figures DATA.jsonl

A line of a JSONL file is {"evidence": [passages], "sentence": "…", "label": 1 supported or 0 not, "kind": "…"}. What is
far keeps the coefficients of the studied figures (packaging/support_prior.json: they were fitted on labelled sets that
the project does not hold): generated pairs say little of what is worded freely. `fit` fits what is near, pulled to the
same coefficients and, for the figures that are new, to zero; every file weighs the same, and in each both labels.
`figures` prints the area under the ROC curve, what is caught at 10 % false alarms, and milliseconds.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from desktop_app.adapters.support_files import read_support_weights  # noqa: E402
from desktop_app.domain.slot_features import NAMES as SLOT_NAMES  # noqa: E402
from desktop_app.domain.support_score import figures_of, nearness, support_score  # noqa: E402
from desktop_app.domain.wording_features import NAMES  # noqa: E402

MODEL = ROOT / "resources" / "support_model.json"
PRIOR = ROOT / "packaging" / "support_prior.json"
ROUNDS = 60
STUDIED_PULL, NEW_PULL, INTERCEPT_PULL = 8000.0, 100.0, 400.0
"""How strongly coefficients are held to where they start."""
FARTHER = 0.4
"""How much lower the intercept of what is far is: without it the fit lets distance count for a sentence."""
GOOD = frozenset((
    "cov", "cov1", "cov2", "covbest3", "big", "tri", "cbig", "skip", "lcs1", "lcsw", "run", "density", "fuzzy_gain",
    "num_ctx", "ent_ctx", "ctx_min", "order", "aligned", "copied",
))  # fmt: skip
"""More of these never speaks against a sentence that keeps near, more of the new others never for it: a generated error
changes one word of what is copied, and a fit of nothing else holds copying against a sentence."""
PEOPLE_DO = {"replaced": 0.2, "joined": 0.5}
"""How much of a coefficient is kept: generated errors replace words and join passages, and few generated sentences do
so and stay true. What people write is full of it."""
PULLED = 0.05
"""The share of generated errors near their passages that may reach a close match."""

Row = dict[str, Any]


def rows_of(path: str) -> list[Row]:
    """The lines of a file; evidence that is one text is a list of one."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        {**row, "evidence": [row["evidence"]] if isinstance(row["evidence"], str) else row["evidence"]} for row in rows
    ]


def fitted(rows: Any, far: Any, labels: Any, weights: Any, start: Any, pull: Any, signs: Any) -> Any:
    """Coefficients by Newton's method with shorter steps where a whole one is too far. None takes the other sign.

    `far` is what is added to the score of each row without being fitted.
    """
    beta = centre = _kept(start, signs)

    def loss(at: Any) -> float:
        return float(weights @ np.logaddexp(0, (1 - 2 * labels) * (far + rows @ at)) + pull @ (at - centre) ** 2 / 2)

    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(far + rows @ beta, -30, 30)))
        slope = rows.T @ (weights * (labels - chance)) + pull * (centre - beta)
        curve = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + np.diag(pull)
        free = ~((beta == 0) & (slope * signs < 0))
        step = np.zeros_like(beta)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        size, before = 1.0, loss(beta)
        while size > 1e-4 and loss(_kept(beta + size * step, signs)) > before:
            size /= 2
        beta = _kept(beta + size * step, signs)
    return beta


def _kept(beta: Any, signs: Any) -> Any:
    return np.where(beta * signs < 0, 0.0, beta)


def fit(paths: list[str], words: dict[str, float]) -> None:
    """Fit, choose the threshold of a close match, and write the file."""
    prior = json.loads(PRIOR.read_text())
    files = [rows_of(path) for path in paths]
    data = [row for rows in files for row in rows]
    figures = [figures_of(row["sentence"], row["evidence"], words) for row in data]
    labels = np.array([row["label"] for row in data])
    weights = np.array([
        len(data) / len(files) / 2 / max(1, sum(other["label"] == row["label"] for other in rows))
        for rows in files
        for row in rows
    ])  # fmt: skip
    names, old, new = [*NAMES, *SLOT_NAMES], len(NAMES), len(SLOT_NAMES)
    raw = np.array([[each.get(name, 0.0) for name in names] for each in figures])
    mean = np.r_[prior["mean"], raw[:, old:].mean(0)].round(5)
    spread = np.r_[prior["spread"], np.where(raw.std(0) == 0, 1.0, raw.std(0))[old:]].round(5)
    near = np.array([nearness(each) for each in figures])
    table = (raw - mean) / spread
    far = np.r_[prior["coefficients"], np.zeros(new)]
    offset = (1 - near) * (table @ far - FARTHER)
    pull = np.r_[np.full(old, STUDIED_PULL), np.full(new, NEW_PULL), INTERCEPT_PULL]
    sign = np.array([1 if name in GOOD else -1 if name in SLOT_NAMES else 0 for name in names] + [0])
    rows = np.c_[table * near[:, None], np.ones(len(table))]
    beta = fitted(rows, offset, labels, weights, np.r_[far, prior["intercept"]], pull, sign)
    beta = (beta * np.r_[[PEOPLE_DO.get(name, 1.0) for name in names], 1.0]).round(5)
    scores = offset + rows @ beta
    wrong = np.sort(scores[(labels == 0) & (near > 0)])[::-1]
    model = {
        "names": names,
        "mean": mean.tolist(),
        "spread": spread.tolist(),
        "near": {"coefficients": beta[:-1].tolist(), "intercept": float(beta[-1])},
        "far": {"coefficients": far.tolist(), "intercept": round(float(beta[-1]) - FARTHER, 5)},
        "close": round(float(wrong[int(PULLED * len(wrong))]), 4),
        "words": words,
    }
    MODEL.write_text(json.dumps(model, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(data)} sentences, area {area(labels.tolist(), scores.tolist()):.3f}, close at {model['close']}")


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
        fit(
            asked.files,
            json.loads(Path(asked.words).read_text()) if asked.words else json.loads(MODEL.read_text())["words"],
        )
