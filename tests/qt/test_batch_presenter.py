"""Which batch is in view, whichever order the reads of several end in."""

from typing import Any

from pytestqt.qtbot import QtBot

from desktop_app.qt.batch_presenter import BatchPresenter


class SlowDesk:
    """Begins what it is asked, and ends nothing of it. Cancels are kept."""

    acting = None

    def __init__(self) -> None:
        self.begun, self.cancelled = list[Any](), list[int]()
        self.runner = self

    def ask(self, work: Any, then: object, fail: object) -> int:
        self.begun.append(work.keywords.get("batch_id", ""))
        return len(self.begun)

    def cancel(self, task: int) -> None:
        self.cancelled.append(task)


def test_a_batch_that_is_chosen_while_another_is_read_is_the_one_that_comes(qtbot: QtBot) -> None:
    desk = SlowDesk()
    presenter = BatchPresenter(desk)  # type: ignore[arg-type]
    presenter.open("first")
    presenter.open("second")
    assert 1 in desk.cancelled and 2 not in desk.cancelled


def test_the_end_of_a_batch_leaves_the_chosen_one_in_view(qtbot: QtBot) -> None:
    desk = SlowDesk()
    presenter = BatchPresenter(desk)  # type: ignore[arg-type]
    presenter.open("chosen")
    presenter._ended(None)
    assert desk.begun == ["chosen", "", "chosen"]
