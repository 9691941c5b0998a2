"""The audit page: what happened, by whom, and whether the record holds. Nothing is changed here."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QWidget

from desktop_app.domain.timeline import Filter
from desktop_app.qt.audit_presenter import AuditPresenter, Paged
from desktop_app.qt.audit_reading import AuditHead
from desktop_app.qt.case_export import Exported
from desktop_app.qt.place import Place, Visit
from desktop_app.views.day_words import moment_words
from desktop_app.views.people_card import PeopleCard
from desktop_app.views.record_card import RecordCard
from desktop_app.views.save_dialog import SaveDialog
from desktop_app.views.timeline_panel import TimelineList
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.arriving import Arriving
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, row

LONGEST = 28
"""Characters of a case in the list to choose from."""


class AuditView(QWidget):
    """A timeline at the left, the state of the record and who took part at the right."""

    asked = Signal(object)
    above = Place.AUDIT
    """Where the first breadcrumb leads: to the whole record."""

    def __init__(self, kit: Kit, presenter: AuditPresenter, bar: TopBar, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter, self._bar, self._banner = kit, presenter, bar, banner
        self._case = ""
        self._title, self._about = (
            kit.words(style="title", wrapped=True),
            kit.words(style="small", tone="2", wrapped=True),
        )
        self._hidden = kit.words(style="small", tone="2")
        self._empty = kit.words(self.tr("Nothing of this kind is recorded."), tone="2")
        self._which = DropDown(kit.theme, self.tr("Case"))
        self._list = TimelineList(kit)
        self._record, self._people = RecordCard(kit), PeopleCard(kit)
        self._export = self._export_card()
        self._filters = QButtonGroup(self)
        self._build()
        self._connect()

    def enter(self, visit: Visit) -> None:
        """Look at a case, or at the whole record."""
        self._case = visit.case_id
        self._bar.show_chips(self._kit.chip(self.tr("Read only"), icon="lock"))
        self._whole.wait()
        self._presenter.look(visit.case_id)

    def leave(self) -> bool:
        """Nothing is left open here."""
        self._presenter.leave()
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return (self.tr("Audit"),)

    def _build(self) -> None:
        kit = self._kit
        label = kit.words(self.tr("Case"), "label", "2")
        label.setBuddy(self._which)
        segments = [self._segment(shown, words) for shown, words in self._segments().items()]
        which = QWidget()
        row(label, self._which, into=which)
        chosen = FlowRow(which, kit.segments(*segments), gap=kit.theme.space("m"))
        head = column(self._title, self._about, chosen, gap=kit.theme.px(4))
        over = row(None, self._hidden)
        lines = kit.card(over, self._empty, (self._list, 1), around="s", gap="xxs")
        side = kit.region("scrolled", self._record, self._export, self._people, None, gap=kit.theme.space("m"))
        gap = kit.theme.space("m")
        aside = kit.scrolled(side)
        aside.setMinimumWidth(kit.theme.size("panel"))
        beside = kit.beside("audit", self.tr("Timeline and record"), (lines, 3), (aside, 1))
        beside.setSizes([kit.theme.px(780), kit.theme.size("panel") + kit.theme.px(14)])
        inside = QWidget()
        column(head, (beside, 1), gap=gap, around=kit.around("l"), into=inside)
        self._whole = Arriving(kit, inside)
        column(self._whole, into=self)
        self._empty.hide()

    def _segments(self) -> dict[Filter, str]:
        return {
            Filter.EVERYTHING: self.tr("Everything"),
            Filter.DRAFTS: self.tr("Drafts"),
            Filter.EDITS: self.tr("Edits"),
            Filter.DECISIONS: self.tr("Decisions"),
        }

    def _segment(self, shown: Filter, words: str) -> QPushButton:
        button = self._kit.button(words, "segment")
        button.setCheckable(True)
        button.setChecked(shown is Filter.EVERYTHING)
        button.toggled.connect(lambda down: self._presenter.filter(shown) if down else None)
        self._filters.addButton(button)
        return button

    def _export_card(self) -> QFrame:
        kit = self._kit
        what = self.tr(
            "The final text with its sources, changes and signatures, and the checkpoint that covers it. "
            "The record tells of each export."
        )
        button = kit.button(self.tr("Export document"), icon="download")
        button.clicked.connect(self._ask_where)
        title = kit.words(self.tr("Export for examiners"), "subhead")
        return kit.card(title, kit.words(what, "small", "2", wrapped=True), row(button, None))

    def _connect(self) -> None:
        presenter, timeline = self._presenter, self._list.timeline
        presenter.headed.connect(self._show_head)
        presenter.paged.connect(self._show_page)
        presenter.detailed.connect(timeline.put_detail)
        presenter.stated.connect(self._record.show_state)
        presenter.counted.connect(self._record.show_count)
        presenter.verified.connect(self._record.show_verified)
        presenter.stopped.connect(self._record.show_stopped)
        presenter.exported.connect(self._say_exported)
        presenter.failed.connect(self._fail)
        timeline.more_wanted.connect(presenter.more)
        timeline.detail_wanted.connect(presenter.expand)
        self._list.verify_asked.connect(self._verify)
        self._record.verify_asked.connect(self._verify)
        self._record.stop_asked.connect(presenter.stop)
        self._which.activated.connect(self._choose)

    def _show_head(self, head: AuditHead) -> None:
        self._case = head.case_id
        self._title.setText(head.title or self.tr("The record"))
        self._about.setText(self._about_words(head))
        crumb = head.reference or head.title
        self._bar.show_crumbs(self.tr("Audit"), *([crumb] if crumb else []))
        self._people.show_head(head)
        self._export.setVisible(head.may_export)
        self._which.show_choices([(self.tr("The whole record"), ""), *map(_choice, head.choices)])
        self._which.choose(head.case_id)

    def _fail(self, error: Exception) -> None:
        self._whole.give_up()
        self._banner.fail(error)

    def _about_words(self, head: AuditHead) -> str:
        if not head.case_id:
            return self.tr("Everything that this store records.")
        opened = self.tr("opened %1 by %2").replace("%1", moment_words(head.opened_at)).replace("%2", head.opened_by)
        return ", ".join(filter(None, (head.reference, head.form, opened)))

    def _show_page(self, paged: Paged) -> None:
        timeline = self._list.timeline
        if paged.is_fresh:
            timeline.begin(paged.page)
            self._list.begin()
        else:
            timeline.append(paged.page)
        self._hidden.setText(self.tr("%n routine event(s) hidden", "", timeline.hidden) if timeline.hidden else "")
        self._empty.setVisible(not timeline.rowCount())
        if not self._whole.has_arrived:
            self._whole.arrived()
            if self.isVisible():
                self._list.setFocus()

    def _verify(self) -> None:
        self._record.start()
        self._presenter.verify()

    def _choose(self, at: int) -> None:
        self.asked.emit(Visit(Place.AUDIT, str(self._which.itemData(at) or "")))

    def _ask_where(self) -> None:
        dialog = SaveDialog(self, self._title.text())
        dialog.placed.connect(self._presenter.export)
        dialog.open()

    def _say_exported(self, exported: Exported) -> None:
        words = self.tr("Written to %1. %2").replace("%1", str(exported.path)).replace("%2", exported.anchored)
        self._banner.say(words, "success")


def _choice(choice: tuple[str, str]) -> tuple[str, str]:
    """The words and what they stand for."""
    case_id, name = choice
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…", case_id
