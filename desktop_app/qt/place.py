"""Where the window can be: what the rail and the palette lead to."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """A page of the window."""

    FIRST_RUN = "first_run"
    HOME = "home"
    NEW_CASE = "new_case"
    QUEUE = "queue"
    APPROVED = "approved"
    AUDIT = "audit"
    SETTINGS = "settings"
    FORM = "form"
    DRAFT = "draft"
    REVIEW = "review"
    PRACTICE = "practice"
    PREVIEW = "preview"
    BATCH = "batch"

    @property
    def is_workspace(self) -> bool:
        """Whether it needs the whole width, so that the rail shows icons only."""
        return self in (Place.FORM, Place.DRAFT, Place.REVIEW)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, of a case where the page is about one; `at` is a place inside it, such as a section or a field."""

    place: Place
    case_id: str = ""
    at: str = ""
