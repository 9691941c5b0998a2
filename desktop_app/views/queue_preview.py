"""The chosen case of the queue: why it is here, what changed most, and as what the person decides."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.domain.confidence import Band
from desktop_app.domain.finding import words
from desktop_app.domain.route import RouteKind, RouteReason
from desktop_app.qt.change_html import change_html, change_words
from desktop_app.qt.queue_presenter import QueuePreview
from desktop_app.qt.review_state import ChangeCard, SectionReview
from desktop_app.views.review_words import band_line, reason_line, reason_words, role_words
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, Part, add, clear, column, named, row

WIDE = 384
MOST_REASONS = 6


class QueuePreviewPanel(QWidget):
    """At the side of the queue, with the button that opens the review."""

    opened = Signal()
    assigned = Signal()
    snoozed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("rightPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        named(self, self.tr("The chosen case"))
        self._told: QVBoxLayout = column(gap=kit.theme.space("xs"))
        inside = kit.region("scrolled", self._told, None, gap=kit.theme.space("xs"), around="l")
        self._open = kit.button(self.tr("Open review"), "primary", "eye")
        self._open.clicked.connect(self.opened)
        edge = kit.theme.space("l")
        self._assign = kit.with_key(kit.button(self.tr("Assign"), "ghost", "user"), "assign")
        self._snooze = kit.with_key(kit.button(self.tr("Put off"), "ghost", "clock"), "snooze")
        self._assign.clicked.connect(self.assigned)
        self._snooze.clicked.connect(self.snoozed)
        self._open.setToolTip(self.tr("Enter"))
        acts = FlowRow(self._open, self._assign, self._snooze, gap=kit.theme.space("xs"))
        foot = column(acts, gap=0, around=(edge, 0, edge, edge))
        column((kit.scrolled(inside), 1), foot, gap=0, into=self)
        self.setFixedWidth(kit.theme.px(WIDE))
        self.show_nothing()

    def show_nothing(self) -> None:
        """No case is chosen, or it is still read."""
        clear(self._told)
        self._let(on=False)

    def _let(self, *, on: bool) -> None:
        for button in (self._open, self._assign, self._snooze):
            button.setEnabled(on)

    def show_preview(self, preview: QueuePreview) -> None:
        """What is to be said of the case."""
        clear(self._told)
        self._let(on=True)
        for part in (*self._head(preview), *self._why(preview), *self._edits(preview), *self._checks(preview)):
            add(self._told, part)

    def _head(self, preview: QueuePreview) -> list[Part]:
        kit, review = self._kit, preview.review
        words = sum(len(section.text.text.plain.split()) for section in review.sections)
        sections = self.tr("%n section(s)", "", len(review.sections))
        about = ", ".join((review.form_title, sections, self.tr("%n word(s)", "", words)))
        chip = kit.chip(self.tr("You: %1").replace("%1", role_words(review.role)), "reviewer", "user")
        title = kit.words(review.file.title, "heading", wrapped=True)
        return [title, row(chip, None), kit.words(about, "small", "3", wrapped=True), kit.line()]

    def _why(self, preview: QueuePreview) -> list[Part]:
        kit, review = self._kit, preview.review
        parts: list[Part] = [kit.words(self.tr("Why it is here"), "subhead")]
        for alike in sections_alike(review.sections):
            told = band_line(alike[0], [section.title for section in alike])
            words = " ".join(filter(None, (told, reason_line(alike[0], but=RouteReason.LANE_CLOSED))))
            parts.append(self._told_with(_icon(alike[0]), words))
        if any(RouteReason.LANE_CLOSED in section.reasons for section in review.sections if section.needs_me):
            parts.append(self._told_with(("users", "2"), reason_words(RouteReason.LANE_CLOSED)))
        if len(parts) == 1:
            parts.append(self._told_with(("pen-line", "2"), self.tr("The whole case waits for a signature.")))
        parts += [self._told_with(("corner-up-left", "warning"), reason) for reason in review.reasons[-1:]]
        return parts

    def _edits(self, preview: QueuePreview) -> list[Part]:
        if not preview.largest:
            return []
        head = self._kit.words(self.tr("Largest edits since the draft"), "subhead")
        return [self._kit.theme.px(4), head, *(self._edit(preview, card) for card in preview.largest)]

    def _edit(self, preview: QueuePreview, card: ChangeCard) -> Part:
        kit = self._kit
        words = kit.words("", "small", wrapped=True)
        words.setTextFormat(Qt.TextFormat.RichText)
        words.setText(change_html(kit.theme, card))
        removed, new = change_words(card)
        named(words, self.tr("Removed: %1. New: %2").replace("%1", removed).replace("%2", new))
        section = preview.review.section(card.section)
        where = ", ".join(filter(None, (section.title if section else "", card.author)))
        return kit.card(words, kit.words(where, "small", "3", wrapped=True), kind="flat", gap="xxs", around="s")

    def _checks(self, preview: QueuePreview) -> list[Part]:
        kit = self._kit
        sections = preview.review.sections
        found = [(s, words(each.raised.finding)) for s in sections for each in s.why.open_findings]
        parts: list[Part] = [kit.theme.px(4), kit.words(self.tr("Checks"), "subhead")]
        if not found:
            return [*parts, self._told_with(("circle-check", "success"), self.tr("Nothing was found."))]
        shown = [f"{section.title}: {said}" for section, said in found[:MOST_REASONS]]
        parts += [self._told_with(("circle-alert", "warning"), said) for said in shown]
        more = len(found) - MOST_REASONS
        return [*parts, kit.words(self.tr("and %n more", "", more), "small", "3")] if more > 0 else parts

    def _told_with(self, icon: tuple[str, str], text: str) -> Part:
        kit = self._kit
        words: QLabel = kit.words(text, "small", "2", wrapped=True)
        return row(column(kit.icon(*icon), None, gap=0), (words, 1))


def sections_alike(sections: tuple[SectionReview, ...]) -> list[list[SectionReview]]:
    """The sections that wait for this person, the worst first; those that wait for the same reasons together."""
    groups: dict[object, list[SectionReview]] = {}
    for section in sections:
        if section.needs_me and section.route is not RouteKind.PASS:
            groups.setdefault((section.band, section.was, section.reasons), []).append(section)
    return sorted(groups.values(), key=lambda alike: _rank(alike[0]))


def _rank(section: SectionReview) -> tuple[bool, int]:
    return not section.is_blocked, -list(Band).index(section.band) if section.band else 1


def _icon(section: SectionReview) -> tuple[str, str]:
    return ("lock", "danger") if section.is_blocked else ("eye", "warning")
