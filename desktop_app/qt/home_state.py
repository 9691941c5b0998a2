"""What My work shows, read for one person at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseFile
from desktop_app.domain.notice import NoticeKind
from desktop_app.domain.work import Turn, WorkFigures, WorkPage

MOST_NEWS = 5


@dataclass(frozen=True, slots=True)
class HomeState:
    """The two lists, as far as they are read. `titles` are those of forms by pack; `words` is what was looked for.

    `writes` and `decides` say what the person may do: open cases of their own, decide about those of others.
    """

    mine: WorkPage = field(default_factory=WorkPage)
    others: WorkPage = field(default_factory=WorkPage)
    titles: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    writes: bool = False
    decides: bool = False
    read_only: str | None = None
    """Why nothing can be changed; None: it can be."""

    def page(self, turn: Turn) -> WorkPage:
        """One of the lists."""
        return self.mine if turn is Turn.MINE else self.others

    def longer(self, turn: Turn, page: WorkPage, titles: Mapping[str, str]) -> "HomeState":
        """The same with the next page of a list."""
        whole = replace(page, cases=(*self.page(turn).cases, *page.cases))
        both = {**self.titles, **titles}
        if turn is Turn.MINE:
            return replace(self, titles=both, mine=whole)
        return replace(self, titles=both, others=whole)


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The case that the person worked on last, when, and what keeps it from being sent: the first of `left` things."""

    file: CaseFile
    form: str
    at: datetime
    blocker: str
    section: str
    left: int


@dataclass(frozen=True, slots=True)
class NewsItem:
    """What somebody decided about a case of the person, and the reason that they gave."""

    file: CaseFile
    kind: EventType
    who: str
    at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class DueSoon:
    """Cases that wait for the person's decision: those due within a day, and those whose time is over."""

    soon: int
    over: int


@dataclass(frozen=True, slots=True)
class HomeAside:
    """What stands beside the lists. `newest` is the number of the newest event that there was; `due` is known where
    stages have a time; `shows_load` where the person looks after the others.
    """

    going_on: GoingOn | None
    news: tuple[NewsItem, ...]
    figures: WorkFigures
    newest: int
    due: DueSoon | None = None
    shows_load: bool = False
    digest: Mapping[NoticeKind, int] = field(default_factory=dict)
    """How many notices of each kind came since the person looked last."""
