"""From a sentence on a page to where it came from."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from window_examples import ANALYST, Gallery, SampleHome, a_gallery, wait

from desktop_app.qt.place import Place, Visit
from desktop_app.views.approved_view import ApprovedView
from desktop_app.views.trace_dialog import TraceDialog
from desktop_app.widgets.flowing_text import FlowingText


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
