"""What the drafting page says at its top: a server that fell, a budget that is spent, what is tried in which order."""

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.case import CaseState
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.gate import Obstacle
from desktop_app.domain.working_text import Saving, SavingState
from desktop_app.qt.draft_state import DraftState, Fallen
from desktop_app.qt.form_words import saving_words
from desktop_app.views.draft_words import clock
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit

AGAIN, ASSEMBLE, WRITE, FORM, WAIT, BUDGETS = "again", "assemble", "write", "form", "wait", "budgets"
"""Names of the actions of this page's banners."""


class DraftBanners(QObject):
    """The bar and the banner belong to the window: they are used only while the page is shown."""

    form_asked = Signal()
    budgets_asked = Signal()
    write_asked = Signal(str)
    draft_asked = Signal(str, tuple)
    """A section, and the endpoints that are to draft it (none: those that were added)."""
    wait_asked = Signal(tuple)
    """These sections are to be drafted when a model answers."""

    def __init__(self, kit: Kit, bar: TopBar, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._bar, self._banner = kit, bar, banner
        self._state: DraftState | None = None
        self._fallen: Fallen | None = None
        self._poor: list[str] = []
        self._left: list[str] = []  # what no model writes, as none could be reached
        self._unreachable = self._here = False
        self._near = self._told = ""  # what was said last of a budget, and of a server that fell
        self._unsaved = ""  # what was said last of typing that is not safe: it is not said over what came after
        banner.acted.connect(self._act)
        bar.model_chosen.connect(self._say_order)

    def enter(self, *, again: bool) -> None:
        """The page is shown; `again`: with the case that it had."""
        self._here = True
        if not again:
            self._state, self._fallen, self._unreachable, self._unsaved = None, None, False, ""
            self._poor, self._left = [], []

    def leave(self) -> None:
        """Another page is shown."""
        self._here = False
        self._bar.show_model("")

    def show_state(self, state: DraftState) -> None:
        """Where the case stands, and which model writes."""
        self._state = state
        if not self._here:
            return
        chips = []
        if state.file.state is CaseState.ABANDONED:
            chips.append(self._kit.chip(self.tr("Abandoned"), "warning", "lock"))
        elif state.locked:
            chips.append(self._kit.chip(self.tr("Read only"), "neutral", "lock"))
        elif state.file.state is CaseState.RETURNED:
            chips.append(self._kit.chip(self.tr("Returned"), "warning", "corner-up-left"))
        elif state.file.state is CaseState.WITHDRAWN:
            chips.append(self._kit.chip(self.tr("Withdrawn"), "warning", "corner-up-left"))
        self._bar.show_chips(*chips)
        self._show_model()
        if self._tells_near and state.meter.near:
            self.tell_near(" ".join(f"{words}." for words in state.meter.near))
        if state.returned_for and not self._banner.isVisible():
            self._banner.say(self.tr("Returned: %1").replace("%1", state.returned_for), "warning")

    def show_saving(self, saving: Saving | None, *, held: bool = False) -> None:
        """Whether all that was typed is safe; `held`: it is, but no edit before its reason is given."""
        if not self._here:
            return
        words, tone = saving_words(saving)
        if held and saving is not None and saving.state is SavingState.SAVED:
            words, tone = self.tr("Waits for your reason"), "warning"
        self._bar.show_saved(words, tone)
        unsaved = saving.words if saving is not None and saving.state is SavingState.NOT_SAVED else ""
        if unsaved and (unsaved != self._unsaved or not self._banner.isVisible()):
            self._banner.say(unsaved, "danger")
        self._unsaved = unsaved

    def fail(self, error: Exception) -> None:
        """Something could not be done."""
        if self._here:
            self._banner.fail(error)

    def say_sent(self, state: CaseState) -> None:
        """The case has left the page."""
        title = self._state.file.title if self._state else ""
        if state is CaseState.SIGN_OFF:
            words = self.tr("“%1” is sent. It waits to be signed.")
        else:
            words = self.tr("“%1” is sent for review.")
        self._banner.say(words.replace("%1", title), "success")

    def say_left(self, obstacle: Obstacle) -> None:
        """What is left to do is not on this page."""
        self._banner.say(obstacle.words, "warning", (FORM, self.tr("Open the form")))

    def tell_near(self, words: str) -> None:
        """A budget is nearly spent: work in hand goes on. It is not said over what asks for something."""
        if self._here and (not self._banner.isVisible() or self._tells_near):
            self._near = words
            self._banner.say(words, "warning", (BUDGETS, self.tr("Open the budgets")))

    @property
    def _tells_near(self) -> bool:
        """Whether the banner says now what was said last of a budget."""
        return self._banner.isVisible() and self._near != "" and self._banner.accessibleName() == self._near

    def tell_fall(self, fallen: Fallen) -> None:
        """A server failed, or was not asked: what is safe, who writes now, and what can be done."""
        self._fallen = fallen
        if fallen.poor:
            self._tell_poor(fallen)
            return
        self._unreachable = True
        number = self._number_of(fallen.section)
        words = [self._fall_words(fallen), self.tr("Finished sections are safe.")]
        if fallen.kept:
            stopped = self.tr("Section %1 stopped at %n word(s); they are not part of the draft.", "", fallen.kept)
            words.append(stopped.replace("%1", number))
        if fallen.following is None and self._has_text(fallen.section):
            words.append(self.tr("The text of section %1 is as it was.").replace("%1", number))
        elif fallen.following is None:
            words.append(self.tr("Everything else waits, or you write it yourself."))
        elif fallen.following.is_model:
            words.append(self.tr("“%1” writes what is still to be drafted.").replace("%1", fallen.following.name))
        else:
            words.append(self.tr("What is still to be drafted is assembled from the documents, without a model."))
        if self._here:
            own = self.tr("Write section %1 myself").replace("%1", number)
            ways = (AGAIN, self.tr("Try again")), (ASSEMBLE, self.tr("Use assembled draft")), (WRITE, own)
            wait = ((WAIT, self.tr("Draft when a model answers")),) if self._keep_left(fallen) else ()
            self._banner.say(" ".join(words), "warning", *ways, *wait)
            self._told = self._banner.accessibleName()
            self._show_model()

    def tell_written(self, section: str, endpoint: str) -> None:
        """An endpoint wrote a section: it answers again, where it was the one that did not. What was put together in a
        model's place can still wait for one."""
        if endpoint != ASSEMBLED.name:
            self._left = [name for name in self._left if name != section]
        if not self._unreachable or self._fallen is None or self._fallen.endpoint != endpoint:
            return
        self._unreachable = False
        if self._here:
            if self._told and self._banner.accessibleName() == self._told:
                self._banner.hide()
            self._show_model()

    def _has_text(self, section: str) -> bool:
        shown = self._state.section(section) if self._state else None
        return shown is not None and shown.has_text

    def _keep_left(self, fallen: Fallen) -> bool:
        """Keep in mind what no model writes now; whether it can wait for one."""
        if fallen.auth or (fallen.following is not None and fallen.following.is_model):
            return False
        self._left = [*(name for name in self._left if name != fallen.section), fallen.section]
        return True

    def _tell_poor(self, fallen: Fallen) -> None:
        """No budget allows a model: the draft that costs nothing is offered for all that waits for one."""
        self._poor = [*(name for name in self._poor if name != fallen.section), fallen.section]
        if self._here:
            own = self.tr("Write section %1 myself").replace("%1", self._number_of(fallen.section))
            self._banner.say(fallen.words, "warning", (ASSEMBLE, self.tr("Use assembled draft")), (WRITE, own))
            self._show_model()

    def _number_of(self, section: str) -> str:
        shown = self._state.section(section) if self._state else None
        return str(shown.number) if shown else ""

    def _fall_words(self, fallen: Fallen) -> str:
        if fallen.passed:
            return fallen.words
        if fallen.auth:
            words = self.tr("“%1” refused the key. Check it in Settings, Models and keys.")
        else:
            words = self.tr("“%1” has not answered since %2.").replace("%2", clock(fallen.at))
        return words.replace("%1", fallen.endpoint)

    def _show_model(self) -> None:
        if self._unreachable:
            self._bar.show_model(self.tr("Server unreachable"), "warning", "wifi-off")
        elif self._poor:
            self._bar.show_model(self.tr("Budget used up"), "warning", "coins")
        elif self._state is not None and self._state.has_model:
            self._bar.show_model("")  # as it stands everywhere
        else:
            self._bar.show_model(self.tr("Assembled, no model"), "2", "file-text")

    def _act(self, name: str) -> None:
        if not self._here or name not in (AGAIN, ASSEMBLE, WRITE, FORM, WAIT, BUDGETS):
            return
        self._banner.hide()
        if name == FORM:
            self.form_asked.emit()
        elif name == BUDGETS:
            self.budgets_asked.emit()
        elif name == WAIT:
            left, self._left = tuple(self._left), []
            self.wait_asked.emit(left)
        elif self._fallen is not None and name == WRITE:
            self.write_asked.emit(self._fallen.section)
        elif self._poor and name == ASSEMBLE:
            poor, self._poor = self._poor, []
            for section in poor:
                self.draft_asked.emit(section, ("assembled",))
        elif self._fallen is not None:
            self._unreachable = self._unreachable and name != AGAIN
            for section in self._fallen_sections(self._fallen):
                self.draft_asked.emit(section, ("assembled",) if name == ASSEMBLE else ())
        self._show_model()

    def _fallen_sections(self, fallen: Fallen) -> list[str]:
        """The section that is told of, after those in whose place nothing came either."""
        nothing = fallen.following is None
        others = [name for name in self._left if name != fallen.section] if nothing else []
        return [*others, fallen.section]

    def _say_order(self) -> None:
        """What is tried in which order."""
        if self._here and self._state is not None:
            names = [e.name if e.is_model else self.tr("assembled, no model") for e in self._state.chain]
            order = ", ".join(f"{number}. {name}" for number, name in enumerate(names, start=1))
            self._banner.say(self.tr("Tried in this order: %1").replace("%1", order), "accent")
