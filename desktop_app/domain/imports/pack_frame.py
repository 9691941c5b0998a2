"""What a pack needs besides its questions where nobody has said it yet: a purpose, a section, a stage, a budget."""

from collections.abc import Mapping, Sequence
from typing import Any

TO_COMPLETE = "To be completed by the author of this form"


def framed(
    name: str,
    title: str,
    source: str,
    language: str,
    pages: Sequence[Mapping[str, Any]],
    choice_lists: Mapping[str, Any],
) -> dict[str, Any]:
    """A form around these pages: one section that a person writes, and one reviewer."""
    fields = [field for page in pages if not page.get("repeat") for field in page["fields"]]
    lists = {"choice_lists": dict(choice_lists)} if choice_lists else {}
    return {
        "form": name,
        "version": "0.1.0",
        "title": title,
        "language": language,
        "purpose": {
            "problem": f"{TO_COMPLETE}: which problem it solves. Imported from {source}.",
            "user": f"{TO_COMPLETE}: who fills it in.",
            "outcome": f"{TO_COMPLETE}: what the signed document is for.",
            "success": {"minutes_to_approval": {"at_most": 60}},
            "volume": {"cases_per_day": 1},
        },
        "roles": {"analyst": "analyst", "reviewer": "reviewer"},
        **lists,
        "pages": list(pages),
        "sections": [
            {
                "section": "assessment",
                "title": "Assessment",
                "author": "person",
                "uses": [field["field"] for field in fields if field["type"] != "note"],
            }
        ],
        "promise": {"escaped_errors_at_most": 0.05, "certainty": 0.9, "sample": 0.1},
        "stages": [
            {"stage": "review", "role": "reviewer", "checklist": ["The answers were read"], "due": "5d"},
        ],
        "budget": {
            "case_cost": "0.25 USD",
            "section_tokens": {"input": 6000, "output": 500},
            "first_words": "2s",
            "section_time": "60s",
            "on_breach": "assembled",
        },
        "retention": "5y",
    }
