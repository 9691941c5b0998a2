"""An outage in the window: a section waits for a model by its person's choice, and is drafted after a restart."""

from pathlib import Path
from typing import cast

import pytest
from draft_examples import a_server, with_server
from form_examples import asked
from PySide6.QtWidgets import QApplication, QFrame, QPushButton
from pytestqt.qtbot import QtBot
from review_examples import Reviewer, a_window, prepared
from scripted_server import says
from service_examples import World

from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.qt.place import Place, Visit
from desktop_app.views.draft_block import DraftBlock
from desktop_app.views.draft_view import DraftView

pytestmark = pytest.mark.usefixtures("store_key")
NOBODY = Endpoint("team", EndpointKind.OPENAI, model="scripted-1", base_url="http://127.0.0.1:9/v1")
WAITS = "Waiting for a model: it is drafted when one answers."
WROTE = "The total fee is EUR 48,000 for the work [E1]."


async def filled(world: World) -> str:
    return await world.case()


def fee(person: Reviewer) -> DraftBlock:
    """The section `fee` on the page."""
    return cast(DraftView, person.window.shown).block("fee")


def clicks(person: Reviewer, words: str) -> None:
    """The button of the banner that says this."""
    buttons = [b for b in person.window.banner.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    buttons[0].click()


def waits(person: Reviewer) -> bool:
    notices = [frame.accessibleName() for frame in fee(person).notices.findChildren(QFrame)]
    return WAITS in notices


def test_a_section_waits_for_a_model_over_a_restart_and_is_drafted_when_one_answers(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, filled)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        desk = ana.program.desk
        asked(qtbot, desk, lambda program: program.connecting.add(desk.acting, NOBODY))
        ana.window.go(Visit(Place.DRAFT, case_id))
        ana.until(lambda: cast(DraftView, ana.window.shown).state is not None)
        cast(DraftView, ana.window.shown)._draft_again("fee", "")
        ana.until(lambda: "EUR 48,000" in fee(ana).editor.markup())
        clicks(ana, "Draft when a model answers")
        ana.until(lambda: fee(ana).section.waits and waits(ana))
    with a_server(says(WROTE)) as server, a_window(qtbot, qapp, tmp_path, "ana") as ana:
        with_server(qtbot, ana.program.desk, server)
        ana.program.desk.models_changed.emit()
        ana.window.go(Visit(Place.DRAFT, case_id))
        ana.until(lambda: cast(DraftView, ana.window.shown).state is not None)
        ana.until(lambda: fee(ana).section.model == "scripted-1" and not fee(ana).section.waits)
        assert fee(ana).editor.markup() == WROTE
        ana.until(lambda: not waits(ana))
