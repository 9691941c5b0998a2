"""What goes wrong around a window: each fault is told in words, what was done is kept, and the window goes on."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from draft_examples import a_server, slowly, with_server
from form_examples import asked
from fpdf import FPDF
from journal_examples import FULL
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pysqlite3 import dbapi2
from pytestqt.qtbot import QtBot
from review_examples import Reviewer, a_window, prepared
from scripted_server import error, replies
from service_examples import World
from window_processes import LONGEST_S, WindowProcesses, window_processes

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.adapters.secret_places import SecretPlaces
from desktop_app.adapters.sql_opening import FILE, NEWER
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.app import WindowedProgram, opening_of
from desktop_app.domain.audit import Entry, Receipt
from desktop_app.domain.budget import Limit, Scope
from desktop_app.domain.case import CaseState
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.person import Role
from desktop_app.qt.form_words import document_words
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.questioning import Questioning
from desktop_app.services.attaching import LARGEST_DOCUMENT
from desktop_app.services.connecting import Connecting
from desktop_app.services.program import Program

QUIT_S = 1.0
"""Seconds in which a window that is closed has ended; measured are 0.1 s."""


pytestmark = pytest.mark.usefixtures("store_key")


@pytest.fixture(scope="module")
def processes() -> Iterator[WindowProcesses]:
    with window_processes() as processes:
        yield processes


async def drafted(world: World) -> str:
    return await world.drafted()


async def filled(world: World) -> str:
    return await world.case()


async def approved(world: World) -> str:
    case_id = await world.sent()
    await world.approve(case_id)
    return case_id


def said(person: Reviewer) -> str:
    """The banner, where one is shown."""
    return person.window.banner.accessibleName() if person.window.banner.isVisible() else ""


def buttons(person: Reviewer) -> dict[str, QPushButton]:
    """What can be done about it."""
    return {button.text(): button for button in person.window.banner.findChildren(QPushButton)}


# Quitting


def quits(processes: WindowProcesses, home: Path, act: str, case_id: str) -> None:
    """The act ends with a window that is closed: exit code 0 in time, no thread and no traceback left."""
    process = processes.start(home, act, "ana", case_id)
    began = process.until("begun")
    assert process.until("threads").words == ("threads",)
    ended = process.until("ended")
    assert ended.words[-1] == "0"
    assert (ended.at - began.at) / 1e9 <= QUIT_S
    assert "Traceback" not in processes.errors.read_text()
    assert verify_file(home / FILE).verified


def text_of(home: Path, case_id: str) -> str:
    return prepared(home, lambda world: world.text(case_id, "advice"))


def test_a_window_that_is_closed_while_somebody_types_keeps_the_last_letter(
    processes: WindowProcesses, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, drafted)
    quits(processes, tmp_path, "quits_typing", case_id)
    assert "Look again." in text_of(tmp_path, case_id)


def test_a_window_that_is_closed_while_sections_stream_in_ends_at_once(
    processes: WindowProcesses, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, filled)
    with a_server(slowly(*["word "] * 2000)) as server:
        prepared(tmp_path, lambda world: _keep(world, server.url))
        quits(processes, tmp_path, "quits_drafting", case_id)


def test_a_window_that_is_closed_while_somebody_signs_has_signed_or_has_not(
    processes: WindowProcesses, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, approved)
    quits(processes, tmp_path, "quits_signing", case_id)

    async def signed(world: World) -> tuple[CaseState, int]:
        record = (await world.facts(case_id)).record
        return record.file.state, len(record.signatures)

    assert prepared(tmp_path, signed) in ((CaseState.SIGN_OFF, 1), (CaseState.SIGNED, 2))


async def signed(world: World) -> str:
    case_id = await world.sent()
    await world.approve(case_id)
    await world.sign(case_id)
    return case_id


@pytest.mark.parametrize("act", ["quits_attaching", "quits_exporting", "quits_verifying", "quits_backing_up"])
def test_a_window_that_is_closed_while_something_is_read_or_written_ends_at_once(
    processes: WindowProcesses, tmp_path: Path, act: str
) -> None:
    case_id = prepared(tmp_path, filled if act == "quits_attaching" else signed)
    quits(processes, tmp_path, act, case_id)


def test_a_second_launch_brings_the_first_window_to_the_front_and_ends(
    processes: WindowProcesses, tmp_path: Path
) -> None:
    prepared(tmp_path, filled)
    first = processes.start(tmp_path, "waits")
    first.until("begun")
    processes.start(tmp_path)
    told = [first.until("ended").words[-1] for _ in range(2)]
    assert told == ["0", "0"]
    assert "raised" in [told.words[0] for told in first.told]


async def _keep(world: World, url: str, secret: str | None = None) -> None:
    """From now on this server is asked first, with the key of this name."""
    connecting = Connecting(world.store, world.recording, SecretPlaces((), ()), world.dispatching, OpenAiDrafter)
    await connecting.add(
        world["ana"], Endpoint("team", EndpointKind.OPENAI, model="scripted-1", base_url=url, secret=secret)
    )


# A full disk


def fills_up(qtbot: QtBot, program: WindowedProgram) -> list[bool]:
    """The disk of this window is full while the first of these is true."""
    full = [True]

    async def fill(services: Program) -> None:
        commit = services.store.commit

        async def failing(entry: Entry) -> Receipt:
            if full[0]:
                raise FULL
            return await commit(entry)

        services.store.commit = failing  # type: ignore[method-assign]

    asked(qtbot, program.desk, fill)
    return full


def writes(person: Reviewer, case_id: str, words: str) -> None:
    """Type in the section that a person writes."""
    person.window.go(Visit(Place.DRAFT, case_id, "advice"))
    page = person.window.shown
    person.until(lambda: page.state is not None)  # type: ignore[union-attr]
    editor = page.block("advice").editor  # type: ignore[union-attr]
    editor.setFocus()
    person.qtbot.keyClicks(editor, words)


def test_what_cannot_be_saved_keeps_the_window_open_until_it_can(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, drafted)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        full = fills_up(qtbot, ana.program)
        writes(ana, case_id, "Look again. ")
        assert not ana.window.close()
        ana.until(lambda: said(ana).startswith("Not saved, disk full. Free space, then it saves itself."))
        ana.until(lambda: "The window stays open." in said(ana))
        assert "Look again." in ana.window.shown.block("advice").editor.markup()  # type: ignore[union-attr]
        full[0] = False
        assert ana.window.close()
    assert "Look again." in text_of(tmp_path, case_id)


def test_a_full_disk_is_told_while_somebody_types_and_it_saves_itself_when_there_is_room(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, drafted)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        full = fills_up(qtbot, ana.program)
        writes(ana, case_id, "Look again. ")
        ana.until(lambda: "Not saved, disk full. Free space, then it saves itself." in shown_words(ana))
        full[0] = False
        ana.until(lambda: any(words.startswith("Saved ") for words in shown_words(ana)))
    assert "Look again." in text_of(tmp_path, case_id)


def test_what_cannot_be_saved_may_be_given_up(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, drafted)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        fills_up(qtbot, ana.program)
        writes(ana, case_id, "Look again. ")
        assert not ana.window.close()
        ana.until(lambda: bool(buttons(ana)))
        buttons(ana)["Close without it"].click()
        ana.until(lambda: not ana.window.isVisible())
    assert text_of(tmp_path, case_id) == "Sign it."


# Servers and keys


def test_a_refused_key_is_told_and_the_section_is_assembled(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, filled)
    with a_server(replies(401, error("invalid_api_key"))) as server, a_window(qtbot, qapp, tmp_path, "ana") as ana:
        with_server(qtbot, ana.program.desk, server)
        ana.window.go(Visit(Place.DRAFT, case_id, "start"))
        ana.until(lambda: "“team” refused the key. Check it in Settings, Models and keys." in said(ana))
        assert "Finished sections are safe." in said(ana)
        assert {"Try again", "Use assembled draft"} <= set(buttons(ana))
        page = ana.window.shown
        ana.until(lambda: "EUR 48,000" in page.block("fee").editor.markup())  # type: ignore[union-attr]


async def poor(world: World) -> str:
    """A case, and nothing that may be spent today."""
    await world.enrol("ada", Role.ADMINISTRATOR)
    await world.budgeting.set_limit(world["ada"], Limit(Scope.DAY, tokens=10))
    return await world.case()


def test_where_the_budget_is_used_up_nothing_is_asked_and_the_assembled_draft_is_offered_for_all_that_waits(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, poor)
    with a_server(replies(401, error("invalid_api_key"))) as server, a_window(qtbot, qapp, tmp_path, "ana") as ana:
        with_server(qtbot, ana.program.desk, server)
        ana.window.go(Visit(Place.DRAFT, case_id, "start"))
        ana.until(lambda: "Your budget of today is at 0 of 10 word parts" in said(ana))
        assert {"Use assembled draft"} <= set(buttons(ana))
        page = ana.window.shown
        ana.until(lambda: not page._presenter.is_drafting)  # type: ignore[union-attr]
        buttons(ana)["Use assembled draft"].click()
        ana.until(lambda: "EUR 48,000" in page.block("fee").editor.markup())  # type: ignore[union-attr]
        ana.until(lambda: page.block("term").editor.markup() != "")  # type: ignore[union-attr]


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "absent"])
def test_a_key_without_a_keyring_lasts_until_the_window_closes(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(tmp_path, filled)
    backend = LockedKeyring() if locked else None
    monkeypatch.setattr("desktop_app.adapters.keyring_secrets.real_backend", lambda: backend)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        ana.window.go(Visit(Place.SETTINGS, at="models"))
        typed = {"Name": "team", "Address": "http://127.0.0.1:9/v1", "Model": "large-1", "Key": "sk-0123456789"}
        fields = {field.accessibleName(): field for field in ana.window.shown.findChildren(QLineEdit)}  # type: ignore[union-attr]
        for name, words in typed.items():
            qtbot.keyClicks(fields[name], words)
        fields["Key"].setFocus()
        ana.press(Qt.Key.Key_Return)
        ana.until(lambda: any("no key store the app can use" in words for words in shown_words(ana)))
        assert fields["Key"].text() == ""


def test_a_locked_keyring_is_told_where_one_drafts_and_the_sections_can_be_assembled(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = prepared(tmp_path, filled)
    prepared(tmp_path, lambda world: _keep(world, "http://127.0.0.1:9/v1", secret="team"))
    monkeypatch.setattr("desktop_app.adapters.keyring_secrets.real_backend", LockedKeyring)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        ana.window.go(Visit(Place.DRAFT, case_id, "start"))
        ana.until(lambda: "The keyring is locked." in said(ana))
        assert "Unlock it (log in to the desktop), then do it again." in said(ana)
        ana.until(lambda: not ana.window.shown._presenter.is_drafting)  # type: ignore[union-attr]


class KeyringLocked(Exception):
    """What the keyring library raises, by its name."""


class LockedKeyring:
    """A keyring whose person has not unlocked it."""

    def get_password(self, *_: str) -> str | None:
        raise KeyringLocked

    def set_password(self, *_: str) -> None:
        raise KeyringLocked


def shown_words(person: Reviewer) -> list[str]:
    return [label.text() for label in person.window.findChildren(QLabel) if label.isVisible()]


# Documents


def test_documents_that_cannot_be_read_say_why_and_the_others_are_read(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path / "home", filled)
    files = {name: tmp_path / name for name in ("corrupt.pdf", "locked.pdf", "large.pdf", "good.txt")}
    files["corrupt.pdf"].write_bytes(b"%PDF-1.7 and no more")
    files["locked.pdf"].write_bytes(_locked_pdf())
    files["good.txt"].write_text("The total fee is EUR 48,000.")
    with files["large.pdf"].open("wb") as large:
        large.truncate(LARGEST_DOCUMENT + 1)
    with a_window(qtbot, qapp, tmp_path / "home", "ana") as ana:
        ana.window.go(Visit(Place.FORM, case_id))
        page = ana.window.shown
        ana.until(lambda: page.state is not None)  # type: ignore[union-attr]
        page._presenter.attach("contract", tuple(files.values()))  # type: ignore[union-attr]
        ana.until(lambda: set(files) <= set(told(page)) and "Reading…" not in told(page).values())
        words = told(page)
    assert words["corrupt.pdf"].startswith("Cannot be read: ")
    assert words["locked.pdf"] == "Locked with a password"
    assert words["large.pdf"] == "Too large (limit 40 MB)"
    assert words["good.txt"] == "All text read"


def told(page: Any) -> dict[str, str]:
    """What is said of each document."""
    return {document.name.text: document_words(document) for document in page.state.read.documents}


def _locked_pdf() -> bytes:
    made = FPDF()
    made.set_encryption(owner_password="owner", user_password="open sesame")
    made.add_page()
    return bytes(made.output())


# Stores


@contextmanager
def begun(qtbot: QtBot, app: QApplication, home: Path) -> Iterator[Reviewer]:
    """A window as it begins, whether its store opens or not."""
    questioning = Questioning(app)
    program = WindowedProgram(app, resources_folder(), opening_of(home, questioning), "ana", questioning)
    program.start()
    person = Reviewer(qtbot, program)
    person.until(lambda: bool(said(person)))
    try:
        yield person
    finally:
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()


def test_a_store_that_another_process_has_open_is_opened_when_that_has_ended(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, processes: WindowProcesses
) -> None:
    case_id = prepared(tmp_path, drafted)
    other = processes.start(tmp_path, "types_a_section", "ana", case_id)
    other.until("begun")
    with begun(qtbot, qapp, tmp_path) as ana:
        assert "is open in another process. Nothing was changed. Close the other window" in said(ana)
        other.kill()
        with qtbot.waitSignal(ana.program.desk.opened, timeout=LONGEST_S * 1000):
            buttons(ana)["Try again"].click()
        ana.until(lambda: ana.window.visit.place is Place.HOME and ana.window.shown is not None)


def test_a_damaged_store_is_told_and_not_touched(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    prepared(tmp_path, filled)
    spoilt = b"no database " * 1000
    (tmp_path / FILE).write_bytes(spoilt)
    with begun(qtbot, qapp, tmp_path) as ana:
        assert "cannot be read: it is not a database. The file was not touched. Put a copy from a backup" in said(ana)
    assert (tmp_path / FILE).read_bytes() == spoilt


def test_a_store_that_may_only_be_read_is_shown_and_cannot_be_changed(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = prepared(tmp_path, drafted)
    monkeypatch.setattr("desktop_app.adapters.sql_opening.is_writable", lambda _: False)
    with begun(qtbot, qapp, tmp_path) as ana:
        assert said(ana) == "Read only. The store's file or folder may only be read."
        ana.window.go(Visit(Place.FORM, case_id, "fee"))
        page = ana.window.shown
        ana.until(lambda: page.state is not None)  # type: ignore[union-attr]
        ana.until(lambda: "Read only" in shown_words(ana))
        edits = [edit for edit in page.findChildren(QLineEdit) if edit.isVisible()]  # type: ignore[union-attr]
        assert edits and all(edit.isReadOnly() or not edit.isEnabled() for edit in edits)


def test_a_store_of_a_newer_version_is_shown_and_cannot_be_changed(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, drafted)
    with closing(dbapi2.connect(str(tmp_path / FILE))) as connection:
        connection.execute("PRAGMA user_version=99")
    with begun(qtbot, qapp, tmp_path) as ana:
        assert said(ana) == f"Read only. {NEWER}"
        ana.window.go(Visit(Place.DRAFT, case_id, "advice"))
        page = ana.window.shown
        ana.until(lambda: page.state is not None)  # type: ignore[union-attr]
        ana.until(lambda: "Read only" in shown_words(ana))
        qtbot.keyClicks(page.block("advice").editor, "No.")  # type: ignore[union-attr]
        assert page.block("advice").editor.markup() == "Sign it."  # type: ignore[union-attr]
