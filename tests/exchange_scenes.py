"""Cases between two machines, in every state that their page shows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from window_examples import Gallery

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.comment import CommentKind
from desktop_app.domain.exchange import (
    AwayFrom,
    CameComment,
    CameDecision,
    CaseExchange,
    Coming,
    Conflict,
    Incoming,
    Newcomer,
    Standing,
    TwoTexts,
)
from desktop_app.domain.handover import Handover, HandoverState, Machine
from desktop_app.domain.handover_file import IntroducedPerson, Label
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.text import Block, BlockKind, SectionText
from desktop_app.qt.arrivals_presenter import Arrivals, ArrivalsPresenter, Between
from desktop_app.qt.case_exchange_presenter import CaseExchangePresenter
from desktop_app.qt.handover_presenter import Away, HandoverPage, HandoverPresenter, Here
from desktop_app.views.handover_panel import HandoverPanel
from desktop_app.views.machine_choice import MachineChoice

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
ID = "8f14e45f-ceea-467f-a0e6-{:012d}"
MACHINE = "bcb5e6513c411394e3d3cda735bc1be22cb7409682549e55d2681723f2101e9e"
NAME = "Reviewer's desk"


def text(words: str) -> SectionText:
    """A text of one paragraph."""
    return SectionText((Block(BlockKind.PARAGRAPH, words),))


def a_label(title: str, band: str, answers: str = "") -> Label:
    return Label(
        case=ID.format(1), answers=answers, form="contract_review", reference="C-2026-014", title=title,
        state="review", band=band, person="Rob Hale", at=AT.isoformat(),
    )  # fmt: skip


def a_file(number: int, title: str, state: CaseState = CaseState.REVIEW) -> CaseFile:
    return CaseFile(ID.format(number), "0" * 64, f"C-2026-0{number}", title, state, "review", 3, ID.format(9), AT)


def a_handover(number: int, state: HandoverState) -> Handover:
    return Handover(ID.format(number), ID.format(number), MACHINE, state, ID.format(9), AT)


PEOPLE = (IntroducedPerson(person=ID.format(7), name="Rob Hale", keys=(MACHINE,)),)
TEXTS = TwoTexts(
    "term",
    "Term and renewal",
    text("The term is 24 months from 12 January 2026 and ends on its own."),
    text("The term is two years from 12 January 2026; it renews by a year at a time."),
    (),
    ID.format(7),
)
PAGE = HandoverPage(
    folder="/srv/exchange",
    own="3ee5 261a f68a 3e41 bf8a a55e",
    machines=(
        Newcomer(MACHINE, NAME, PEOPLE, known=True, accepted_before=True),
        Newcomer("a" * 64, "Laptop of the north office", PEOPLE, known=False, accepted_before=False),
    ),
    incoming=(
        Incoming("a.case", ID.format(21), NAME, Coming.WAITS, a_label("Services agreement, Norbeck", "low")),
        Incoming("b.case", ID.format(22), NAME, Coming.WAITS, a_label("Supply frame, Halden", "high", ID.format(3))),
        Incoming("c.case", ID.format(23), NAME, Coming.CLAIMED, a_label("Lease", "medium"), "North", AT.isoformat()),
        Incoming("d.case", ID.format(24), "b" * 64, Coming.UNKNOWN_MACHINE),
        Incoming("e.case", ID.format(25), NAME, Coming.TAMPERED, why="the signature of the file is not its sender's"),
    ),
    here=(Here(a_file(31, "Maintenance, Brightwater"), goes_back=False), Here(a_file(32, "Licence"), goes_back=True)),
    away=(
        Away(Standing(a_handover(41, HandoverState.AWAY), NAME, "", "", lost=False), a_file(41, "Transport frame")),
        Away(Standing(a_handover(42, HandoverState.AWAY), NAME, NAME, AT.isoformat(), lost=False), a_file(42, "Loan")),
        Away(Standing(a_handover(43, HandoverState.AWAY), NAME, "", "", lost=True), a_file(43, "Guarantee")),
    ),
)  # fmt: skip
CAME = CameDecision("Rob Hale", DecisionKind.APPROVE, ("Parties", "Fees"), "", AT)
SAID = CameComment("Rob Hale", "Term and renewal", CommentKind.MUST_FIX, "The renewal is missing.", AT)
CONFLICT = Conflict(
    a_handover(51, HandoverState.CONFLICT), NAME, "C-2026-051", "Consulting, Ashby", (TEXTS,), (CAME,), (SAID,)
)
IN_CONFLICT = HandoverPage(PAGE.folder, PAGE.own, PAGE.machines, conflicts=(CONFLICT,))


MACHINES = tuple(
    Machine(digest, name, b"", b"", ID.format(9), AT)
    for digest, name in ((MACHINE, NAME), ("a" * 64, "Laptop of the north office"))
)
AWAY = AwayFrom(NAME, AT, given_back=False)


def a_between(number: int, title: str, state: HandoverState, *, claimed: str = "") -> Between:
    standing = Standing(a_handover(number, state), NAME, claimed, AT.isoformat() if claimed else "", lost=False)
    away = standing if state is HandoverState.AWAY else None
    return Between(a_file(number, title), a_handover(number, state), NAME, away)


ARRIVALS = Arrivals(
    conflicts=(a_between(51, "Consulting, Ashby", HandoverState.CONFLICT),),
    going_back=(a_between(32, "Licence", HandoverState.TAKEN),),
    incoming=PAGE.incoming,
    away=(
        a_between(41, "Transport frame", HandoverState.AWAY),
        a_between(42, "Loan", HandoverState.AWAY, claimed=NAME),
    ),
)
MY_ARRIVALS = Arrivals(ARRIVALS.conflicts, (), (PAGE.incoming[1],), ARRIVALS.away)


def shows_arrivals(arrivals: Arrivals) -> Callable[[Gallery], None]:
    """The queue, or the person's own page, when this was read."""

    def act(gallery: Gallery) -> None:
        gallery.rest()
        presenter: ArrivalsPresenter = gallery.window.shown.findChild(ArrivalsPresenter)
        presenter.shown.emit(arrivals)

    return act


def shows_place(opens: str = "", **place: Any) -> Callable[[Gallery], None]:
    """The page of a case when this was read of where it is; then one of its ways is opened."""

    def act(gallery: Gallery) -> None:
        gallery.rest()
        page = gallery.window.shown
        presenter: CaseExchangePresenter = page.findChild(CaseExchangePresenter)
        presenter.shown.emit(CaseExchange(gallery.window.visit.case_id, **place))
        gallery.rest()
        for choice in page.findChildren(MachineChoice) if opens == "choice" else ():
            if choice.has_machines:
                choice.ask()
                break

    return act


def shows_exchange(page: HandoverPage) -> Callable[[Gallery], None]:
    """The page as it is when this was read."""

    def act(gallery: Gallery) -> None:
        gallery.rest()
        presenter: HandoverPresenter = gallery.window.findChild(HandoverPanel).findChild(HandoverPresenter)
        presenter.shown.emit(page)

    return act
