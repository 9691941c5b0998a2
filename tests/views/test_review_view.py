"""The review page: single keys, what is led to, and what stands beside a decision."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from draft_examples import a_server, with_server
from form_examples import asked
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from review_examples import K, Reviewer, a_window, edited_and_sent, prepared
from scripted_server import says
from service_examples import PASSPHRASE, World

from desktop_app.domain.comment import items_about
from desktop_app.domain.person import Role
from desktop_app.qt.held_words import NO_BREAK
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.review_state import LeftKind
from desktop_app.services.program import Program
from desktop_app.views.evidence_panel import EvidencePanel
from desktop_app.views.reasons_popover import ReasonsChip, ReasonsPopover
from desktop_app.views.review_block import shown_end
from desktop_app.views.review_document import PAGE
from desktop_app.widgets.key_list import KeyList
from desktop_app.widgets.redline_view import RedlineView
from desktop_app.widgets.section_editor import SectionEditor

pytestmark = pytest.mark.usefixtures("store_key")

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def rob(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Reviewer]:
    """A reviewer before a case with two changes."""
    case_id = prepared(tmp_path, edited_and_sent)
    with a_window(qtbot, qapp, tmp_path, "rob") as reviewer:
        reviewer.opens(case_id)
        yield reviewer


def button_of(window: QWidget, words: str) -> QPushButton:
    """The button that says this anywhere in the window."""
    return next(each for each in window.findChildren(QPushButton) if each.text() == words and each.isVisible())


def button(reviewer: Reviewer, words: str) -> QPushButton:
    """The first button that says this, once it is there."""

    def found() -> list[QPushButton]:
        buttons = reviewer.review.findChildren(QPushButton)
        return [each for each in buttons if each.text().startswith(words) and each.isVisible()]

    reviewer.until(lambda: bool(found()))
    return found()[0]


def test_the_first_change_that_waits_has_the_keyboard(rob: Reviewer) -> None:
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    rob.press(K.Key_A)
    assert rob.review.presenter.marks.chosen == {("fee", 1): True}


def test_what_is_left_leads_to_the_first_of_it(rob: Reviewer) -> None:
    rob.window.resize(1440, 900)
    rob.qtbot.mouseClick(button(rob, "1 check"), LEFT)
    rob.until(rob.review.checks[0].hasFocus)
    assert not button(rob, "Approve and sign").isEnabled()


def test_what_was_left_is_told_no_longer_once_it_is_done(rob: Reviewer) -> None:
    banner = rob.review._banner
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    rob.press(K.Key_P)
    rob.until(lambda: banner.isVisible() and "1 check" in banner.accessibleName())
    rob.checks_all()
    rob.until(lambda: not banner.isVisible() or "check" not in banner.accessibleName())


def test_space_reads_on_until_all_has_been_on_screen(rob: Reviewer) -> None:
    rob.window.resize(1180, 680)
    rob.until(lambda: rob.focus.accessibleName() == "Changes")

    def read() -> bool:
        left = {each.kind for each in rob.review.presenter.left}
        return LeftKind.READ not in left

    for _ in range(8):
        rob.press(K.Key_Space)
        rob.until(lambda: rob.program.desk.runner.busy == 0)
    rob.until(read)


async def long_and_sent(world: World) -> str:
    """A case whose section `term` is longer than a page, as is the section before it."""
    case_id = await world.drafted()
    for name in ("fee", "term"):
        text = await world.text(case_id, name)
        more = "\n\n".join(f"Part {number} is as it was agreed." for number in range(1, 41))
        await world.editing.edit(world["ana"], case_id, name, text.replace("\n", "\n\n") + "\n\n" + more)
    await world.draft(case_id, "rating")
    await world.send(case_id)
    return case_id


def test_a_section_that_was_passed_over_on_the_way_counts_as_unread_and_the_views_stay_in_sight(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, long_and_sent)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.window.resize(1280, 720)
        rob.opens(case_id)
        text = rob.review._text
        text.set_current("term", top=True)
        rob.until(lambda: text._area.verticalScrollBar().value() > 0 and not text._looking.isActive())
        assert not shown_end(text._blocks["fee"], text._area.viewport())
        assert "fee" not in rob.review.presenter.marks.read
        for part in ("What is shown", "What colours mean"):
            shown = next(each for each in text.findChildren(QWidget) if each.accessibleName() == part)
            assert not shown.visibleRegion().isEmpty()


def test_how_far_one_has_read_is_told(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, long_and_sent)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.window.resize(1280, 720)
        rob.opens(case_id)
        rob.review._text.set_current("fee", top=True)

        def told() -> str:
            return rob.review._side._progress.text()

        rob.until(lambda: told().startswith("0 of 4 sections read, page 1 of "))
        rob.review._text.scroll_by_page(PAGE)
        rob.until(lambda: told().startswith("0 of 4 sections read, page 2 of "))
        rob.review._text.set_current("advice", top=True)
        rob.until(lambda: not told().startswith("0 of 4"))


def test_an_undone_decision_is_the_last_one(rob: Reviewer) -> None:
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    rob.press(K.Key_A)
    rob.press(K.Key_U)
    assert rob.review.presenter.marks.chosen == {}


def test_the_last_decision_of_a_section_is_taken_back_by_its_key(rob: Reviewer) -> None:
    presenter = rob.review.presenter
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    rob.press(K.Key_X)
    rob.press(K.Key_X)
    rob.until(lambda: [card.settled for card in presenter.state.cards] == [True, True])  # type: ignore[union-attr]
    assert button(rob, "Undo").isVisible()
    rob.press(K.Key_U)
    rob.until(lambda: len(presenter.state.section("fee").waiting) == 2)  # type: ignore[union-attr]
    assert list(presenter.marks.chosen.values()) == [False]
    assert rob.focus.accessibleName() == "Changes"


@pytest.mark.parametrize("key", [K.Key_A, K.Key_X, K.Key_U, K.Key_P, K.Key_R, K.Key_E, K.Key_2])
def test_letters_over_the_list_of_sections_decide_nothing(rob: Reviewer, key: Qt.Key) -> None:
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    sections = next(each for each in rob.review.findChildren(KeyList) if each.accessibleName() == "Sections")
    sections.setFocus()
    rob.press(key)
    assert rob.review.presenter.marks.chosen == {}
    assert QApplication.activeModalWidget() is None
    assert button(rob, "All changes").isChecked()


def test_a_letter_over_a_text_decides_no_change_of_another_section(rob: Reviewer) -> None:
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    for _ in range(2):
        rob.press(K.Key_K)
    rob.review.keyPressEvent(QKeyEvent(QKeyEvent.Type.KeyPress, K.Key_J, Qt.KeyboardModifier.NoModifier))
    assert isinstance(rob.focus, RedlineView)
    rob.press(K.Key_X)
    assert rob.review.presenter.marks.chosen == {}


def test_a_case_opens_at_the_section_that_cannot_be_approved_as_it_is(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    async def stuck(world: World) -> str:
        case_id = await world.sent()
        await world.editing.edit(world["rob"], case_id, "term", "It says no more.", "It was too long.")
        return case_id

    case_id = prepared(tmp_path, stuck)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        title = rob.review.presenter.state.section("term").title  # type: ignore[union-attr]
        rob.until(lambda: rob.focus.accessibleName().endswith(f"{title}, text"))


def test_a_comment_that_is_left_gives_the_single_keys_back_in_a_narrow_window(rob: Reviewer) -> None:
    rob.window.setMinimumSize(1, 1)
    rob.window.resize(1024, 720)
    rob.until(lambda: rob.review.panes.is_narrow)
    rob.review.panes.show_pane(1)
    rob.review.findChildren(RedlineView)[0].setFocus()
    rob.press(K.Key_C)
    rob.until(lambda: rob.focus.accessibleName() == "Your comment")
    rob.press(K.Key_Escape)
    rob.until(lambda: rob.focus.isVisible() and isinstance(rob.focus, RedlineView))


def test_the_decision_stands_under_every_panel_of_a_narrow_window(rob: Reviewer) -> None:
    rob.window.setMinimumSize(1, 1)
    rob.window.resize(1024, 720)
    rob.until(lambda: rob.review.panes.is_narrow)
    for panel in range(3):
        rob.review.panes.show_pane(panel)
        assert button(rob, "Approve and sign").isVisible()
    rob.window.resize(1440, 900)
    rob.until(lambda: not rob.review.panes.is_narrow)
    assert button(rob, "Approve and sign").isVisible()


def test_a_case_that_comes_back_says_what_is_new_since_it_was_returned(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    async def sent_again(world: World) -> str:
        case_id = await world.sent()
        await world.reviewing.approve(world["rob"], PASSPHRASE, case_id, ["term"], checklist=True)
        await world.clock.sleep(60)
        await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "It is too short.")
        await world.clock.sleep(60)
        text = (await world.text(case_id, "fee")).replace("\n", "\n\n")
        await world.editing.edit(world["ana"], case_id, "fee", f"{text} It is due at once.", "Asked for.")
        await world.draft(case_id, "rating")
        await world.send(case_id)
        return case_id

    case_id = prepared(tmp_path, sent_again)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        state = rob.review.presenter.state
        assert state is not None
        term = state.section("term")
        assert term is not None and term.approved_by == ("rob",) and not term.needs_me and term.since is None
        rob.until(lambda: rob.window.banner.accessibleName().startswith("Sent again. Since you last looked, "))
        rob.qtbot.mouseClick(button_of(rob.window, "Show what is new"), LEFT)
        rob.until(lambda: button(rob, "Since you looked").isChecked())
        shown = rob.review._text.block("fee").text  # type: ignore[union-attr]
        assert [change.after_text.strip() for change in state.section("fee").since.changes] == ["It is due at once."]  # type: ignore[union-attr]
        assert shown.redline.changes == (1,)


def test_a_tab_that_a_screen_reader_toggles_is_shown(rob: Reviewer) -> None:
    tab = button(rob, "Evidence")
    tab.toggle()
    panel = rob.review.findChild(EvidencePanel)
    assert isinstance(panel, EvidencePanel)
    rob.until(panel.isVisible)
    tab.toggle()
    assert tab.isChecked() and not button(rob, "Changes").isChecked()


def test_a_citation_is_opened_by_its_key_beside_its_page(rob: Reviewer) -> None:
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    rob.press(K.Key_BracketRight)
    assert rob.review.presenter.marks.opened == {("fee", 1)}
    panel = rob.review.findChild(EvidencePanel)
    assert isinstance(panel, EvidencePanel) and panel.isVisible()
    rob.until(lambda: panel.page is not None)
    assert isinstance(rob.focus, RedlineView)


def test_letters_that_are_typed_into_an_edit_decide_nothing(rob: Reviewer) -> None:
    rob.qtbot.mouseClick(button(rob, "Edit"), LEFT)
    editor = rob.focus
    assert isinstance(editor, SectionEditor)
    rob.types("Are")
    assert QApplication.activeModalWidget() is None
    assert rob.review.presenter.marks.chosen == {}
    rob.qtbot.mouseClick(button(rob, "Discard"), LEFT)


def test_an_edit_is_kept_with_a_reason_by_enter_and_asks_for_one_in_words(rob: Reviewer) -> None:
    rob.qtbot.mouseClick(button(rob, "Edit"), LEFT)
    rob.types(" More.")
    rob.qtbot.mouseClick(button(rob, "Keep change"), LEFT)
    words = [label.text() for label in rob.review.findChildren(QLabel) if label.isVisible()]
    assert "Say why you change it" in words
    rob.types("It was too short")
    rob.press(K.Key_Return)
    rob.until(lambda: not any(each.text() == "Keep change" for each in rob.review.findChildren(QPushButton)))


def test_a_page_with_an_edit_is_not_left_before_it_is_settled(rob: Reviewer) -> None:
    rob.qtbot.mouseClick(button(rob, "Edit"), LEFT)
    rob.program.window.go(Visit(Place.HOME))
    assert rob.window.visit.place is Place.REVIEW
    rob.qtbot.mouseClick(button(rob, "Discard"), LEFT)
    rob.program.window.go(Visit(Place.HOME))
    assert rob.window.visit.place is Place.HOME


async def kept_and_sent(world: World) -> str:
    """A case in whose section `fee` the analyst lets a finding stand."""
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "fee", "The fee is EUR 48,000 [E1].\n\nEUR 5 is paid.")
    await world.draft(case_id, "rating")
    facts = await world.facts(case_id)
    for found in facts.record.findings[facts.record.heads["fee"]]:
        await world.editing.explain(world["ana"], case_id, found.finding_id, "It may stand.")
    await world.send(case_id)
    return case_id


def test_a_reviewer_reads_why_a_section_stands_as_it_does_and_what_was_let_stand(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, kept_and_sent)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        block = rob.review._text.block("fee")
        assert block is not None
        heads = [label.text() for label in block.findChildren(QLabel)]
        (words,) = (words for words in heads if "stands neither in a cited passage" in words)
        assert words.replace(NO_BREAK, " ").startswith("Kept by its analyst: “EUR 5”")
        (chip,) = block.findChildren(ReasonsChip)
        assert chip.button is not None
        qtbot.mouseClick(chip.button, LEFT)
        (why,) = block.findChildren(ReasonsPopover)
        assert any("kept by a person" in label.text() for label in why.findChildren(QLabel))
        why.close()


def test_the_author_reads_who_decides(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        ana.opens(case_id)
        said = [label.text() for label in ana.review.findChildren(QLabel) if label.isVisible()]
        assert "Waits for a decision by its reviewer: rob, amy" in said


def test_the_author_settles_a_reviewers_words_by_one_key(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    async def rewritten(world: World) -> str:
        case_id = await world.sent()
        text = await world.text(case_id, "term")
        await world.editing.edit(world["rob"], case_id, "term", f"{text} It says no more.", "It was missing.")
        return case_id

    case_id = prepared(tmp_path, rewritten)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        ana.opens(case_id)
        ana.until(lambda: ana.focus.accessibleName() == "Changes")
        ana.press(K.Key_A)
        ana.until(lambda: not any(section.waiting for section in ana.review.presenter.state.sections))  # type: ignore[union-attr]
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        assert rob.review.presenter.state.section("term").obstacles == ()  # type: ignore[union-attr]


def test_the_draft_leads_to_where_each_change_of_a_reviewer_is_settled(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    async def returned(world: World) -> str:
        case_id = await world.sent()
        words = (await world.text(case_id, "fee")).replace("The total fee is", "The whole fee is")
        words = words.replace("counts on", "relies on").replace("\n", "\n\n")
        await world.editing.edit(world["rob"], case_id, "fee", words, "It was wrong.")
        await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Look at it.")
        return case_id

    case_id = prepared(tmp_path, returned)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        ana.window.go(Visit(Place.DRAFT, case_id))
        settle = "Settle each by itself"
        ana.until(lambda: any(b.text() == settle and b.isVisible() for b in ana.window.findChildren(QPushButton)))
        ana.window.activateWindow()
        button_of(ana.window, "Settle each by itself").click()
        ana.until(lambda: ana.review.shows(case_id) and len(ana.review.presenter.state.section("fee").waiting) == 2)  # type: ignore[union-attr]
        ana.until(lambda: ana.focus.accessibleName() == "Changes")
        ana.press(K.Key_A)
        ana.press(K.Key_X)
        ana.until(lambda: not ana.review.presenter.state.section("fee").waiting)  # type: ignore[union-attr]


def test_the_breadcrumb_leads_back_to_the_queue(rob: Reviewer) -> None:
    rob.program.window.bar.crumb_chosen.emit(0)
    assert rob.window.visit.place is Place.QUEUE


def test_what_comes_late_takes_no_focus_from_the_page_that_is_shown(rob: Reviewer) -> None:
    for place in (Place.HOME, Place.QUEUE):
        rob.window.go(Visit(place))
        rob.window.go(Visit(Place.SETTINGS))
        rob.until(lambda: rob.program.desk.runner.busy == 0)
        page = rob.window.page(place)
        assert page is not None
        assert not page.isAncestorOf(QApplication.focusWidget())


async def _choose(program: Program, name: str) -> None:
    keeper = await program.enrolling.add("Kim", [Role.ADMINISTRATOR], "kim", PASSPHRASE)
    await program.second_reading.choose(keeper, name)


def test_a_reviewer_asks_the_second_reader_and_reads_its_verdict_at_the_sentence(rob: Reviewer) -> None:
    rob.window.resize(1440, 900)
    desk = rob.program.desk
    with a_server(says(json.dumps({"verdict": "not_in_passage", "words": ""}))) as server:
        with_server(rob.qtbot, desk, server)
        asked(rob.qtbot, desk, lambda program: _choose(program, "team"))
        rob.review._lead_to_section("fee")
        rob.qtbot.mouseClick(button(rob, "Evidence"), LEFT)
        rob.review._evidence.second._presenter.look()
        rob.qtbot.mouseClick(button(rob, "Ask the second reader"), LEFT)
        rob.until(lambda: any(card.reading.verdicts for card in rob.review._evidence.support.cards))
    words = [label.text() for label in rob.review._evidence.findChildren(QLabel)]
    assert "Second reader team: not in the passage" in words
    assert any(line.startswith("Read by team. Supported: 0 · doubted: ") for line in words)


def changes_of(reviewer: Reviewer) -> list[tuple[int, str, str]]:
    state = reviewer.review.presenter.state
    return [(card.number, card.before, card.after) for card in state.cards] if state else []


def test_switching_views_never_alters_the_changes(rob: Reviewer) -> None:
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    before = changes_of(rob)
    for key in (K.Key_2, K.Key_3, K.Key_4, K.Key_6, K.Key_1):
        rob.press(key)
        assert changes_of(rob) == before
    assert rob.review.presenter.marks.chosen == {}
    assert rob.review._text.view == "changes"


def test_what_is_typed_in_the_clean_view_is_kept_as_a_change_and_alters_no_other(rob: Reviewer) -> None:
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    before = changes_of(rob)
    rob.press(K.Key_4)
    block = rob.review._text.block("fee")
    assert block is not None
    block.take_focus()
    rob.press(K.Key_Return)
    assert isinstance(rob.focus, SectionEditor)
    rob.types("Indeed ")
    rob.qtbot.mouseClick(button(rob, "Keep change"), LEFT)
    rob.types("It was too short")
    rob.press(K.Key_Return)
    rob.until(lambda: any("Indeed" in after for _, _, after in changes_of(rob)))
    assert {change[1:] for change in before} <= {change[1:] for change in changes_of(rob)}


def test_who_wrote_the_words_is_told_in_words_and_by_lines(rob: Reviewer) -> None:
    rob.until(lambda: rob.focus.accessibleName() == "Changes")
    rob.press(K.Key_6)
    assert rob.review._text.view == "writers"
    words = [label.text() for label in rob.review._text.findChildren(QLabel)]
    assert any("solid line" in each and "%" in each for each in words), words
    block = rob.review._text.block("fee")
    assert block is not None
    assert "line" in block.text.accessibleDescription()


def test_several_changes_are_accepted_at_once_but_for_amounts(rob: Reviewer) -> None:
    presenter = rob.review.presenter
    state = presenter.state
    assert state is not None
    keys = [card.key for card in state.cards]
    alone = [card.key for card in state.cards if card.one_by_one is not None]
    with rob.qtbot.waitSignal(presenter.left_alone) as told:
        presenter.choose_several(keys, True)
    assert told.args == [len(keys) - len(alone), len(alone)]
    rob.until(lambda: all(key not in presenter.marks.chosen for key in alone))
