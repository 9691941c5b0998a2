"""Every page, dialog and state that a person can come to: whose it is, where it stands, and what leads to it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import cycle
from pathlib import Path
from tempfile import mkdtemp
from unittest.mock import patch

from draft_examples import a_server
from exchange_scenes import (
    ARRIVALS,
    AT,
    AWAY,
    IN_CONFLICT,
    MACHINES,
    MY_ARRIVALS,
    NAME,
    PAGE,
    shows_arrivals,
    shows_exchange,
    shows_place,
)
from fakes import FakeDrafter, server_endpoint
from form_examples import KINDS_GIVEN, kinds_pack
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pysqlite3 import dbapi2
from scripted_server import chunk, streams
from table_examples import PASTED, PAYMENTS, table_pack
from window_examples import (
    ANALYST,
    PASSPHRASES,
    REVIEWER,
    WAIT_MS,
    Gallery,
    SampleHome,
    a_gallery,
    cheap_keys,
    switch,
    wait,
)

from desktop_app.adapters.sql_opening import FILE
from desktop_app.assembly import open_program
from desktop_app.domain.brought_changes import BroughtBack, BroughtChange, BroughtSection
from desktop_app.domain.comment import ItemAnswer, ItemCode, ReturnItem, items_about
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.endpoint import Endpoint, EndpointKind, EndpointTest
from desktop_app.domain.life_acts import LifeAct
from desktop_app.domain.migration import FormVersion, Migration
from desktop_app.domain.pack import PackFault
from desktop_app.domain.pack_look import PlacedFault
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Span
from desktop_app.domain.thread import threads_of
from desktop_app.qt.brought_reading import BroughtLook
from desktop_app.qt.life_state import MoveOffer
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.questioning import Question
from desktop_app.qt.timeline_model import LineRow
from desktop_app.services.program import Program
from desktop_app.views.batch_view import BatchView
from desktop_app.views.document_dialogs import DocumentDialogs
from desktop_app.views.draft_view import DraftView
from desktop_app.views.form_view import FormView
from desktop_app.views.life_dialog import LifeDialog
from desktop_app.views.practice_view import PracticeView
from desktop_app.views.preview_view import PreviewView
from desktop_app.views.return_items import ItemRow
from desktop_app.views.review_view import ReviewView
from desktop_app.views.table_editor import TableEditor
from desktop_app.views.table_files import TableFiles
from desktop_app.views.timeline_panel import TimelineList

STREAMED = (
    "Halden Instruments GmbH has its field equipment kept in order by Brightwater Services Limited. Halden pays, and "
    "Brightwater sends people to three sites. Both have signed the agreement, and the side letter that followed it."
)
CLOSED_PORT = "http://127.0.0.1:9/v1"
EDITED = "The parties, as far as I can see, are those that the agreement names. Nobody else is bound by it."
EDITS = [{"find": ", as far as I can see,", "replace": ""}, {"find": "Nobody else is bound by it.", "replace": ""}]
SIGNED, REVIEW, DRAFT, FORM, BLANK, TABLE = "signed", "review", "draft", "form", "blank", "table"
KINDS = "kinds"
Act = Callable[[Gallery], None]


class Stage(StrEnum):
    """A home, and the window over it."""

    @property
    def is_used_up(self) -> bool:
        """Whether what is to be seen comes once in a window."""
        return self in (Stage.SERVED, Stage.OFFLINE, Stage.FIRST, Stage.SPOILT)

    SAMPLE = "sample"
    LATER = "later"
    """The case under review was returned, and an answer of the drafted one changed."""
    DISCUSSED = "discussed"
    """There are comments on both, and the one under review was returned for some and sent again."""
    TABLE = "table"
    """There is a case on a form with a table, some rows of it filled in."""
    LIVED = "lived"
    """The case under review was withdrawn, the signed one amended, another one abandoned."""
    SERVED = "served"
    """A server is asked that goes on and on."""
    OFFLINE = "offline"
    """A server is asked that is not there."""
    EMPTY = "empty"
    FIRST = "first"
    BROKEN = "broken"
    """Its record was changed from outside."""
    NEWER = "newer"
    """Another version of the program has written it: it can only be read."""
    SPOILT = "spoilt"
    """It cannot be opened."""


def nothing(_: Gallery) -> None:
    """The page as it comes."""


@dataclass(frozen=True)
class Scene:
    """What is shown to whom; without a place what the window shows as it opens."""

    name: str
    place: Place | None = None
    case: str = ""
    at: str = ""
    who: str = ANALYST
    act: Act = nothing
    stage: Stage = Stage.SAMPLE

    def set(self, gallery: Gallery, cases: dict[str, str]) -> None:
        """Lead the window there."""
        if self.place is not None:
            gallery.show(self.who, Visit(self.place, cases.get(self.case, ""), self.at))
        self.act(gallery)


def presses(*keys: str) -> Act:
    return lambda gallery: gallery.press(*keys)


def clicks(*words: str) -> Act:
    def act(gallery: Gallery) -> None:
        for each in words:
            gallery.click(each)

    return act


def opens(name: str) -> Act:
    """What is open from everywhere: palette, keys, another person, the lock."""

    def act(gallery: Gallery) -> None:
        getattr(gallery.program.dialogs, name)()
        gallery.rest()

    return act


def opens_notices(gallery: Gallery) -> None:
    gallery.window.notices_asked.emit()
    gallery.rest()


def marks_practice(gallery: Gallery) -> None:
    """One error is marked, and words that are right."""
    page = gallery.window.shown
    assert isinstance(page, PracticeView)
    if page.sheet.isVisible():
        gallery.click("Back to Practice")
    page.offers.choose("offer:contract_review:hosting")
    gallery.click("Begin")
    for words in ("EUR 36,000", "Norrsken Data AB"):
        text = page.sheet.text
        text.setTextCursor(text.document().find(words))
        gallery.click("Mark as wrong")


def finishes_practice(gallery: Gallery) -> None:
    marks_practice(gallery)
    gallery.click("Finish and see")


def batch(gallery: Gallery) -> BatchView:
    page = gallery.window.shown
    assert isinstance(page, BatchView)
    return page


def looks_at_a_batch(gallery: Gallery) -> None:
    """A table of which two rows can be drafted."""
    made = Path(mkdtemp(prefix="batch-"))
    for number in (1, 2):
        (made / f"contract {number}.txt").write_text(f"This Agreement is made on 12 January 2026, number {number}.")
    lines = ("contract,our_role", "contract 1.txt,customer", "contract 2.txt,supplier", "contract 2.txt,friend")
    (made / "rows.csv").write_text("\n".join((*lines, "no such contract.txt,customer", "")))
    page = batch(gallery)
    page.start.forms.choose("contract_review")
    page.start.take(str(made / "rows.csv"))
    wait(lambda: bool(page.start.problems.rows))
    gallery.rest()


def begins_a_batch(gallery: Gallery) -> None:
    looks_at_a_batch(gallery)
    gallery.click("Begin the batch")
    wait(lambda: bool(batch(gallery).sheet.rows.rows) and not batch(gallery).sheet.pause.isVisible())
    wait(batch(gallery).sheet.save.isVisible)
    gallery.rest()


def asks_life(act: LifeAct) -> Act:
    """What can be done with the case in view beside its gates."""

    def asks(gallery: Gallery) -> None:
        life = gallery.program.dialogs.life
        wait(lambda: bool(life.commands))
        life.ask(act)
        wait(lambda: isinstance(QApplication.activeModalWidget(), LifeDialog))
        gallery.rest()

    return asks


def asks_move(gallery: Gallery) -> None:
    """What moving the case in view to another version of its form would change."""
    life = gallery.program.dialogs.life
    wait(lambda: bool(life.commands))
    versions = (FormVersion("2.0.0", "b" * 64, "contract_review_2"), FormVersion("0.9.0", "a" * 64, before=True))
    found = Migration(
        version_from="1.0.0",
        version_to="2.0.0",
        kept=11,
        converted=(("Days of notice that stop the renewal", "60", "60"),),
        left=(("Liability cap", "EUR 45,000"),),
        gone=("audit_rights",),
        stale=("liability_cap", "risks"),
        voided=("risks",),
        problems=("“Deductible” has no answer.",),
        titles={"audit_rights": "Audit rights", "liability_cap": "Liability cap", "risks": "Risks"},
    )
    life._presenter.previewed.emit(MoveOffer(found, versions, "b" * 64))
    wait(lambda: isinstance(QApplication.activeModalWidget(), LifeDialog))
    gallery.rest()


def breaks_pack(gallery: Gallery) -> None:
    """The folder that is previewed was saved with two faults: the form below is the last one without."""
    page = gallery.window.shown
    assert isinstance(page, PreviewView)
    good = page._presenter._known
    assert good is not None
    faults = (
        PackFault("form.yaml", 62, 15, "“type” cannot be “mony”.", "Use money."),
        PackFault("form.yaml", 90, 17, "Nothing has the name “prise”.", "Did you mean “price”?"),
    )
    lines = ("type: mony", '- {when: "prise >= 5000.00", outcome: head}')
    told = tuple(PlacedFault(fault, line) for fault, line in zip(faults, lines, strict=True))
    page._presenter._show(replace(good, look=replace(good.look, pack=None, told=told)))
    gallery.rest()


def is_told(gallery: Gallery) -> None:
    """What the page says of the case at its top."""
    wait(gallery.window.banner.isVisible)
    gallery.rest()


def searches(gallery: Gallery) -> None:
    opens("open_palette")(gallery)
    QTest.keyClicks(QApplication.focusWidget(), "m")
    gallery.rest()


def asks_for_a_key(gallery: Gallery) -> None:
    gallery.program.questioning.asked.emit(Question("Passphrase of this store"))
    gallery.rest()


def brings_back(gallery: Gallery) -> None:
    """A document that was changed outside, before anything of it is taken."""
    page = draft(gallery)
    dialogs = page.findChild(DocumentDialogs)
    assert dialogs is not None and page.state is not None
    record = page.state.facts.record
    head = record.head("parties")
    assert head is not None
    changes = (
        BroughtChange("twelve months", "eighteen months", ("J. Smith, 2026-02-01",)),
        BroughtChange("", "The side letter was signed on the same day.", ()),
    )
    sections = (BroughtSection("parties", "Parties and scope", head, head.section_text, changes),)
    back = BroughtBack(sections, ("Recommendation",), 2)
    look = BroughtLook(record.file.case_id, "review-js.docx", b"", back, reason_wanted=True)
    dialogs._presenter.looked.emit(look)
    gallery.rest()


def finds(gallery: Gallery) -> None:
    draft(gallery).block("liability_cap").editor.setFocus()
    gallery.press("Ctrl+F")
    QTest.keyClicks(QApplication.focusWidget(), "cap")
    gallery.rest()


def draft(gallery: Gallery) -> DraftView:
    page = gallery.window.shown
    assert isinstance(page, DraftView)
    return page


def review(gallery: Gallery) -> ReviewView:
    page = gallery.window.shown
    assert isinstance(page, ReviewView)
    return page


def asks_for_an_origin(gallery: Gallery) -> None:
    """Of the sentence about the cap, which a person, the form and an answer wrote together."""
    editor = draft(gallery).block("liability_cap").editor
    editor.setFocus()
    editor.setTextCursor(editor.document().find("this review counts"))
    gallery.press("Ctrl+Shift+O")
    wait(lambda: any("Its words" in label.text() for label in QApplication.activeModalWidget().findChildren(QLabel)))
    gallery.rest()


def shows_tab(number: int) -> Act:
    return lambda gallery: (draft(gallery).show_tab(number), gallery.rest())[1]


def asks_again(gallery: Gallery) -> None:
    """The second reader, about the section on the cap; its server is not there."""
    page = draft(gallery)
    page.go_to("liability_cap")
    page.show_tab(1)
    gallery.rest()
    gallery.click("Ask the second reader")
    page.aside.findChild(QScrollArea).ensureWidgetVisible(page.aside.second)
    gallery.rest()


def is_written(gallery: Gallery) -> None:
    """Until there are some words to see."""
    page = draft(gallery)
    wait(lambda: page.state is not None and len(page.block("parties").editor.toPlainText()) > 200, 4 * WAIT_MS)


def falls(gallery: Gallery) -> None:
    """Until it is told that the server is gone."""
    wait(gallery.window.banner.isVisible)
    gallery.rest()


def goes_to_sign(gallery: Gallery) -> None:
    """Everything that is left, done."""
    page = review(gallery)
    for box in page.checks:
        if not box.isChecked():
            box.click()
    for section in page.presenter.state.sections:
        page._text.set_current(section.section, focus=True, top=True)
        gallery.rest()
        page.presenter.mark_read(section.section)
        for number in section.flagged_citations:
            page.presenter.mark_opened(section.section, number)
        for _ in range(9):
            gallery.press("a")
    gallery.press("Ctrl+Return")


def names_an_item(gallery: Gallery) -> None:
    """Beside what must be fixed already, a section with a reason and words of its own."""
    review(gallery)._text.set_current("parties", focus=True)
    gallery.press("r")
    wait(lambda: QApplication.activeModalWidget() is not None)
    row = QApplication.activeModalWidget().findChildren(ItemRow)[1]
    row.box.click()
    row.words.setText("Say from which day it counts.")
    gallery.rest()


def shows_evidence(gallery: Gallery) -> None:
    """In narrow windows it is a tab of a tab."""
    if gallery.offers("Changes and evidence"):
        gallery.click("Changes and evidence")
    gallery.click("Evidence")


def verifies(gallery: Gallery) -> None:
    gallery.press("v")
    gallery.rest()


def expands(kind: str) -> Act:
    """The first line of this type, opened."""

    def act(gallery: Gallery) -> None:
        lines = gallery.window.shown.findChild(TimelineList)
        for _ in range(lines.timeline.rowCount()):
            row = lines.timeline.row_at(lines.currentIndex())
            if isinstance(row, LineRow) and row.entry.type == kind:
                break
            gallery.press("j")
        gallery.press("Space")

    return act


def starts_the_sample(gallery: Gallery) -> None:
    gallery.click("Start the sample case")
    wait(lambda: len(gallery.program.desks) == 2 and not gallery.window.is_covered)
    gallery.rest()


def finds_nothing(gallery: Gallery) -> None:
    gallery.press("/")
    for letter in "zzz":
        gallery.press(letter)
    gallery.rest()


def pastes_payments(gallery: Gallery) -> None:
    """Rows from a spreadsheet, of which two cells are wrong."""
    page = gallery.window.shown
    assert isinstance(page, FormView)
    page._presenter.choose_language("")
    gallery.rest()
    page.panel("contract").focus_field("payments")
    QGuiApplication.clipboard().setText(PASTED)
    gallery.press("Ctrl+V")


def reads_arabic(gallery: Gallery) -> None:
    """The form from right to left."""
    page = gallery.window.shown
    assert isinstance(page, FormView)
    page._presenter.choose_language("ar")
    gallery.rest()
    page.panel("contract").focus_field("payments")
    gallery.rest()


def imports_payments(gallery: Gallery) -> None:
    """What is asked before the rows of a file are taken."""
    page = gallery.window.shown
    assert isinstance(page, FormView)
    editor = page.panel("contract").editor("payments")
    assert isinstance(editor, TableEditor)
    path = Path(mkdtemp()) / "payments-may.csv"
    path.write_text(PASTED.replace("\t", ";"), "utf-8")
    assert isinstance(editor.files, TableFiles)
    editor.files._presenter.look(path)
    wait(lambda: QApplication.activeModalWidget() is not None)
    gallery.rest()


def exports_payments(gallery: Gallery) -> None:
    """Where a table goes to."""
    page = gallery.window.shown
    assert isinstance(page, FormView)
    editor = page.panel("contract").editor("payments")
    assert isinstance(editor, TableEditor)
    editor.export_asked.emit()
    gallery.rest()


S = Scene
SCENES = (
    S("home", Place.HOME),
    S("home_reviewer", Place.HOME, who=REVIEWER),
    S("new_case", Place.NEW_CASE),
    S("preview", Place.PREVIEW, at="contract_review"),
    S("preview_none", Place.PREVIEW, stage=Stage.EMPTY),
    S("preview_faults", Place.PREVIEW, at="contract_review", act=breaks_pack),
    S("batch", Place.BATCH, act=begins_a_batch),
    S("batch_forecast", Place.BATCH, act=looks_at_a_batch),
    S("batch_read_only", Place.BATCH, who=REVIEWER),
    S("batch_none", Place.BATCH, stage=Stage.EMPTY),
    S("practice", Place.PRACTICE, who=REVIEWER),
    S("practice_none", Place.PRACTICE),
    S("practice_begun", Place.PRACTICE, who=REVIEWER, act=marks_practice),
    S("practice_finished", Place.PRACTICE, who=REVIEWER, act=finishes_practice),
    S("practice_policy", Place.SETTINGS, at="practice"),
    S("notices_list", Place.HOME, who=REVIEWER, act=opens_notices),
    S("notices_none", Place.HOME, act=opens_notices, stage=Stage.EMPTY),
    S("notices", Place.SETTINGS, at="notices", who=REVIEWER),
    S("form_contract", Place.FORM, FORM, "contract"),
    S("form_term", Place.FORM, FORM, "term"),
    S("form", Place.FORM, FORM, "money"),
    S("form_playbook", Place.FORM, FORM, "playbook"),
    S("form_errors", Place.FORM, BLANK, "contract", act=presses("Ctrl+Return")),
    S("form_blank", Place.FORM, BLANK),
    S("form_table", Place.FORM, TABLE, stage=Stage.TABLE, act=pastes_payments),
    S("form_kinds", Place.FORM, KINDS, "kinds", stage=Stage.TABLE),
    S("form_each_row", Place.FORM, KINDS, "each", stage=Stage.TABLE),
    S("form_arabic", Place.FORM, TABLE, stage=Stage.TABLE, act=reads_arabic),
    S("table_import", Place.FORM, TABLE, stage=Stage.TABLE, act=imports_payments),
    S("table_export", Place.FORM, TABLE, stage=Stage.TABLE, act=exports_payments),
    S("form_locked", Place.FORM, SIGNED, "money"),
    S("check", Place.FORM, FORM, "check"),
    S("check_blank", Place.FORM, BLANK, "check"),
    S("draft", Place.DRAFT, DRAFT),
    S("draft_findings", Place.DRAFT, DRAFT, act=shows_tab(1)),
    S("draft_versions", Place.DRAFT, DRAFT, act=shows_tab(3)),
    S("draft_bring_back", Place.DRAFT, DRAFT, act=brings_back),
    S("draft_bring_which", Place.DRAFT, DRAFT, act=clicks("Bring changes back")),
    S("draft_find", Place.DRAFT, DRAFT, act=finds),
    S("draft_instruction", Place.DRAFT, DRAFT, "parties", act=presses("Ctrl+I")),
    S("draft_read_only", Place.DRAFT, SIGNED),
    S("draft_origin", Place.DRAFT, DRAFT, act=asks_for_an_origin),
    S("queue", Place.QUEUE, who=REVIEWER),
    S("queue_assign", Place.QUEUE, who=REVIEWER, act=presses("m")),
    S("queue_snooze", Place.QUEUE, who=REVIEWER, act=presses("s")),
    S("queue_workload", Place.QUEUE, who=REVIEWER, act=presses("w")),
    S("queue_none_found", Place.QUEUE, who=REVIEWER, act=finds_nothing),
    S("review", Place.REVIEW, REVIEW, who=REVIEWER),
    S("review_draft", Place.REVIEW, REVIEW, who=REVIEWER, act=presses("2")),
    S("review_clean", Place.REVIEW, REVIEW, who=REVIEWER, act=presses("4")),
    S("review_writers", Place.REVIEW, REVIEW, who=REVIEWER, act=presses("6")),
    S("review_evidence", Place.REVIEW, REVIEW, who=REVIEWER, act=shows_evidence),
    S("review_author", Place.REVIEW, REVIEW),
    S("review_signed", Place.REVIEW, SIGNED, who=REVIEWER),
    S("return", Place.REVIEW, REVIEW, who=REVIEWER, act=presses("r")),
    S("escalate", Place.REVIEW, REVIEW, who=REVIEWER, act=presses("e")),
    S("sign", Place.REVIEW, REVIEW, who=REVIEWER, act=goes_to_sign),
    S("approved", Place.APPROVED, SIGNED),
    S("export", Place.APPROVED, SIGNED, act=clicks("Export document")),
    S("audit", Place.AUDIT, SIGNED),
    S("audit_whole", Place.AUDIT),
    S("audit_expanded", Place.AUDIT, SIGNED, act=expands("edit.recorded")),
    S("audit_verified", Place.AUDIT, SIGNED, act=verifies),
    S("models", Place.SETTINGS, at="models"),
    S("libraries", Place.SETTINGS, at="libraries"),
    S("packs", Place.SETTINGS, at="packs"),
    S("people", Place.SETTINGS, at="people"),
    S("delegation", Place.SETTINGS, at="delegation"),
    S("delegation_reviewer", Place.SETTINGS, who=REVIEWER, at="delegation"),
    S("machines", Place.SETTINGS, at="machines"),
    S("machines_cases", Place.SETTINGS, at="machines", act=shows_exchange(PAGE)),
    S("queue_arrivals", Place.QUEUE, who=REVIEWER, act=shows_arrivals(ARRIVALS)),
    S("home_arrivals", Place.HOME, act=shows_arrivals(MY_ARRIVALS)),
    S("draft_machines", Place.DRAFT, DRAFT, act=shows_place(machines=MACHINES)),
    S("draft_choice", Place.DRAFT, DRAFT, act=shows_place("choice", machines=MACHINES)),
    S("draft_away", Place.DRAFT, DRAFT, act=shows_place(away=AWAY)),
    S("review_away", Place.REVIEW, REVIEW, act=shows_place(away=AWAY)),
    S("review_back", Place.REVIEW, REVIEW, who=REVIEWER, act=shows_place(came_from=NAME, since=AT, decided=True)),
    S("machines_conflict", Place.SETTINGS, at="machines", act=shows_exchange(IN_CONFLICT)),
    S("appearance", Place.SETTINGS, at="appearance"),
    S("about", Place.SETTINGS, at="about"),
    S("palette", Place.HOME, act=searches),
    S("keys", Place.HOME, act=opens("open_keys")),
    S("keys_draft", Place.DRAFT, DRAFT, act=opens("open_keys")),
    S("switch", Place.HOME, act=opens("open_switch")),
    S("store_key", Place.HOME, act=asks_for_a_key),
    S("lock", Place.HOME, act=opens("lock")),
    S("draft_stale", Place.DRAFT, DRAFT, stage=Stage.LATER),
    S("draft_returned", Place.DRAFT, REVIEW, stage=Stage.LATER),
    S("draft_redraft", Place.DRAFT, DRAFT, "parties", stage=Stage.LATER),
    S("draft_by_hand", Place.DRAFT, DRAFT, "risks", stage=Stage.LATER),
    S("libraries_kept", Place.SETTINGS, at="libraries", stage=Stage.LATER),
    S("library_removed", Place.SETTINGS, at="libraries", stage=Stage.LATER, act=clicks("Remove")),
    S("draft_comments", Place.DRAFT, DRAFT, "liability_cap", stage=Stage.DISCUSSED, act=shows_tab(2)),
    S("review_comments", Place.REVIEW, REVIEW, who=REVIEWER, stage=Stage.DISCUSSED, act=presses("F7", "F7")),
    S("review_again", Place.REVIEW, REVIEW, who=REVIEWER, stage=Stage.DISCUSSED),
    S("return_items", Place.REVIEW, REVIEW, who=REVIEWER, stage=Stage.DISCUSSED, act=names_an_item),
    S("models_server", Place.SETTINGS, at="models", stage=Stage.OFFLINE),
    S("draft_second_reader", Place.DRAFT, DRAFT, stage=Stage.OFFLINE, act=asks_again),
    S("draft_offline", Place.DRAFT, FORM, "start", stage=Stage.OFFLINE, act=falls),
    S("draft_streaming", Place.DRAFT, FORM, "start", stage=Stage.SERVED, act=is_written),
    S("life_withdraw", Place.REVIEW, REVIEW, act=asks_life(LifeAct.WITHDRAW)),
    S("life_abandon", Place.DRAFT, DRAFT, act=asks_life(LifeAct.ABANDON)),
    S("life_move", Place.DRAFT, DRAFT, act=asks_move),
    S("life_copy", Place.DRAFT, DRAFT, act=asks_life(LifeAct.COPY)),
    S("life_amend", Place.APPROVED, SIGNED, act=asks_life(LifeAct.AMEND)),
    S("life_reassign", Place.DRAFT, DRAFT, act=asks_life(LifeAct.REASSIGN), stage=Stage.LIVED),
    S("draft_withdrawn", Place.DRAFT, REVIEW, act=is_told, stage=Stage.LIVED),
    S("draft_abandoned", Place.DRAFT, FORM, act=is_told, stage=Stage.LIVED),
    S("approved_amended", Place.APPROVED, SIGNED, act=is_told, stage=Stage.LIVED),
    S("first_run", stage=Stage.FIRST),
    S("sample", stage=Stage.FIRST, act=starts_the_sample),
    S("home_empty", Place.HOME, stage=Stage.EMPTY),
    S("queue_empty", Place.QUEUE, stage=Stage.EMPTY),
    S("approved_empty", Place.APPROVED, stage=Stage.EMPTY),
    S("audit_empty", Place.AUDIT, stage=Stage.EMPTY),
    S("people_empty", Place.SETTINGS, at="people", stage=Stage.EMPTY),
    S("audit_broken", Place.AUDIT, SIGNED, stage=Stage.BROKEN, act=verifies),
    S("home_read_only", Place.HOME, stage=Stage.NEWER),
    S("store_refused", stage=Stage.SPOILT),
)
PAGES = (
    *("home", "new_case", "form", "check", "draft", "queue", "review", "approved", "audit", "first_run"),
    *("models", "libraries", "people", "notices", "preview", "practice", "practice_policy", "appearance", "about"),
)
"""The scenes that are pages as they usually come."""


@contextmanager
def a_stage(
    app: QApplication,
    stage: Stage,
    sample: SampleHome,
    folder: Path,
    size: tuple[int, int] = (1280, 720),
    tongue: QTranslator | None = None,
) -> Iterator[Gallery]:
    """The window of a stage over a home of its own in this folder: what is looked at there is looked at."""
    home = folder / stage
    copies = stage in (
        Stage.SAMPLE,
        Stage.LATER,
        Stage.DISCUSSED,
        Stage.LIVED,
        Stage.TABLE,
        Stage.SERVED,
        Stage.OFFLINE,
        Stage.BROKEN,
        Stage.NEWER,
    )
    with ExitStack() as ends:
        if copies:
            sample.copy(home)
        _prepare(stage, sample.cases, home, ends)
        gallery = ends.enter_context(
            a_gallery(
                app,
                home,
                size=size,
                first=stage is Stage.FIRST,
                refused=stage is Stage.SPOILT,
                tongue=tongue,
                **({} if copies else {"user": "ana"}),
            )
        )
        for name in (REVIEWER, ANALYST) if copies and stage is not Stage.NEWER else ():
            switch(gallery, name)
        gallery.live = stage is Stage.SERVED
        yield gallery


def _prepare(stage: Stage, cases: dict[str, str], home: Path, ends: ExitStack) -> None:
    if stage is Stage.SERVED:
        pieces = (chunk(f"{word} ") for word in cycle(STREAMED.split()))
        server = ends.enter_context(a_server(streams(pieces, pause=0.02)))
        _work(home, lambda program: _add(program, server.url))
    elif stage is Stage.OFFLINE:
        _work(home, lambda program: _add(program, CLOSED_PORT, reads=True))
    elif stage is Stage.LATER:
        _work(home, lambda program: _later(program, cases))
        _work(home, lambda program: _library(program, home.parent / "House rules"))
        ends.enter_context(patch.object(Path, "home", lambda: home.parent))  # as if it were a person's own folder
    elif stage is Stage.DISCUSSED:
        _work(home, lambda program: _discussed(program, cases))
    elif stage is Stage.TABLE:
        _work(home, lambda program: _with_table(program, cases))
    elif stage is Stage.LIVED:
        _work(home, lambda program: _lived(program, cases))
    elif stage is Stage.BROKEN:
        _tamper(home, "UPDATE audit_event SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 30", disarmed=True)
    elif stage is Stage.NEWER:
        _tamper(home, "PRAGMA user_version=99")
    elif stage is Stage.SPOILT:
        home.mkdir(parents=True)
        (home / FILE).write_bytes(b"no database " * 1000)


def _work(home: Path, work: Callable[[Program], Awaitable[None]]) -> None:
    async def run() -> None:
        async with open_program(home, lambda _: None, lambda _: None) as program:
            await work(program)

    with cheap_keys():
        asyncio.run(run())


async def _add(program: Program, url: str, *, reads: bool = False) -> None:
    ana = await program.enrolling.switch(ANALYST, PASSPHRASES[ANALYST])
    endpoint = Endpoint("team", EndpointKind.OPENAI, model="large-1", base_url=url)
    await program.connecting.add(ana, endpoint)
    seen = EndpointTest("large-1", 0, 0, usage=True, json_schema=None)
    await program.connecting._dispatching.stands.tested(endpoint, seen)
    if reads:
        keeper = await program.enrolling.add("Kim Dahl", [Role.ADMINISTRATOR], "kim", "meadow stone four")
        await program.second_reading.choose(keeper, "team")


async def _later(program: Program, cases: dict[str, str]) -> None:
    ben = await program.enrolling.switch(REVIEWER, PASSPHRASES[REVIEWER])
    await program.reviewing.return_(
        ben, cases[REVIEW], items_about("liability_cap", code=ItemCode.FIGURE), "See the side letter"
    )
    ana = await program.enrolling.switch(ANALYST, PASSPHRASES[ANALYST])
    await program.keeping.answer(ana, cases[DRAFT], {"liability_cap": "45000"})
    await program.editing.edit(ana, cases[DRAFT], "parties", EDITED)
    await _redraft(program, ana, cases[DRAFT], "parties", json.dumps({"edits": EDITS}), "Use fewer words.")
    await _redraft(program, ana, cases[DRAFT], "risks", "Sure! I rate it high.")


async def _discussed(program: Program, cases: dict[str, str]) -> None:
    """One thing that was asked for is mended, one answered in words; the reviewer has come back to the third."""
    ben = await program.enrolling.switch(REVIEWER, PASSPHRASES[REVIEWER])
    ana = await program.enrolling.switch(ANALYST, PASSPHRASES[ANALYST])
    under, drafted, say = cases[REVIEW], cases[DRAFT], program.commenting
    await _say_of(program, ben, under, "liability_cap", "Is the side letter counted?", ItemCode.FIGURE)
    items = (
        ReturnItem("parties", ItemCode.WORDING, "Shorter."),
        ReturnItem("risks", ItemCode.MISSING, "Say who looks at it when it falls due."),
    )
    await program.reviewing.return_(ben, under, items, "Three things, see below.")
    for thread in threads_of((await program.keeping.facts(under)).record):
        if thread.first.section == "liability_cap":
            await say.reply(ana, under, thread.first.thread_id, "Yes, it counts since March.", ItemAnswer.KEPT)
    for section in ("parties", "risks"):
        await program.editing.edit(ana, under, section, EDITED, "Asked for in review.")
    await program.reviewing.send(ana, under, read_through=True)
    await _say_of(program, ana, drafted, "parties", "Ask them for the full name.")
    await _say_of(program, ben, drafted, "liability_cap", "Is this the amount before the amendment?", ItemCode.SOURCE)


async def _with_table(program: Program, cases: dict[str, str]) -> None:
    ana = await program.enrolling.switch(ANALYST, PASSPHRASES[ANALYST])
    cases[TABLE] = await program.keeping.open(ana, table_pack(), title="Payments in May")
    await program.keeping.answer(ana, cases[TABLE], {"payments": PAYMENTS})
    cases[KINDS] = await program.keeping.open(ana, kinds_pack(), title="All kinds of questions")
    await program.keeping.answer(ana, cases[KINDS], KINDS_GIVEN)


async def _lived(program: Program, cases: dict[str, str]) -> None:
    """There is another analyst to hand a case to."""
    await program.enrolling.add("Cleo Marsh", [Role.ANALYST], "cleo", "willow lane seven")
    ana = await program.enrolling.switch(ANALYST, PASSPHRASES[ANALYST])
    await program.ending.withdraw(ana, cases[REVIEW], "The side letter names another amount.")
    await program.ending.abandon(ana, cases[FORM], "The other party has withdrawn its offer.")
    await program.carrying.amend(ana, cases[SIGNED], "The fee was agreed anew in May.")


async def _say_of(
    program: Program, acting: Acting, case_id: str, section: str, words: str, code: ItemCode | None = None
) -> None:
    """About the first words of a section."""
    head = (await program.keeping.facts(case_id)).record.head(section)
    assert head is not None
    place = next(iter(sentences(head.section_text.plain)))
    await program.commenting.comment(acting, case_id, section, words, Span(place.start, place.start + 24), code)


async def _library(program: Program, folder: Path) -> None:
    """A folder of two documents, of which one gives no text."""
    folder.mkdir(exist_ok=True)
    (folder / "fees.txt").write_text("A fee above EUR 48,000 needs two approvals.\n\nTravel is booked by the office.")
    (folder / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    ana = await program.enrolling.switch(ANALYST, PASSPHRASES[ANALYST])
    await program.library_keeping.add(ana, str(folder))


async def _redraft(program: Program, acting: Acting, case_id: str, section: str, answer: str, added: str = "") -> None:
    """A model gives this answer, again and again."""
    drafter = FakeDrafter(server_endpoint("team"), ((Delta(answer), Finished("stop", "large-1")),))
    program.drafting._dispatching.bring(drafter)
    async for _ in program.drafting.draft(acting, case_id, ["team"], [section], added=added, anew=True):
        pass


def _tamper(home: Path, statement: str, *, disarmed: bool = False) -> None:
    with closing(dbapi2.connect(str(home / FILE))) as db, db:
        kept = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = db.execute(kept).fetchall() if disarmed else []
        db.execute("BEGIN")  # each definition that is alone waits for the disk
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement)
        for _, sql in guards:
            db.execute(sql)
