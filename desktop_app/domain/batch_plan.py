"""What a batch would do with the files of a folder or the rows of a table, before anything of it is done.

Everything in a table is data: no cell is ever evaluated, and files are found below one folder only.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath

from desktop_app.domain.answers import ProblemKind, Value, evaluate, parse, problems
from desktop_app.domain.batch import MOST_ROWS, BatchSource, RowFault
from desktop_app.domain.document_pace import READ_AT_ONCE, Span
from desktop_app.domain.errors import CountersignError, UsageError
from desktop_app.domain.forecast import Forecast
from desktop_app.domain.form import FieldType, Form, FormField
from desktop_app.domain.pack import Pack
from desktop_app.domain.table_text import guarded, unguarded

TITLE, REFERENCE = "title", "reference"
"""Columns that name the case itself."""
CASE = "case"
"""The column of the case that a row goes on with."""
TEXT = ":text"
"""The end of a column's name that holds the words of a document themselves, and no file's name."""
REPORTED = ("row", "why", "error")
"""Columns that a table of failed rows has for people; they are not read again."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it was read: its heads, and each row with its line. `broken` are lines that could not be read, and
    why."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    broken: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column with the words of documents of an attachment question."""

    asked: FormField


Column = FormField | TextColumn | str | None
"""A question, the words of its documents, a word for the case itself, or what is for people only."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the batch's folder: its name below it, in plain slashes, and its bytes. `digest` tells equal ones."""

    name: str
    size: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is not drafted: which fault, at which question, and in words with what would be right."""

    fault: RowFault
    about: str
    words: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row as it would be filled in: answers as they are written, and the files of each attachment field. `asked` are
    the questions that the table has columns for: what else the form requires becomes a finding of the draft; `case` is
    one that an earlier batch left unfinished, to go on with; `texts` are documents that stand in the table itself."""

    number: int
    name: str
    answers: Mapping[str, str]
    files: Mapping[str, tuple[str, ...]]
    line: int = 0
    reference: str = ""
    problem: RowProblem | None = None
    asked: frozenset[str] = frozenset()
    case: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_skipped(self) -> bool:
        """Whether it is left out for what it is, and is no failure."""
        return self.problem is not None and self.problem.fault in (RowFault.KIND, RowFault.TWICE)


@dataclass(frozen=True, slots=True)
class BatchForecast:
    """What a batch is expected to take: `ready` rows, each drafted as `case` says, calls for `at_once` of them side by
    side and `rows_at_once` taken up; `reading` is that of all their documents. None is unknown."""

    ready: int
    failed: int
    skipped: int
    case: Forecast
    at_once: int
    rows_at_once: int = 1
    reading: Span | None = Span(0, 0)

    @property
    def seconds(self) -> Span | None:
        """For all rows: at least where reading, drafting and calls a minute go side by side, each as busy as it may be;
        at most where one waits for the other."""
        if self.case.seconds is None or self.reading is None:
            return None
        drafting, at_once = self.case.seconds * self.ready, max(self.at_once, 1)
        calls, limit = self.ready * self.case.sections, self.case.endpoint.a_minute
        allowed = calls * 60 / limit if limit else 0.0
        least = max(self.reading.least / READ_AT_ONCE, drafting / max(self.rows_at_once, at_once), allowed)
        reading = self.reading.most / min(READ_AT_ONCE, max(self.rows_at_once, 1))
        return Span(least, max(reading + drafting / at_once, allowed))

    @property
    def cost(self) -> Decimal | None:
        """US dollars for all rows."""
        return None if self.case.cost is None else self.case.cost * self.ready

    @property
    def most(self) -> Decimal | None:
        """What the form's limits allow for all rows at the endpoint's price."""
        return None if self.case.most is None else self.case.most * self.ready


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """A batch that may be begun: its rows, those with a problem among them, and the endpoints that are asked. `others`
    is what its folder holds besides, which is not looked at."""

    pack: Pack
    source: BatchSource
    place: str
    folder: str
    endpoints: tuple[str, ...]
    rows: tuple[PlannedRow, ...]
    forecast: BatchForecast
    others: tuple[str, ...] = ()


def folder_rows(form: Form, files: Sequence[FoundFile]) -> tuple[PlannedRow, ...]:
    """A row for each file. One that the form does not take is skipped, and one that is there twice."""
    fields = _attachments(form)
    if not fields:
        raise UsageError(f"“{form.title}” takes no documents.", next="Give a table of answers (CSV) instead.")
    _require_some(len(files), "The folder holds no files.")
    seen: dict[str, str] = {}
    rows = []
    for number, found in enumerate(files, 1):
        problem = _kind_problem(fields[0], found) or _twice(seen, found)
        if problem is None and found.digest:
            seen[found.digest] = found.name
        rows.append(PlannedRow(number, _name_of(found.name), {}, {fields[0].field: (found.name,)}, problem=problem))
    return tuple(rows)


