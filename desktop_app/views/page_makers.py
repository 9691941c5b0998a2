"""The pages of the window, each made when it is first asked for. Imported once the program is open behind it."""

from typing import TypeVar

from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.approved_presenter import ApprovedPresenter
from desktop_app.qt.arrivals_presenter import ArrivalsPresenter
from desktop_app.qt.audit_presenter import AuditPresenter
from desktop_app.qt.batch_presenter import BatchPresenter
from desktop_app.qt.brought_presenter import BroughtPresenter
from desktop_app.qt.case_exchange_presenter import CaseExchangePresenter
from desktop_app.qt.comment_presenter import CommentPresenter
from desktop_app.qt.desk import Desk
from desktop_app.qt.draft_presenter import DraftPresenter
from desktop_app.qt.draft_runs import DraftRuns
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.form_presenter import FormPresenter
from desktop_app.qt.held_decisions import HeldDecisions
from desktop_app.qt.home_presenter import HomePresenter
from desktop_app.qt.new_case_presenter import NewCasePresenter
from desktop_app.qt.place import Place
from desktop_app.qt.practice_presenter import PracticePresenter
from desktop_app.qt.preview_presenter import PreviewPresenter
from desktop_app.qt.queue_presenter import QueuePresenter
from desktop_app.qt.review_presenter import ReviewPresenter
from desktop_app.qt.second_reader_presenter import SecondReaderPresenter
from desktop_app.qt.sign_presenter import SignPresenter
from desktop_app.qt.spelling import Spelling
from desktop_app.qt.trace_presenter import TracePresenter
from desktop_app.qt.waiting_drafts import WaitingDrafts
from desktop_app.views.approved_view import ApprovedView
from desktop_app.views.arrivals_card import ArrivalsCard
from desktop_app.views.audit_view import AuditView
from desktop_app.views.batch_view import BatchView
from desktop_app.views.document_dialogs import DocumentDialogs
from desktop_app.views.draft_view import DraftView
from desktop_app.views.form_view import FormView
from desktop_app.views.held_toast import HeldToast
from desktop_app.views.home_view import HomeView
from desktop_app.views.main_window import MainWindow, Maker
from desktop_app.views.new_case_view import NewCaseView
from desktop_app.views.practice_line import PracticeLine
from desktop_app.views.practice_view import PracticeView
from desktop_app.views.preview_view import PreviewView
from desktop_app.views.queue_view import QueueView
from desktop_app.views.review_view import ReviewView
from desktop_app.views.settings_page import settings_page
from desktop_app.views.trace_dialog import TraceDialog
from desktop_app.views.window_dialogs import WindowDialogs
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit

D = TypeVar("D", DraftView, ReviewView)
P = TypeVar("P", DraftView, ReviewView, ApprovedView)


def page_makers(
    kit: Kit, desk: Desk, preferences: PreferencesFile, dialogs: WindowDialogs, spelling: Spelling
) -> dict[Place, Maker]:
    """A maker for each place; each is given the bar and the banner."""
    held, signing, origins = HeldDecisions(desk), SignPresenter(desk), TracePresenter(desk)
    runs = DraftRuns(desk, dialogs)
    WaitingDrafts(desk, runs, dialogs).look()
    window = dialogs.parent()
    if isinstance(window, MainWindow):
        HeldToast(kit, held, window, dialogs)
    return {
        Place.SETTINGS: lambda _, banner: settings_page(kit, desk, preferences, dialogs, banner),
        Place.HOME: lambda _, banner: HomeView(
            kit, HomePresenter(desk, preferences), banner, ArrivalsCard(kit, ArrivalsPresenter(desk, mine=True), banner)
        ),
        Place.NEW_CASE: lambda _, banner: NewCaseView(kit, NewCasePresenter(desk), banner),
        Place.DRAFT: lambda bar, banner: _with_documents(
            kit,
            desk,
            banner,
            _traced(
                kit,
                origins,
                DraftView(
                    kit,
                    DraftPresenter(desk, runs),
                    EvidencePresenter(desk),
                    CommentPresenter(desk),
                    bar,
                    banner,
                    spelling,
                    SecondReaderPresenter(desk),
                    CaseExchangePresenter(desk),
                ),
            ),
        ),
        Place.FORM: lambda bar, banner: FormView(
            kit, FormPresenter(desk, preferences), EvidencePresenter(desk), bar, banner
        ),
        Place.QUEUE: lambda _, banner: QueueView(
            kit,
            QueuePresenter(desk, held),
            banner,
            PracticeLine(kit, PracticePresenter(desk)),
            ArrivalsCard(kit, ArrivalsPresenter(desk), banner),
        ),
        Place.REVIEW: lambda bar, banner: _with_documents(
            kit,
            desk,
            banner,
            _traced(
                kit,
                origins,
                ReviewView(
                    kit,
                    ReviewPresenter(desk, held, signing),
                    EvidencePresenter(desk),
                    CommentPresenter(desk),
                    bar,
                    banner,
                    spelling,
                    SecondReaderPresenter(desk),
                    CaseExchangePresenter(desk),
                ),
            ),
        ),
        Place.APPROVED: lambda _, banner: _traced(kit, origins, ApprovedView(kit, ApprovedPresenter(desk), banner)),
        Place.PRACTICE: lambda _, banner: PracticeView(kit, PracticePresenter(desk), banner),
        Place.PREVIEW: lambda _, banner: PreviewView(kit, PreviewPresenter(desk), banner),
        Place.BATCH: lambda _, banner: BatchView(kit, BatchPresenter(desk), banner),
        Place.AUDIT: lambda bar, banner: AuditView(kit, AuditPresenter(desk), bar, banner),
    }


def _with_documents(kit: Kit, desk: Desk, banner: Banner, page: D) -> D:
    """The page, from which documents leave and come back."""
    DocumentDialogs(kit, BroughtPresenter(desk), page.documents, banner, page)
    return page


def _traced(kit: Kit, origins: TracePresenter, page: P) -> P:
    """The page, where sentences tell where they came from."""

    def ask(case_id: str, section: str, words: str, offset: int) -> None:
        TraceDialog(kit, origins, case_id, section, (words, offset), page).open()

    page.origin_asked.connect(ask)
    return page
