"""The words of batches: their rows, how they stand, what they are expected to take."""

from collections import Counter
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.domain.batch import Batch, BatchState, KeptRow, PauseReason, RowFault, RowState
from desktop_app.domain.batch_figures import BatchFigures, EndpointRate
from desktop_app.domain.batch_plan import BatchPlan, PlannedRow
from desktop_app.domain.form import Form
from desktop_app.domain.route import RouteKind
from desktop_app.qt.batch_reading import BatchSheet
from desktop_app.qt.form_words import forecast_words
from desktop_app.qt.row_list_model import Row
from desktop_app.views.day_words import moment_words

translate = QCoreApplication.translate
_TONES = {
    RowState.DRAFTING: "accent",
    RowState.PASSED: "success",
    RowState.SENT: "success",
    RowState.FAILED: "danger",
}
_ICONS = {
    RowState.WAITING: "clock",
    RowState.DRAFTING: "pen-line",
    RowState.DRAFTED: "file-text",
    RowState.PASSED: "circle-check",
    RowState.SENT: "circle-check",
    RowState.FAILED: "circle-alert",
    RowState.SKIPPED: "x",
}


def state_words(state: RowState) -> str:
    """What a state of a row is called."""
    return {
        RowState.WAITING: lambda: translate("batch", "Waiting"),
        RowState.DRAFTING: lambda: translate("batch", "Drafting"),
        RowState.DRAFTED: lambda: translate("batch", "Drafted"),
        RowState.PASSED: lambda: translate("batch", "Passed on"),
        RowState.SENT: lambda: translate("batch", "Sent"),
        RowState.FAILED: lambda: translate("batch", "Failed"),
        RowState.SKIPPED: lambda: translate("batch", "Skipped"),
    }[state]()


def row_line(row: KeptRow, state: RowState, form: Form) -> Row:
    """A row as the list shows it."""
    return row_lines([(row, state)], form)[0]


def row_lines(rows: Iterable[tuple[KeptRow, RowState]], form: Form) -> list[Row]:
    """Rows as the list shows them: there are thousands, so what all have in common is made once."""
    states = {state: state_words(state) for state in RowState}
    routes = {kind: route_words(kind) for kind in RouteKind}
    number, locale = translate("batch", "Row %1"), QLocale()

    def line(row: KeptRow, state: RowState) -> Row:
        why = fault_line(row.end.why, row.end.about, form) if row.end and row.end.why else ""
        counts = Counter(row.routes.values())
        second = why or ", ".join(f"{words}: {counts[kind]}" for kind, words in routes.items() if counts[kind])
        told = " · ".join(filter(None, (number.replace("%1", locale.toString(row.number)), second)))
        return Row(str(row.number), row.row.name, told, states[state], _TONES.get(state, "neutral"), _ICONS[state])

    return [line(row, state) for row, state in rows]


def route_words(kind: RouteKind) -> str:
    """What a route is called."""
    return {
        RouteKind.PASS: lambda: translate("batch", "Passed on"),
        RouteKind.FLAG: lambda: translate("batch", "Flagged for review"),
        RouteKind.BLOCK: lambda: translate("batch", "Blocked until approved"),
    }[kind]()


def fault_line(fault: RowFault, about: str, form: Form) -> str:
    """Why a row failed or was skipped."""
    if fault is RowFault.NONE:
        return ""
    asked, section = form.field(about), form.section(about)
    title = (asked.label or asked.field) if asked else section.title if section else translate("batch", "The case")
    words = {
        RowFault.SHAPE: translate("batch", "The line cannot be read as a row of the table."),
        RowFault.ANSWER: translate("batch", "%1: this answer cannot be taken."),
        RowFault.MISSING: translate("batch", "%1: an answer is needed."),
        RowFault.FILE: translate("batch", "%1: the file is not there, is empty, or is of another kind."),
        RowFault.KIND: translate("batch", "The form takes no file of this kind."),
        RowFault.TWICE: translate("batch", "The same stands before it."),
        RowFault.DOCUMENT: translate("batch", "%1: no text of the document can be read. Look at it in the case."),
        RowFault.LOCKED: translate("batch", "%1: it needs a password. Save it without one."),
        RowFault.CASE: translate("batch", "Its case cannot be gone on with. Leave the cell blank for a new one."),
        RowFault.GONE: translate("batch", "It is no longer where the batch came from, or says something else now."),
        RowFault.MODEL: translate("batch", "%1: no draft came of it. Look at it in the case."),
        RowFault.REFUSED: translate("batch", "A rule forbade it. Look at the case."),
        RowFault.CANCELLED: translate("batch", "The batch was cancelled before it was done."),
    }[fault]
    return words.replace("%1", title)


def batch_row(batch: Batch, title: str, *, running: bool) -> Row:
    """A batch as the list shows it."""
    state, tone = standing_words(batch, running=running)
    count = translate("batch", "%n row(s)", "", batch.rows)
    return Row(batch.batch_id, title, f"{count} · {moment_words(batch.at)}", state, tone, "layers")


def standing_words(batch: Batch, *, running: bool) -> tuple[str, str]:
    """How a batch stands, and its tone."""
    if running:
        return translate("batch", "At work"), "accent"
    return {
        BatchState.RUNNING: (translate("batch", "Broken off"), "warning"),
        BatchState.PAUSED: (translate("batch", "Paused"), "warning"),
        BatchState.DONE: (translate("batch", "Finished"), "success"),
    }[batch.state]


