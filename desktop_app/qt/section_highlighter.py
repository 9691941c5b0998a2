"""What is marked in a section without being part of its text: findings, changed words, words not in the dictionary.

Marks stand at cursors, so that they follow what is typed, and are laid over the text: nothing of them can be undone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextBlock, QTextCharFormat, QTextCursor, QTextDocument

from desktop_app.domain.finding import Rule, Severity
from desktop_app.domain.text import Span
from desktop_app.qt.citation_object import chip_size
from desktop_app.qt.spelling import Spelling
from desktop_app.qt.text_offsets import TextOffsets
from desktop_app.qt.theme import Theme

_LINES = QTextCharFormat.UnderlineStyle
UNDERLINES = {
    Severity.BLOCKER: ("danger", "danger_soft", _LINES.SingleUnderline),
    Severity.WARNING: ("warning", "warning_soft", _LINES.DashUnderline),
    Severity.NOTE: ("text3", "", _LINES.DotLine),
}
"""Colour of the line, ground and shape: the three are told apart in greyscale too."""
UNSUPPORTED = frozenset(
    (
        Rule.CONTRADICTED_FIGURE,
        Rule.UNSUPPORTED_FIGURE,
        Rule.UNSUPPORTED_DATE,
        Rule.UNSUPPORTED_NAME,
        Rule.UNRESOLVED_CITATION,
        Rule.UNCITED_SENTENCE,
    )
)
"""Rules that find a statement without support: it carries the chip `!`."""
BESIDE = 3
"""Pixels at 100 % on each side of the chip `!`."""


class PlacedFinding(Protocol):
    """A finding as it is shown: RaisedFinding is one."""

    @property
    def finding_id(self) -> str:
        """Its identifier."""
        ...

    @property
    def rule(self) -> Rule:
        """The check that found it."""
        ...

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        ...

    @property
    def start(self) -> int:
        """Its first character."""
        ...

    @property
    def end(self) -> int:
        """The character after its last one."""
        ...


@dataclass(frozen=True, slots=True)
class MarkedFinding:
    """A finding and the cursor that holds its words; one without words of its own marks nothing."""

    finding: PlacedFinding
    cursor: QTextCursor

    @property
    def unsupported(self) -> bool:
        """Whether it carries the chip `!`."""
        return self.finding.rule in UNSUPPORTED and self.cursor.hasSelection()


class SectionHighlighter(QSyntaxHighlighter):
    """Marks of one document."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self.findings: list[MarkedFinding] = []
        self._changed: list[QTextCursor] = []
        self._spelling: Spelling | None = None

    def check_spelling(self, spelling: Spelling | None) -> None:
        """Underline misspelt words from now on, or no more."""
        if self._spelling is not None:
            self._spelling.looked_up.disconnect(self._underline_words)
        self._spelling = spelling
        if spelling is not None:
            spelling.looked_up.connect(self._underline_words)
        self.rehighlight()

    def show_findings(self, findings: Sequence[PlacedFinding], offsets: TextOffsets) -> None:
        """Mark these instead; their places count in the text that the offsets are of."""
        self.show_placed([(f, Span(f.start, f.end)) for f in findings], offsets)

    def placed(self, offsets: TextOffsets) -> list[tuple[PlacedFinding, Span]]:
        """The findings, and where their words are now."""
        return [
            (m.finding, Span(offsets.offset(m.cursor.selectionStart()), offsets.offset(m.cursor.selectionEnd())))
            for m in self.findings
        ]

    def show_placed(self, placed: Sequence[tuple[PlacedFinding, Span]], offsets: TextOffsets) -> None:
        """Mark these at the places given with them."""
        old = [marked.cursor for marked in self.findings]
        self.findings = [MarkedFinding(f, self._cursor(at.start, at.end, offsets)) for f, at in placed]
        self._look_again(*old, *(marked.cursor for marked in self.findings))

    def show_changed(self, spans: Iterable[Span], offsets: TextOffsets) -> None:
        """Tint these words."""
        old, self._changed = self._changed, [self._cursor(s.start, s.end, offsets) for s in spans]
        self._look_again(*old, *self._changed)

    def forget_changed(self) -> None:
        """The person goes on from here: no word is tinted any more."""
        old, self._changed = self._changed, []
        self._look_again(*old)

    def finding_at(self, position: int) -> PlacedFinding | None:
        """The gravest finding whose words are here."""
        here = [m.finding for m in self.findings if m.cursor.selectionStart() <= position < m.cursor.selectionEnd()]
        return min(here, key=lambda f: tuple(Severity).index(f.severity), default=None)

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        """Lay the marks over a block."""
        block = self.currentBlock()
        for span in self._spelling.misspelt(text) if self._spelling else ():
            self._overlay(span.start, span.end, self._misspelt())
        for cursor in self._changed:
            self._mark(block, cursor, self._tint())
        for marked in sorted(self.findings, key=lambda m: -tuple(Severity).index(m.finding.severity)):
            self._mark(block, marked.cursor, self._underline(marked.finding.severity))
        for marked in self.findings:
            if marked.unsupported:
                self._make_room(block, marked.cursor.selectionEnd() - 1 - block.position())

    def _mark(self, block: QTextBlock, cursor: QTextCursor, look: QTextCharFormat) -> None:
        start = max(cursor.selectionStart() - block.position(), 0)
        end = min(cursor.selectionEnd() - block.position(), block.length() - 1)
        if start < end:
            self._overlay(start, end, look)

    def _overlay(self, start: int, end: int, look: QTextCharFormat) -> None:
        self.setFormat(start, end - start, look)

    def _make_room(self, block: QTextBlock, at: int) -> None:
        if not 0 <= at < block.length() - 1:
            return
        wide = QTextCharFormat(self.format(at))
        wide.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        wide.setFontLetterSpacing(chip_size(self._theme, "!").width() + 2 * self._theme.px(BESIDE))
        self.setFormat(at, 1, wide)

    def _underline(self, severity: Severity) -> QTextCharFormat:
        line, ground, shape = UNDERLINES[severity]
        look = QTextCharFormat()
        look.setUnderlineStyle(shape)
        look.setUnderlineColor(self._theme.colour(line))
        if ground:
            look.setForeground(self._theme.colour(line))
            look.setBackground(self._theme.colour(ground))
        return look

    def _tint(self) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setBackground(self._theme.colour("accent_soft"))
        return look

    def _misspelt(self) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setUnderlineStyle(_LINES.WaveUnderline)
        look.setUnderlineColor(self._theme.colour("text3"))
        return look

    def _cursor(self, start: int, end: int, offsets: TextOffsets) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(offsets.position(start))
        if start < end:
            cursor.setPosition(offsets.end_position(end), QTextCursor.MoveMode.KeepAnchor)
            cursor.setKeepPositionOnInsert(True)
        return cursor

    def _underline_words(self, words: frozenset[str]) -> None:
        block = self.document().begin()
        while block.isValid():
            text = block.text()
            if any(word in text for word in words):
                self.rehighlightBlock(block)
            block = block.next()

    def _look_again(self, *cursors: QTextCursor) -> None:
        numbers: set[int] = set()
        for cursor in cursors:
            first = self.document().findBlock(cursor.selectionStart()).blockNumber()
            last = self.document().findBlock(cursor.selectionEnd()).blockNumber()
            numbers.update(range(first, last + 1))
        for number in numbers:
            self.rehighlightBlock(self.document().findBlockByNumber(number))