def table_rows(form: Form, table: RawTable, size_of: Callable[[str], int | None]) -> tuple[PlannedRow, ...]:
    """A row for each row of the table; `size_of` gives the bytes of a file of the batch's folder, None: there is none.

    Columns are questions, by their name or their words; those of attachments name files, several between semicolons.
    Raises UsageError where a column is none of the form.
    """
    columns = _columns(form, table.heads)
    _require_some(len(table.rows) + len(table.broken), "The table holds no rows below its heads.")
    seen: dict[tuple[str, ...], int] = {}
    read = []
    for line, cells in table.rows:
        row = _table_row(form, columns, line, cells, size_of)
        if (first := seen.setdefault(cells, line)) != line:
            row = replace(row, problem=RowProblem(RowFault.TWICE, "", f"It says the same as line {first}."))
        read.append(row)
    broken = [_broken(line, words) for line, words in table.broken.items()]
    rows = sorted((*read, *broken), key=lambda row: row.line)
    return tuple(replace(row, number=number) for number, row in enumerate(rows, 1))


def checked(pack: Pack, rows: Iterable[PlannedRow], today: date) -> tuple[PlannedRow, ...]:
    """The rows, those with a problem whose answers the form does not take or that leave out what it requires."""
    return tuple(row if row.problem else replace(row, problem=_answer_problem(pack, row, today)) for row in rows)


def continuing(rows: Iterable[PlannedRow], cases: Collection[str]) -> tuple[PlannedRow, ...]:
    """The rows, those with a problem that go on with a case which is none of `cases`, or that another row has."""
    taken: set[str] = set()
    found = []
    for row in rows:
        words = "" if not row.case else _case_words(row.case, cases, taken)
        taken.add(row.case)
        found.append(replace(row, problem=RowProblem(RowFault.CASE, "", words)) if words and not row.problem else row)
    return tuple(found)


def _case_words(case: str, cases: Collection[str], taken: Collection[str]) -> str:
    """Why a row cannot go on with a case; nothing where it can."""
    if case in taken:
        return "Another row goes on with its case. Leave the cell blank for a new one."
    if case not in cases:
        shown = case[:40]
        return f"“{shown}” is no case that a batch left unfinished. Leave the cell blank for a new one."
    return ""


def _columns(form: Form, heads: Sequence[str]) -> tuple[Column, ...]:
    """For each column its question, the word for the case itself, or None where it is for people only."""
    known = {f.label.casefold(): f for f in form.fields if f.label} | {f.field.casefold(): f for f in form.fields}
    columns: list[Column] = []
    for head in heads:
        name = head.strip().casefold()
        if name in (TITLE, REFERENCE, CASE) and name not in known:
            columns.append(name)
        elif name in REPORTED and name not in known:
            columns.append(None)
        elif (text := known.get(name.removesuffix(TEXT))) is not None and name.endswith(TEXT) and _takes_text(text):
            columns.append(TextColumn(text))
        elif (found := known.get(name)) is not None and found.type is not FieldType.NOTE and not found.calculation:
            columns.append(found)
        else:
            takes = ", ".join(f.field for f in form.fields if f.type is not FieldType.NOTE and not f.calculation)
            shown = head[:60] or "(blank)"
            raise UsageError(f"The form has no question “{shown}” for a column.", next=f"Name columns as in: {takes}.")
    given = [_column_name(column) for column in columns if column is not None]
    if twice := next((name for name in given if given.count(name) > 1), None):
        raise UsageError(f"Two columns are “{twice}”.", next="Leave one of the two out.")
    return tuple(columns)


def _takes_text(asked: FormField) -> bool:
    return asked.type is FieldType.ATTACHMENT and (not asked.accept or "txt" in asked.accept)


def _column_name(column: "FormField | TextColumn | str") -> str:
    if isinstance(column, TextColumn):
        return column.asked.field + TEXT
    return column.field if isinstance(column, FormField) else column


def _table_row(
    form: Form,
    columns: Sequence[Column],
    line: int,
    cells: Sequence[str],
    size_of: Callable[[str], int | None],
) -> PlannedRow:
    if len(cells) != len(columns):
        words = f"The row has {len(cells)} cells, and the table {len(columns)} columns."
        return PlannedRow(0, f"Line {line}", {}, {}, line, problem=RowProblem(RowFault.SHAPE, "", words))
    answers: dict[str, str] = {}
    files: dict[str, tuple[str, ...]] = {}
    own: dict[str, str] = {}
    texts: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=True):
        text = unguarded(cell.strip())
        if column is None or not text:
            continue
        if isinstance(column, str):
            own[column] = " ".join(text.split())[:LONGEST_NAME]
        elif isinstance(column, TextColumn):
            texts[column.asked.field] = text
        elif column.type is FieldType.ATTACHMENT:
            files[column.field] = tuple(dict.fromkeys(name.strip() for name in text.split(";") if name.strip()))
        else:
            answers[column.field] = text
    first = next((names[0] for names in files.values() if names), "")
    name = own.get(TITLE) or _name_of(first) or f"{form.title}, line {line}"
    row = PlannedRow(
        number=0,
        name=name[:LONGEST_NAME],
        answers=answers,
        files=files,
        line=line,
        reference=own.get(REFERENCE, ""),
        asked=frozenset(column.field for column in columns if isinstance(column, FormField))
        | {column.asked.field for column in columns if isinstance(column, TextColumn)},
        case=own.get(CASE, ""),
        texts=texts,
    )
    return replace(row, problem=_file_problem(form, row, size_of))


