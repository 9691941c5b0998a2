"""The guided form without widgets: typing, answers, problems, steps, documents, reasons."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from form_examples import WAIT_MS, Kept, a_desk, asked, opened
from pytestqt.qtbot import QtBot
from service_examples import pack_with
from table_examples import table_pack

from desktop_app.adapters.document_reader import ChildDocumentReader
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.comment import items_about
from desktop_app.domain.evidence import Reading
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.value import Money
from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.desk import Desk
from desktop_app.qt.form_presenter import FormPresenter
from desktop_app.qt.form_state import CHECK, FormState, StepStatus
from desktop_app.qt.form_step import Question
from desktop_app.services.attaching import Attachment
from desktop_app.services.program import Program

TWO_STEPS = pack_with(
    (
        "      - {field: months, type: integer, label: Months}\n",
        "  - page: term\n    title: How long?\n    fields:\n"
        "      - {field: months, type: integer, label: Months, required: true}\n",
    )
)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(qtbot, tmp_path) as desk:
        yield desk


@pytest.fixture
def form(qtbot: QtBot, desk: Desk) -> FormPresenter:
    return FormPresenter(desk)


def entered(qtbot: QtBot, form: FormPresenter, case_id: str, at: str = "") -> FormState:
    with qtbot.waitSignal(form.moved, timeout=WAIT_MS):
        form.enter(case_id, at)
    return now(form)


def now(form: FormPresenter) -> FormState:
    assert form.state
    return form.state


def question(form: FormPresenter, name: str) -> Question:
    return next(q for step in now(form).steps for q in step.questions if q.name == name)


def answers(qtbot: QtBot, desk: Desk, case_id: str) -> dict[str, object]:
    facts = asked(qtbot, desk, lambda program: program.keeping.facts(case_id))
    return dict(facts.evaluated.values)


def test_typing_becomes_an_answer_on_leaving_the_field(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    case_id = opened(qtbot, desk)
    entered(qtbot, form, case_id)
    form.typed("fee", "48,00")
    form.typed("fee", "48,000")
    form.left("fee")
    qtbot.waitUntil(lambda: question(form, "fee").shown == "EUR 48,000", timeout=WAIT_MS)
    assert answers(qtbot, desk, case_id)["fee"] == Money(Decimal(48000), "EUR")


def test_changing_ones_mind_quickly_keeps_the_last_answer(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    case_id = opened(qtbot, desk)
    entered(qtbot, form, case_id)
    for answer in ("yes", "no", "yes", "no"):
        form.typed("renews", answer)
        form.left("renews")
    qtbot.waitUntil(lambda: question(form, "renews").shown == "no" and not now(form).fresh, timeout=WAIT_MS)
    assert answers(qtbot, desk, case_id)["renews"] is False


def test_what_is_typed_after_the_case_was_read_is_newer_than_it(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    entered(qtbot, form, opened(qtbot, desk))
    states = Kept()
    form.shown.connect(states.take)
    desk.tell_changed(now(form).read.facts.case_id)
    form.typed("fee", "5")
    qtbot.waitUntil(lambda: bool(states.values), timeout=WAIT_MS)
    assert states.values[0].fresh == {"fee"}


def test_what_is_typed_is_in_the_journal_before_the_field_is_left(
    qtbot: QtBot, desk: Desk, form: FormPresenter
) -> None:
    case_id = opened(qtbot, desk)
    entered(qtbot, form, case_id)
    with qtbot.waitSignal(desk.saving_changed, check_params_cb=lambda s: s.state.value == "saved", timeout=WAIT_MS):
        form.typed("fee", "about 40")
    kept = asked(qtbot, desk, lambda program: program.store.working_texts(case_id))
    assert [typed.text for typed in kept] == ["about 40"]


def test_an_answer_that_cannot_be_read_stays_and_is_named_on_continue(
    qtbot: QtBot, desk: Desk, form: FormPresenter
) -> None:
    entered(qtbot, form, opened(qtbot, desk))
    form.typed("fee", "a lot")
    with qtbot.waitSignal(form.stopped, timeout=WAIT_MS):
        form.go_on()
    assert now(form).faults["fee"] == "“Fee” cannot be “a lot”. Give an amount, such as EUR 45,000.00."
    assert question(form, "fee").text == "a lot"
    assert now(form).status(now(form).steps[0]) is StepStatus.TO_FIX


def test_what_cannot_be_read_is_there_when_somebody_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(qtbot, tmp_path) as desk:
        case_id = opened(qtbot, desk)
        form = FormPresenter(desk)
        entered(qtbot, form, case_id)
        with qtbot.waitSignal(desk.saving_changed, check_params_cb=lambda s: s.state.value == "saved"):
            form.typed("fee", "a lot")
    with a_desk(qtbot, tmp_path) as desk:
        form = FormPresenter(desk)
        entered(qtbot, form, case_id)
        assert question(form, "fee").text == "a lot"
        assert now(form).read.offered == ()


def test_older_typing_is_offered_beside_a_newer_answer(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(qtbot, tmp_path) as desk:
        case_id = opened(qtbot, desk)
        form = FormPresenter(desk)
        entered(qtbot, form, case_id)
        with qtbot.waitSignal(desk.saving_changed, check_params_cb=lambda s: s.state.value == "saved"):
            form.typed("fee", "a lot")
        asked(qtbot, desk, lambda program: program.keeping.answer(desk.acting, case_id, {"fee": "5"}))
    with a_desk(qtbot, tmp_path) as desk:
        form = FormPresenter(desk)
        (offered,) = entered(qtbot, form, case_id).read.offered
        assert (offered.text, question(form, "fee").text) == ("a lot", "5")
        form.discard(offered)
        qtbot.waitUntil(lambda: now(form).read.offered == (), timeout=WAIT_MS)


def test_nothing_is_checked_before_continue(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    state = entered(qtbot, form, opened(qtbot, desk))
    assert state.faults == {}
    assert state.status(state.steps[0]) is StepStatus.NOT_STARTED


def test_a_fault_goes_when_its_answer_is_right(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    entered(qtbot, form, opened(qtbot, desk))
    with qtbot.waitSignal(form.stopped, timeout=WAIT_MS):
        form.go_on()
    assert now(form).faults["fee"] == "Enter “Fee” in EUR"
    form.typed("fee", "5")
    form.left("fee")
    qtbot.waitUntil(lambda: "fee" not in now(form).faults, timeout=WAIT_MS)


def test_a_hidden_question_keeps_its_answer_and_never_blocks(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    entered(qtbot, form, opened(qtbot, desk, renews="yes", notice="60"))
    assert question(form, "notice").under == "renews"
    form.typed("renews", "no")
    form.left("renews")
    qtbot.waitUntil(lambda: question(form, "notice").unused, timeout=WAIT_MS)
    assert question(form, "notice").text == "60"
    assert "notice" not in {problem.field for problem in now(form).read.problems}


def test_continue_leads_through_the_steps_to_the_last_one(
    qtbot: QtBot, desk: Desk, form: FormPresenter, tmp_path: Path
) -> None:
    entered(qtbot, form, opened(qtbot, desk, TWO_STEPS, fee="5"))
    contract = tmp_path / "contract.txt"
    contract.write_text("The total fee is EUR 5.")
    form.attach("contract", (contract,))
    qtbot.waitUntil(lambda: now(form).ready == 1, timeout=WAIT_MS)
    with qtbot.waitSignal(form.moved, timeout=WAIT_MS):
        form.go_on()
    assert (now(form).step, now(form).complete) == ("term", False)
    form.typed("months", "24")
    with qtbot.waitSignal(form.moved, timeout=WAIT_MS):
        form.go_on()
    assert (now(form).step, now(form).complete, now(form).done, now(form).total) == (CHECK, True, 3, 4)


def test_a_change_from_the_last_step_leads_back_there(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    pack = pack_with((", min_files: 1", ""))
    assert entered(qtbot, form, opened(qtbot, desk, pack, fee="5")).step == CHECK
    form.change("fee")
    form.typed("fee", "6")
    with qtbot.waitSignal(form.moved, timeout=WAIT_MS):
        form.go_on()
    assert (now(form).step, question(form, "fee").shown) == (CHECK, "EUR 6")


def test_what_cannot_be_read_keeps_the_last_step_locked(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    entered(qtbot, form, opened(qtbot, desk, pack_with((", min_files: 1", "")), fee="5"), "months")
    form.typed("months", "a few")
    form.left("months")
    qtbot.waitUntil(lambda: not now(form).complete, timeout=WAIT_MS)
    assert now(form).status(now(form).steps[0]) is StepStatus.IN_PROGRESS


def test_the_last_step_says_what_drafting_takes(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    entered(qtbot, form, opened(qtbot, desk, pack_with((", min_files: 1", "")), fee="5"))
    qtbot.waitUntil(lambda: bool(now(form).price), timeout=WAIT_MS)
    assert now(form).price == "Assembled, no model, no cost"
    assert now(form).to_draft == 3


def test_documents_say_what_is_known_of_them(
    qtbot: QtBot, desk: Desk, form: FormPresenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, read = threading.Event(), ChildDocumentReader.read

    async def once_seen(reader: ChildDocumentReader, name: str, body: bytes) -> Reading:
        await asyncio.to_thread(seen.wait, WAIT_MS / 1000)
        return await read(reader, name, body)

    monkeypatch.setattr(ChildDocumentReader, "read", once_seen)
    entered(qtbot, form, opened(qtbot, desk))
    (tmp_path / "blank.txt").write_bytes(b"")
    form.attach("contract", (tmp_path / "blank.txt",))
    qtbot.waitUntil(lambda: [d.state.value for d in now(form).read.documents] == ["reading"], timeout=WAIT_MS)
    seen.set()
    qtbot.waitUntil(lambda: [d.state.value for d in now(form).read.documents] == ["no_text"], timeout=WAIT_MS)


def test_a_file_that_is_gone_is_named_and_nothing_is_kept(
    qtbot: QtBot, desk: Desk, form: FormPresenter, tmp_path: Path
) -> None:
    entered(qtbot, form, opened(qtbot, desk))
    with qtbot.waitSignal(form.failed, timeout=WAIT_MS) as failed:
        form.attach("contract", (tmp_path / "gone.pdf",))
    assert "gone.pdf" in str(failed.args[0])
    assert now(form).read.documents == ()


def test_a_returned_case_asks_once_why_it_is_changed(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    case_id = asked(qtbot, desk, lambda program: returned(program, desk.acting))
    assert entered(qtbot, form, case_id, "fee").reason_wanted
    form.typed("fee", "50")
    with qtbot.waitSignal(form.stopped, timeout=WAIT_MS):
        form.go_on()
    assert now(form).reason_missing
    form.give_reason(ReasonCode.ASKED_IN_REVIEW, "The fee was wrong.")
    qtbot.waitUntil(lambda: question(form, "fee").shown == "EUR 50", timeout=WAIT_MS)
    assert not now(form).reason_wanted
    record = asked(qtbot, desk, lambda program: program.store.case(case_id))
    assert record.reasons[-1].code is ReasonCode.ASKED_IN_REVIEW


def test_what_is_taken_from_a_document_ends_the_typing_there(
    qtbot: QtBot, desk: Desk, form: FormPresenter, tmp_path: Path
) -> None:
    (tmp_path / "fee.txt").write_text("The total fee is EUR 48,000 for the work.")
    case_id = opened(qtbot, desk)
    entered(qtbot, form, case_id)
    form.attach("contract", (tmp_path / "fee.txt",))
    qtbot.waitUntil(lambda: question(form, "fee").match is not None, timeout=WAIT_MS)
    form.typed("fee", "about 5")
    found = question(form, "fee").match
    assert found
    form.use(found)
    qtbot.waitUntil(lambda: question(form, "fee").shown == "EUR 48,000", timeout=WAIT_MS)
    facts = asked(qtbot, desk, lambda program: program.keeping.facts(case_id))
    assert [answer.passage_id for answer in facts.record.answers] == [found.passage.passage_id]
    assert asked(qtbot, desk, lambda program: program.resuming.waiting(desk.acting)) == ()
    assert "fee" not in now(form).read.typing


def test_a_case_is_saved_when_something_of_it_was_kept_last(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    case_id = opened(qtbot, desk)
    entered(qtbot, form, case_id)
    form.typed("fee", "48")
    form.left("fee")
    qtbot.waitUntil(lambda: question(form, "fee").shown == "EUR 48", timeout=WAIT_MS)
    other = opened(qtbot, desk)
    (newest,) = asked(qtbot, desk, lambda program: program.store.event_page(case_id, None, 1))
    entered(qtbot, form, other)
    entered(qtbot, form, case_id)
    assert form.saving and form.saving.at == datetime.fromisoformat(newest.at)


def test_a_returned_case_asks_why_a_document_is_removed(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    async def with_letter(program: Program) -> str:
        case_id = await returned(program, desk.acting)
        pack, letter = (await program.keeping.facts(case_id)).pack, Attachment("letter.txt", b"A letter.")
        await program.attaching.attach(desk.acting, pack.form, case_id, "contract", (letter,), "It came late.")
        return case_id

    case_id = asked(qtbot, desk, with_letter)
    (document,) = entered(qtbot, form, case_id).read.documents
    with qtbot.waitSignal(form.stopped, timeout=WAIT_MS):
        form.remove(document)
    assert now(form).reason_missing and now(form).read.documents
    form.give_reason(ReasonCode.CORRECTION, "The wrong file.")
    with qtbot.waitSignal(form.removed, timeout=WAIT_MS):
        form.remove(document)
    qtbot.waitUntil(lambda: not now(form).read.documents, timeout=WAIT_MS)


def test_a_case_under_review_is_locked_with_its_reason(qtbot: QtBot, desk: Desk, form: FormPresenter) -> None:
    case_id = asked(qtbot, desk, lambda program: sent(program, desk.acting))
    assert entered(qtbot, form, case_id, "contract").read.locked.startswith("Answers cannot be changed now.")


async def sent(program: Program, acting: Acting) -> str:
    """A case under review."""
    pack = pack_with((", min_files: 1", ""), ("relevant: \"any_section('flag', 'block')\"", 'relevant: "true"'))
    case_id = await program.keeping.open(acting, pack, title="A contract")
    await program.keeping.answer(acting, case_id, {"fee": "48", "months": 24, "renews": False})
    async for _ in program.drafting.draft(acting, case_id, await program.chain(())):
        pass
    await program.editing.edit(acting, case_id, "advice", "Sign it.")
    facts = await program.keeping.facts(case_id)
    for section in facts.pack.form.sections:
        head = facts.record.head(section.section)
        for finding in facts.record.open_blockers(head.revision_id) if head else ():
            await program.editing.explain(acting, case_id, finding.finding_id, "It is meant.")
    await program.reviewing.send(acting, case_id, read_through=True)
    return case_id


async def returned(program: Program, acting: Acting) -> str:
    """A case that came back from review."""
    case_id = await sent(program, acting)
    rob = await program.enrolling.add("Rob", (Role.REVIEWER,), "rob", "a long passphrase")
    await program.reviewing.return_(rob, case_id, items_about("fee"), "The fee is wrong.")
    return case_id


def test_the_language_that_was_chosen_is_that_of_the_next_window_too(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    case_id = opened(qtbot, desk, table_pack())

    def reads(chosen: str | None = None) -> str:
        form = FormPresenter(desk, PreferencesFile(tmp_path / "window.ini"))
        entered(qtbot, form, case_id)
        if chosen is not None:
            form.choose_language(chosen)
            qtbot.waitUntil(lambda: now(form).read.language == chosen, timeout=WAIT_MS)
        return now(form).read.language

    assert [reads("ar"), reads(), reads(""), reads()] == ["ar", "ar", "", ""]
