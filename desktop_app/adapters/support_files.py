"""The fitted weights of the score of support: one JSON file among the program's resources."""

import json
from functools import cache

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.support_score import Fitted, SupportWeights

FILE = "support_model.json"


@cache
def read_support_weights() -> SupportWeights:
    """The weights that come with the program."""
    found = json.loads((resources_folder() / FILE).read_text(encoding="utf-8"))
    return SupportWeights(
        words=found["words"],
        names=tuple(found["names"]),
        mean=tuple(found["mean"]),
        spread=tuple(found["spread"]),
        near=Fitted(tuple(found["near"]["coefficients"]), found["near"]["intercept"]),
        far=Fitted(tuple(found["far"]["coefficients"]), found["far"]["intercept"]),
        close=found["close"],
    )