def _broken(line: int, words: str) -> PlannedRow:
    return PlannedRow(0, f"Line {line}", {}, {}, line, problem=RowProblem(RowFault.SHAPE, "", words))


def _file_problem(form: Form, row: PlannedRow, size_of: Callable[[str], int | None]) -> RowProblem | None:
    for name, files in row.files.items():
        attachment = form.field(name)
        for file in files:
            size = size_of(file)
            if size is None:
                shown = file[:100]
                words = f"There is no file “{shown}” below the folder. Correct its name, or put it there."
                return RowProblem(RowFault.FILE, name, words)
            if attachment and (found := _kind_problem(attachment, FoundFile(file, size))):
                return replace(found, fault=RowFault.FILE)
    return None


def _kind_problem(attachment: FormField, found: FoundFile) -> RowProblem | None:
    suffix = PurePosixPath(found.name).suffix.removeprefix(".").lower()
    if attachment.accept and suffix not in attachment.accept:
        takes = ", ".join(attachment.accept)
        return RowProblem(RowFault.KIND, attachment.field, f"The form takes no such file here, only {takes}.")
    if found.size == 0:
        return RowProblem(RowFault.FILE, attachment.field, "The file is empty.")
    return None


def _twice(seen: Mapping[str, str], found: FoundFile) -> RowProblem | None:
    if found.digest and found.digest in seen:
        return RowProblem(RowFault.TWICE, "", f"It is the same file as {seen[found.digest]}.")
    return None


def _answer_problem(pack: Pack, row: PlannedRow, today: date) -> RowProblem | None:
    """The first answer that cannot be taken, or that is missing."""
    form, values = pack.form, dict[str, Value]()
    for name, raw in row.answers.items():
        asked = form.field(name)
        if asked is None or asked.read_only:
            return RowProblem(RowFault.ANSWER, name, "This question takes no answer. Leave it out.")
        try:
            values[name] = parse(asked, raw)
        except CountersignError as error:
            return RowProblem(RowFault.ANSWER, name, f"{error.what} {error.next}")
    attached = {f.field: len(row.files.get(f.field, ())) + (f.field in row.texts) for f in _attachments(form)}
    evaluated = evaluate(form, pack.rules, values, today, attached)
    hidden = next((name for name in row.answers if name not in evaluated.relevant), None)
    if hidden is not None:
        label = _label(form, hidden)
        words = f"“{label}” is not asked with these answers. Leave it out, or correct the answer that it hangs on."
        return RowProblem(RowFault.ANSWER, hidden, words)
    known = row.asked | row.answers.keys() | row.files.keys()
    found = next((each for each in problems(form, pack.rules, evaluated, attached) if each.field in known), None)
    if found is None:
        return None
    fault = RowFault.MISSING if found.kind is ProblemKind.MISSING else RowFault.ANSWER
    return RowProblem(fault, found.field, found.words)


def failed_table(form: Form, rows: Iterable[tuple[PlannedRow, str, str]]) -> tuple[tuple[str, ...], ...]:
    """Rows as a table to correct and try again: each with its case, if it has one, and why it failed."""
    rows = tuple(rows)
    given = {name for row, _, _ in rows for name in (*row.answers, *row.files)}
    names = [f.field for f in form.fields if f.field in given]
    written = [f.field for f in form.fields if any(f.field in row.texts for row, _, _ in rows)]
    heads = ("row", TITLE, REFERENCE, *names, *(name + TEXT for name in written), "case", "error")
    lines = [heads]
    for row, case_id, words in rows:
        cells = [row.answers.get(name) or "; ".join(row.files.get(name, ())) for name in names]
        cells += [row.texts.get(name, "") for name in written]
        lines.append(tuple(map(guarded, (str(row.number), row.name, row.reference, *cells, case_id, words))))
    return tuple(lines)


def _attachments(form: Form) -> list[FormField]:
    return [f for f in form.fields if f.type is FieldType.ATTACHMENT]


def _label(form: Form, name: str) -> str:
    found = form.field(name)
    return found.label or name if found else name


def _name_of(path: str) -> str:
    """What a case of this document is called."""
    return " ".join(PurePosixPath(path).stem.split())[:LONGEST_NAME] if path else ""


def _require_some(count: int, none: str) -> None:
    if not count:
        raise UsageError(none, next="Name another folder, or a table with rows.")
    if count > MOST_ROWS:
        raise UsageError(f"These are {count:,} rows.", next=f"Begin batches of at most {MOST_ROWS:,} rows.")