def counts_line(sheet: BatchSheet) -> str:
    """How many rows are in which state."""
    counts = [(state, sheet.count(state)) for state in RowState]
    return " · ".join(f"{state_words(state)}: {number_words(count)}" for state, count in counts if count)


def routes_lines(sheet: BatchSheet) -> str:
    """For each section how many rows go which way, a line each."""
    lines = []
    for section in sheet.form.drafted:
        counts = [(kind, sheet.tally.routes[section.section, kind]) for kind in RouteKind]
        told = [f"{route_words(kind)}: {number_words(count)}" for kind, count in counts if count]
        if told:
            lines.append(f"{section.title} · {', '.join(told)}")
    return "\n".join(lines)


def took_lines(sheet: BatchSheet) -> str:
    """Time and cost beside what was forecast, and how busy each endpoint was kept; nothing while it goes on."""
    took = sheet.took
    if took is None or sheet.running or not took.seconds:
        return ""
    line = translate("batch", "Time at work: %1").replace("%1", span_words(took.seconds))
    if took.expected_seconds is not None:
        line += translate("batch", " (expected: at most %1)").replace("%1", span_words(took.expected_seconds))
    return "\n".join((line, *_cost_lines(took), *map(rate_line, took.rates)))


def _cost_lines(took: BatchFigures) -> list[str]:
    if not took.rates:
        return []
    if took.cost is None:
        return [translate("batch", "Cost: not known")]
    line = translate("batch", "Cost: $%1").replace("%1", f"{took.cost:.2f}")
    if took.expected_cost is not None:
        line += translate("batch", " (expected: about $%1)").replace("%1", f"{took.expected_cost:.2f}")
    return [line]


def rate_line(rate: EndpointRate) -> str:
    """How busy an endpoint was kept."""
    words = translate("batch", "%1: %2 calls a minute, %5 side by side of the %3 that it allows")
    if rate.limit is not None:
        words = translate("batch", "%1: %2 calls a minute of the %4 that it allows, %5 side by side of %3")
    side = QLocale().toString(rate.side_by_side, "f", 1)
    values = (rate.endpoint, *map(number_words, (round(rate.a_minute), rate.at_once, rate.limit or 0)), side)
    for number, value in enumerate(values, 1):
        words = words.replace(f"%{number}", value)
    if rate.refused:
        words += translate("batch", "; %n call(s) refused as too many", "", rate.refused)
    return words


def pause_line(sheet: BatchSheet) -> str:
    """Why nothing goes on now, where that is so."""
    if sheet.rests is not None:
        words = translate("batch", "Its servers take no calls now. They are tried again in %1 s.")
        return words.replace("%1", number_words(round(sheet.rests)))
    why = sheet.why or (sheet.took.why if sheet.took else None)
    if why is None or not sheet.may_resume:
        return ""
    return {
        PauseReason.PERSON: translate("batch", "Paused. Rows that were begun came to their end."),
        PauseReason.ENDED: translate("batch", "The program ended meanwhile. No row is lost."),
        PauseReason.BUDGET: translate("batch", "A budget is used up. Have it raised, or wait until it begins anew."),
        PauseReason.UNREACHABLE: translate("batch", "No server that it asks can be reached."),
    }[why]


def forecast_line(plan: BatchPlan) -> str:
    """What a batch is expected to take."""
    expected = plan.forecast
    parts = [translate("batch", "%n row(s) to draft", "", expected.ready)]
    if expected.failed:
        parts.append(translate("batch", "%n that cannot be drafted", "", expected.failed))
    if expected.skipped:
        parts.append(translate("batch", "%n skipped", "", expected.skipped))
    line = ", ".join(parts) + "."
    if plan.others:
        line += " " + translate(
            "batch", "Not looked at: %n folder(s), hidden file(s) or link(s).", "", len(plan.others)
        )
    return line


def takes_line(plan: BatchPlan) -> str:
    """Time and cost of all rows, as far as that is known."""
    expected = plan.forecast
    each = translate("batch", "Each: %1.").replace("%1", forecast_words(expected.case))
    if expected.seconds is None:
        return translate("batch", "How long all take is known after the first ones. %1").replace("%1", each)
    least, most = span_words(expected.seconds.least), span_words(expected.seconds.most)
    said = translate("batch", "All: about %2. %3") if least == most else translate("batch", "All: %1 to %2. %3")
    words = said.replace("%1", least).replace("%2", most).replace("%3", each)
    if expected.cost is not None and expected.case.endpoint.is_model:
        cost = translate("batch", "Cost of all: about $%1.").replace("%1", f"{expected.cost:.2f}")
        words = f"{words} {cost}"
    return words


def problem_rows(rows: Sequence[PlannedRow]) -> list[Row]:
    """Rows that are not drafted, and why."""
    return [
        Row(str(row.number), row.name, row.problem.words, icon="circle-alert" if not row.is_skipped else "x")
        for row in rows
        if row.problem
    ]


def span_words(seconds: float) -> str:
    """A stretch of time."""
    if seconds < 90:  # seconds that people still count as such
        return translate("batch", "%1 s").replace("%1", number_words(max(1, round(seconds))))
    return translate("batch", "%1 min").replace("%1", number_words(round(seconds / 60)))


def number_words(count: int) -> str:
    """A number as people here write it."""
    return QLocale().toString(count)
