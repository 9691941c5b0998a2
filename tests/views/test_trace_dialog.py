"""From a sentence on a page to where it came from."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPlainTextEdit, QPushButton, QWidget
from service_examples import a_world, scripted
from window_examples import ANALYST, Gallery, SampleHome, a_gallery, wait

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.usage import Usage
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.theme import Theme
from desktop_app.qt.trace_presenter import Traced, TracePresenter
from desktop_app.services.tracing import Tracing
from desktop_app.views.approved_view import ApprovedView
from desktop_app.views.trace_dialog import TraceDialog
from desktop_app.widgets.flowing_text import FlowingText
from desktop_app.widgets.kit import Kit


@pytest.fixture(scope="module")
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    home = sample_home.copy(tmp_path_factory.mktemp("traced") / "home")
    with a_gallery(qapp, home.folder) as gallery:
        yield gallery


def asked(page: ApprovedView, words: str) -> TraceDialog:
    """What is shown of the sentence with these words."""
    for text in page.findChildren(FlowingText):
        found = text.document().find(words)
        if not found.isNull():
            found.clearSelection()
            text.setTextCursor(QTextCursor(found))
            text.own_menu().actions()[-1].trigger()
    (dialog,) = page.findChildren(TraceDialog)
    return dialog


def told(dialog: TraceDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_sentence_tells_whose_words_it_holds_and_where_its_citation_leads(gallery: Gallery) -> None:
    page = gallery.show(ANALYST, Visit(Place.APPROVED))
    assert isinstance(page, ApprovedView)
    dialog = asked(page, "this review counts on a cap")
    wait(lambda: "Its words" in told(dialog))
    words = told(dialog)
    assert "“Since the side letter, this review counts on a cap of EUR 45,000.”" in words.replace("\u00a0", " ")
    assert "Written by Ana Lindqvist" in words and "An answer by Ana Lindqvist" in words
    assert "[2] side-letter.docx, page 1: found in its source" in words
    again = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Ask the same again")
    assert again.isHidden()  # no model wrote it
    dialog.accept()
    wait(lambda: not page.findChildren(TraceDialog))


@pytest.mark.parametrize("name", ["draft", "review", "approved"])
def test_every_text_tells_it_by_a_key_and_by_its_menu(gallery: Gallery, sample_home: SampleHome, name: str) -> None:
    page = gallery.show(*sample_home.visits()[name])
    text = next(each for each in page.findChildren(FlowingText) if each.toPlainText().strip() and each.isVisible())
    text.setFocus()
    gallery.press("Ctrl+Shift+O")
    (dialog,) = page.findChildren(TraceDialog)
    wait(lambda: "Its words" in told(dialog))
    gallery.clear()
    wait(lambda: not page.findChildren(TraceDialog))
    at = text.cursorRect().center()
    here = text.viewport().mapToGlobal(at)
    QApplication.sendEvent(text.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, here))
    wait(lambda: text.findChildren(QMenu))
    (menu,) = text.findChildren(QMenu)
    next(each for each in menu.actions() if each.text().startswith("Where did this sentence")).trigger()
    menu.close()
    wait(lambda: page.findChildren(TraceDialog) and "Its words" in told(page.findChildren(TraceDialog)[0]))
    gallery.clear()


class Answers(TracePresenter):
    """Finds what it is given, and notes what is asked again."""

    def __init__(self, traced: Traced) -> None:
        QObject.__init__(self)
        self._traced, self.asked = traced, ""

    def look(self, case_id: str, section: str, sentence: str, offset: int) -> None:
        self.traced.emit(self._traced)

    def replay(self, case_id: str, section: str, run_id: str) -> None:
        self.asked = run_id

    def stop(self) -> None:
        """Nothing is asked for."""


async def a_persons_text_that_a_model_changed(home: Path) -> Traced:
    edits = json.dumps({"edits": [{"find": "in my own words", "replace": "in short"}]})
    finished = Finished("stop", "scripted-1", "fp_7", Usage(1_090, 12, 0))
    async with a_world(home, scripted((Delta(edits), finished))) as world:
        case = await world.drafted()
        await world.editing.edit(world["ana"], case, "fee", "The fee, in my own words, is EUR 48,000 [E1].")
        await world.draft(case, "fee", chain=["server"], added="Use fewer words.")
        await world.editing.accept(world["ana"], case, "fee")
        trace = await Tracing(world.keeping, world.store).trace(world["ana"], case, "fee")
    return Traced(trace, trace.sentences[0], {world["ana"].person.person_id: "Ana"})


def test_a_sentence_of_a_model_tells_all_that_made_it(qapp: QApplication, tmp_path: Path) -> None:
    traced = asyncio.run(a_persons_text_that_a_model_changed(tmp_path))
    window, presenter = QWidget(), Answers(traced)
    dialog = TraceDialog(Kit(Theme(qapp, resources_folder())), presenter, "c1", "fee", ("", 0), window)
    (run,) = (each for each in traced.trace.runs.values() if each.asked_for)
    words = told(dialog)
    assert "Asked for besides: Use fewer words." in words and "The fee, in my own words, is EUR 48,000." in words
    assert "1,090 word parts read, 12 written, version fp_7, temperature 0, at most 500 word parts" in words
    shown = {text.accessibleName(): text.toPlainText() for text in dialog.findChildren(QPlainTextEdit)}
    assert "as a person has written it" in shown["What the model was sent"]
    assert run.answered and run.answered.instruction
    named = shown["Identifiers"]
    assert traced.trace.pack in named and run.answered.instruction.commitment in named
    assert run.run.run_id in named and run.offered[0].passage.passage_id in named
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Ask the same again").click()
    assert presenter.asked == run.run.run_id
    assert [b for b in dialog.findChildren(QPushButton) if b.text() == "Asking again…" and not b.isEnabled()]
    dialog.close()
    window.deleteLater()
