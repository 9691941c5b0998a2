"""What a flush of streamed text and a key press cost late in a long text, beside the same early on, in the same run.

Run with `pytest -n 0 -m benchmark tests/benchmarks/test_stream_paint.py`.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.markup import MarkerReader, read_markup
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.qt.theme import Theme
from desktop_app.widgets.section_editor import SectionEditor

pytestmark = pytest.mark.benchmark

TOKENS, A_FLUSH = 20_000, 17
"""17 tokens a flush is 500 tokens a second at 30 flushes a second."""
MOST = 2.0
"""Late flushes may cost at most this much of early ones; the parts that grow are those of Qt's own layout."""
SENTENCE = (
    "The customer made several structured cash deposits below the reporting threshold at two branches within ten days "
    "which is inconsistent with the stated occupation ."
)
WORDS = SENTENCE.split()


@pytest.fixture
def report(capfd: pytest.CaptureFixture[str], pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Shows a line whatever pytest captures."""

    def show(line: str) -> None:
        with capfd.disabled():
            pytestconfig.get_terminal_writer().line(line)

    return show


@pytest.fixture
def editor(qapp: QApplication) -> Iterator[SectionEditor]:
    """An editor on a page that scrolls, as it is in the workspace."""
    page, inside = QScrollArea(), QWidget()
    editor = SectionEditor(Theme(qapp, resources_folder()), "Section")
    layout = QVBoxLayout(inside)
    layout.addWidget(editor)
    page.setWidget(inside)
    page.setWidgetResizable(True)
    page.resize(800, 700)
    page.show()
    qapp.processEvents()
    yield editor
    page.close()
    page.deleteLater()
    QCoreApplication.sendPostedEvents()


def tokens(count: int) -> list[str]:
    """A text of paragraphs of 120 words, some bold, some cited."""
    result = []
    for i in range(count):
        word = WORDS[i % len(WORDS)]
        lead = "\n\n" if i % 120 == 119 else " "
        result.append(lead + (f"**{word}**" if i % 40 == 7 else f"{word} [E{i % 9 + 1}]" if i % 50 == 3 else word))
    return result


def milliseconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    QApplication.processEvents()
    return 1000 * (time.perf_counter() - start)


def ends(costs: list[float]) -> tuple[float, float]:
    """The median of the first and of the last tenth."""
    tenth = max(len(costs) // 10, 1)
    return statistics.median(costs[:tenth]), statistics.median(costs[-tenth:])


def test_a_flush_costs_late_what_it_costs_early(editor: SectionEditor, report: Callable[[str], None]) -> None:
    reader, stream = MarkerReader(), tokens(TOKENS)
    flushes = ["".join(stream[at : at + A_FLUSH]) for at in range(0, TOKENS, A_FLUSH)]
    editor.begin_stream()
    costs = [milliseconds(lambda text=text: editor.add(reader.feed(text))) for text in flushes]  # type: ignore[misc]
    editor.end_stream()
    early, late = ends(costs)
    worst = sorted(costs)[len(costs) * 99 // 100]
    report(f"flush and paint: early {early:.2f} ms, late {late:.2f} ms, ratio {late / early:.2f}, p99 {worst:.2f} ms")
    assert late <= MOST * early


@pytest.mark.parametrize("count", [2_000, 20_000])
def test_a_key_press_does_not_read_the_whole_text(
    editor: SectionEditor, report: Callable[[str], None], count: int
) -> None:
    costs = {}
    for words in (200, count):
        marked = read_markup("".join(tokens(words)), OriginSpan(0, 0, Origin.PERSON))
        editor.load(marked.text, marked.anchors)
        editor.setFocus()
        editor.moveCursor(QTextCursor.MoveOperation.Start)
        QApplication.processEvents()
        costs[words] = statistics.median(milliseconds(lambda: QTest.keyClick(editor, Qt.Key.Key_A)) for _ in range(60))
    told = milliseconds(editor.flush)
    report(
        f"key press and paint: 200 words {costs[200]:.2f} ms, {count} words {costs[count]:.2f} ms,"
        f" ratio {costs[count] / costs[200]:.2f}; telling what is written {told:.2f} ms"
    )
    assert costs[count] <= MOST * costs[200]
