"""What a person decides about a case: the dialogs that ask, the word that it was done, and the way to the next case."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.domain.review import DecisionKind
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.review_presenter import ReviewPresenter
from desktop_app.qt.review_state import Left, ReviewState
from desktop_app.qt.sign_presenter import SignRequest
from desktop_app.views.held_toast import say_over
from desktop_app.views.reason_dialog import ReasonDialog
from desktop_app.views.review_words import left_words, role_words, signed_words
from desktop_app.views.sign_dialog import SignDialog
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit

SEE_CHANGES = "see what changed"


class ReviewDecisions(QObject):
    """Decides for a page, which is told where to lead."""

    asked = Signal(object)
    """A Visit: the case to decide next, or where there is none, where the person came from."""
    led = Signal(object)
    """Something is left to do first: a Left."""
    stayed = Signal()
    """The page goes on with the case: it takes the keyboard again."""

    def __init__(self, kit: Kit, presenter: ReviewPresenter, banner: Banner, page: QWidget) -> None:
        super().__init__(page)
        self._kit, self._presenter, self._banner, self._page = kit, presenter, banner, page
        self._wanted: SignRequest | None = None
        self._told = ""
        presenter.stale.connect(self._tell_stale)
        presenter.marked.connect(self._look_again)
        presenter.following.connect(self._follow)
        banner.acted.connect(self._act)

    def sign(self) -> None:
        """What the decision bar's signature is about."""
        self._ask_to_sign(self._presenter.request())

    def approve_section(self, section: str) -> None:
        """One section by itself."""
        self._ask_to_sign(self._presenter.request(section))

    def decide(self, kind: DecisionKind, section: str) -> None:
        """Return the case, its present section first, escalate it, or hand back what was escalated."""
        state = self._presenter.state
        if state is None or self._presenter.request() is None:
            return
        if kind is DecisionKind.ESCALATE and state.is_escalated:
            kind = DecisionKind.HAND_BACK
        if kind is DecisionKind.ESCALATE and state.can_escalate and not state.escalates_to:
            words = self.tr("Nobody else here has the role “%1”, so nobody could take it. Add a person in Settings.")
            self._banner.say(words.replace("%1", role_words(state.escalate_role)), "warning")
        elif kind is not DecisionKind.ESCALATE or state.can_escalate:
            dialog = ReasonDialog(self._kit, kind, state, section, self._page.window())
            dialog.finished.connect(partial(self._decided, dialog))
            dialog.open()

    def _ask_to_sign(self, request: SignRequest | None) -> None:
        if request is None:
            return
        left = self._presenter.left_for(request)
        if left:
            self._wanted = request
            self._tell_left(left)
            self.led.emit(left[0])
            return
        dialog = SignDialog(self._kit, self._presenter.signing, request, self._page.window())
        dialog.changed.connect(self._presenter.look_whether_changed)
        dialog.finished.connect(partial(self._signed, dialog))
        dialog.open()

    def _tell_left(self, left: tuple[Left, ...]) -> None:
        self._banner.say(self.tr("Before you sign: %1").replace("%1", left_words(left)), "warning")
        self._told = self._banner.accessibleName()

    def _look_again(self) -> None:
        """What was left to do is told as long as it is left, and nothing else was said since."""
        if self._wanted is None or not self._banner.isVisible() or self._banner.accessibleName() != self._told:
            return
        if left := self._presenter.left_for(self._wanted):
            self._tell_left(left)
        else:
            self._wanted = None
            self._banner.hide()

    def _signed(self, dialog: SignDialog, _: int) -> None:
        signed, opens_next = dialog.signed, dialog.opens_next
        self._end(dialog)
        if signed is None:
            self.stayed.emit()
        elif signed.state is signed.request.review.file.state:
            self._say(self.tr("%n section(s) approved and signed", "", len(signed.request.sections)))
            self.stayed.emit()
        else:
            review = signed.request.review
            self._say(signed_words(review.step).replace("%1", review.file.title))
            self._presenter.find_following() if opens_next else self.stayed.emit()

    def _decided(self, dialog: ReasonDialog, result: int) -> None:
        self._end(dialog)
        state = self._presenter.state
        if result != QDialog.DialogCode.Accepted or state is None:
            self.stayed.emit()
            return
        if dialog.kind is DecisionKind.RETURN:
            self._presenter.return_(dialog.items, dialog.reason)
        elif dialog.kind is DecisionKind.HAND_BACK:
            self._presenter.hand_back(dialog.reason)
        else:
            self._presenter.escalate(dialog.reason, ", ".join(state.escalates_to))
        self._presenter.find_following()

    def _end(self, dialog: QDialog) -> None:
        """The keyboard goes back to the window that the dialog stood over."""
        self._page.window().activateWindow()
        dialog.deleteLater()

    def _follow(self, case_id: str) -> None:
        state = self._presenter.state
        back = Visit(Place.HOME if state is not None and state.mine else Place.QUEUE)
        if self._page.isVisible():
            self.asked.emit(Visit(Place.REVIEW, case_id) if case_id else back)

    def _say(self, words: str) -> None:
        say_over(self._kit, self._page.window(), words)

    def _tell_stale(self, _: ReviewState) -> None:
        words = self.tr("The case was changed since you opened it. Nothing was signed.")
        self._banner.say(words, "warning", (SEE_CHANGES, self.tr("See what changed")))

    def _act(self, name: str) -> None:
        if name == SEE_CHANGES and self._page.isVisible():
            self._banner.hide()
            self._presenter.look()
