"""The preview of a form pack beside an editor: the form as people will see it, and what is wrong at which line."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.pack_look import PlacedFault
from desktop_app.qt.form_state import FormState
from desktop_app.qt.form_words import language_name
from desktop_app.qt.place import Visit
from desktop_app.qt.preview_presenter import PreviewPresenter, PreviewState, Ruling
from desktop_app.views.form_panel import StepPanel
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.kit import Kit, clear, column, named, row
from desktop_app.widgets.tab_order import set_reading_order

ASIDE, FAULTS = 320, 132
"""Pixels at 100 %: the width of what follows from answers, and the height of the list of faults."""


class PreviewView(QWidget):
    """A folder is named, and looked at again each time that a file in it is saved. Nothing that is typed is kept."""

    asked = Signal(object)

    def __init__(self, kit: Kit, presenter: PreviewPresenter, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter, self._pack = kit, presenter, ""
        self._folder = named(QLineEdit(), self.tr("Folder of the form pack, or its name"))
        self._folder.setPlaceholderText(self.tr("Folder of the form pack, or its name"))
        self._open = kit.button(self.tr("Show"), "primary", name=self.tr("Show this form pack"))
        self._standing = kit.words(style="small", tone="2", wrapped=True)
        self.faults = named(QListWidget(), self.tr("Faults and advice"))
        self.faults.setWordWrap(True)
        self.faults.setSpacing(kit.theme.px(2))
        self.faults.setFixedHeight(kit.theme.px(FAULTS))
        self._steps = DropDown(kit.theme, self.tr("Step of the form"), [])
        self._step_names: list[str] = []
        self.language = DropDown(kit.theme, self.tr("Language of the form"))
        self._stack = QStackedWidget()
        self._panels: dict[str, StepPanel] = {}
        self._rulings: QVBoxLayout = column(gap=kit.theme.space("s"))
        self._build()
        self._folder.returnPressed.connect(self._enter_folder)
        self._open.clicked.connect(self._enter_folder)
        self._steps.currentIndexChanged.connect(self._go_to)
        self.language.activated.connect(self._choose_language)
        presenter.shown.connect(self._show)
        presenter.failed.connect(banner.fail)
        presenter.failed.connect(self._show_nothing)

    def enter(self, visit: Visit) -> None:
        """Preview the folder that is named, or the one that was."""
        if visit.at:
            self._folder.setText(visit.at)
        self._folder.setFocus()
        if self._folder.text().strip():
            self._enter_folder()

    def leave(self) -> bool:
        """Nothing of it is kept."""
        self._presenter.leave()
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return self.tr("Form packs"), self.tr("Preview")

    @property
    def panel(self) -> StepPanel | None:
        """The questions that are shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, StepPanel) else None

    def _enter_folder(self) -> None:
        self._presenter.enter(self._folder.text().strip())

    def _build(self) -> None:
        kit = self._kit
        head = row((self._folder, 1), self._open, gap=kit.theme.space("s"))
        title = kit.words(self.tr("Preview of a form pack"), "title")
        top = kit.region("surface", title, head, self._standing, self.faults, gap=kit.theme.space("s"), around="m")
        aside = kit.region(
            "scrolled", kit.words(self.tr("What follows"), "heading"), self._rulings, None, gap=8, around="m"
        )
        area = kit.scrolled(aside)
        area.setFixedWidth(kit.theme.px(ASIDE))
        self._form = QWidget()
        label = kit.words(self.tr("Step"), "strong")
        label.setBuddy(self._steps)
        self._languages = QWidget()
        spoken = kit.words(self.tr("Language"), "strong")
        spoken.setBuddy(self.language)
        row(spoken, self.language, gap=kit.theme.space("s"), into=self._languages)
        steps = row(label, self._steps, None, self._languages, gap=kit.theme.space("s"), around=kit.around("s"))
        middle = column(steps, (self._stack, 1), gap=0)
        row((middle, 1), area, gap=0, into=self._form)
        self._form.hide()
        self._nothing = QWidget()
        column(top, kit.line(), (self._form, 1), (self._nothing, 1), gap=0, into=self)
        self._show_nothing()

    def _go_to(self, number: int) -> None:
        if 0 <= number < len(self._step_names):
            self._presenter.go_to(self._step_names[number])

    def _show_nothing(self, _: object = None) -> None:
        """No folder is looked at: what was shown is of none that is named."""
        self._standing.setText(
            self.tr("The form is shown as people will see it, again each time that a file is saved.")
        )
        for part in (self._form, self.faults):
            part.hide()
        self._nothing.show()

    def _choose_language(self, _: int) -> None:
        self._presenter.choose_language(str(self.language.currentData()))

    def _show_languages(self, state: PreviewState) -> None:
        self._languages.setVisible(len(state.languages) > 1)
        if self.language.count() != len(state.languages):
            self.language.show_choices([(language_name(code), code) for code in state.languages])
        if state.languages:
            self.language.choose(state.language)

    def _show(self, state: PreviewState) -> None:
        self._standing.setText(self._standing_words(state))
        self._show_faults(state.told)
        self._form.setVisible(state.form is not None)
        self._nothing.setVisible(state.form is None)
        version = f"{state.pack} {state.language}"
        held = self.panel.field_of(QApplication.focusWidget()) if self.panel and version != self._pack else ""
        if version != self._pack:
            self._forget(version)
        self._show_languages(state)
        if state.form is not None:
            self._show_form(state.form)
            self._show_rulings(state.rulings)
        set_reading_order(self)
        if held and self.panel is not None:
            self.panel.focus_field(held)

    def _standing_words(self, state: PreviewState) -> str:
        faults = sum(not told.advice for told in state.told)
        advice = len(state.told) - faults
        if state.stale:
            words = self.tr("%n fault(s). The form below is the last one without.", "", faults)
        elif faults:
            return self.tr("%n fault(s). The form is shown once they are put right.", "", faults)
        else:
            words = self.tr("No faults.") + (" " + self.tr("%n piece(s) of advice.", "", advice) if advice else "")
        return f"{state.title}. {words}"

    def _show_faults(self, told: tuple[PlacedFault, ...]) -> None:
        lines = [self._line(each) for each in told]
        if lines != [self.faults.item(n).text() for n in range(self.faults.count())]:
            self.faults.clear()
            self.faults.addItems(lines)
            self.faults.setCurrentRow(0)
        self.faults.setVisible(bool(lines))

    def _line(self, told: PlacedFault) -> str:
        fault = told.fault
        place = f"{fault.file}:{fault.line}:{fault.column}"
        kind = self.tr("Advice") if told.advice else self.tr("Fault")
        words = f"{kind} · {place}  {fault.what} {fault.right}"
        return f"{words}\n    {told.line.strip()}" if told.line.strip() else words

    def _forget(self, pack: str) -> None:
        """Another version of the form: its panels are made anew."""
        self._pack = pack
        for panel in self._panels.values():
            self._stack.removeWidget(panel)
            panel.deleteLater()
        self._panels.clear()

    def _show_form(self, form: FormState) -> None:
        self._show_steps(form)
        step = form.current
        if step is None:
            return
        if step.name not in self._panels:
            panel = StepPanel(self._kit, step, self._presenter.table, form.read.ways)
            panel.typed.connect(self._presenter.typed)
            self._panels[step.name] = panel
            self._stack.addWidget(panel)
        self._stack.setCurrentWidget(self._panels[step.name])
        self._panels[step.name].show_state(form, step)

    def _show_steps(self, form: FormState) -> None:
        titles = [step.page.title for step in form.steps]
        self._step_names = [step.name for step in form.steps]
        if titles != [self._steps.itemText(n) for n in range(self._steps.count())]:
            was = self._steps.blockSignals(True)
            self._steps.clear()
            self._steps.addItems(titles)
            self._steps.blockSignals(was)
        if form.step in self._step_names:
            was = self._steps.blockSignals(True)
            self._steps.setCurrentIndex(self._step_names.index(form.step))
            self._steps.blockSignals(was)

    def _show_rulings(self, rulings: tuple[Ruling, ...]) -> None:
        clear(self._rulings)
        kit = self._kit
        for ruling in rulings:
            outcome = ruling.outcome or self.tr("Not decidable yet")
            parts = [kit.words(ruling.title, "strong", wrapped=True), kit.words(outcome, wrapped=True)]
            if ruling.reason:
                parts.append(kit.words(ruling.reason, "small", "2", wrapped=True))
            self._rulings.addWidget(kit.card(*parts, kind="flat"))
        if not rulings:
            self._rulings.addWidget(kit.words(self.tr("The form has no rule tables."), "small", "3", wrapped=True))
