"""Table fields from files and to files: the options of `case answer`, and `case export-table`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from desktop_app.cli.case_input import read_document
from desktop_app.cli.file_writing import write_file
from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, Session, pass_session
from desktop_app.domain.answers import load
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.form import FieldType, Form, FormField
from desktop_app.domain.number_writing import Writing
from desktop_app.domain.person import Acting
from desktop_app.domain.sheet_file import SheetFile
from desktop_app.domain.table_export import TableKind
from desktop_app.domain.table_import import (
    ImportChoice,
    fitting_sheet,
    imported,
    named_columns,
    suggested,
    with_writing,
)
from desktop_app.domain.table_rows import RowReader, TableRow, answer_of
from desktop_app.domain.typed_answer import typed_text
from desktop_app.domain.value_input import most_rows
from desktop_app.services.program import Program

F = TypeVar("F", bound=Callable[..., Any])
MOST_FAULTS = 20
"""Wrong cells that are named."""


@dataclass(frozen=True, slots=True)
class TableOptions:
    """Which files are read, and how."""

    files: tuple[str, ...]
    sheet: str
    heads: str
    columns: tuple[str, ...]
    decimal: str | None
    below: bool


def table_options(function: F) -> F:
    """The options that read tables from files, as one value named `tables`."""

    @wraps(function)
    def inner(*args: Any, **given: Any) -> Any:
        names = {
            "files": "table", "sheet": "sheet", "heads": "heads", "columns": "column", "decimal": "decimal",
            "below": "below",
        }  # fmt: skip
        tables = TableOptions(**{name: given.pop(option) for name, option in names.items()})
        return function(*args, tables=tables, **given)

    decorated: Any = inner
    for option in reversed(
        (
            click.option("--table", multiple=True, metavar="FIELD=FILE", help="A table from a CSV or XLSX file."),
            click.option("--sheet", default="", help="The sheet of a workbook, by its name; else whose headings fit."),
            click.option("--heads", default="", metavar="ROW", help="The row of the headings, from 1; 0 for none."),
            click.option("--column", multiple=True, metavar="COLUMN=HEADING", help="Where a column comes from."),
            click.option(
                "--decimal", type=click.Choice([".", ","]), help="The mark of decimals; else as the file has it."
            ),
            click.option("--below", is_flag=True, help="Add the rows of --table below those that stand there."),
        )
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


async def read_tables(program: Program, facts: CaseFacts, options: TableOptions) -> tuple[dict[str, str], list[str]]:
    """The answers to table fields that these files give, and what of the files was left out or is blank, in words.

    Raises UsageError, which names what is wrong, cell by cell.
    """
    form, found, remarks = facts.pack.form, {}, []
    for each in options.files:
        name, sign, path = each.partition("=")
        if not sign:
            raise UsageError(f"“{each}” names no table.", next="Write FIELD=FILE.")
        field = table_field(form, name)
        reader, file = RowReader(field), await program.table_filling.look(read_document(Path(path)))
        rows = imported(reader, file, _choice(reader, file, options), most_rows(field) + 1)
        _require_right(reader, rows)
        found[name] = answer_of((*(rows_of(facts, field) if options.below else ()), *rows))
        remarks += [f"{path}: {file.remark}"] if file.remark else []
    return found, remarks


def table_field(form: Form, name: str) -> FormField:
    """The table field of this name. Raises NotFound."""
    field = form.field(name)
    if field is None or field.type is not FieldType.TABLE:
        known = ", ".join(each.field for each in form.fields if each.type is FieldType.TABLE)
        next_step = f"Use one of: {known}." if known else "The form has none."
        raise NotFound(f"The form has no table “{name}”.", next=next_step)
    return field


def rows_of(facts: CaseFacts, field: FormField) -> tuple[TableRow, ...]:
    """The rows of the answer that is kept."""
    kept = next((each for each in facts.record.answers if each.path == field.field and each.value), None)
    value = load(field, kept.value.body) if kept and kept.value else None
    return RowReader(field).read(typed_text(field, value))


def _choice(reader: RowReader, file: SheetFile, options: TableOptions) -> ImportChoice:
    choice = suggested(reader, file, Writing(), _sheet(reader, file, options.sheet))
    sheet = file.sheets[choice.sheet]
    if options.heads:
        if not options.heads.isdecimal() or len(options.heads) > 5 or int(options.heads) > len(sheet.rows):
            raise UsageError(
                f"“{options.heads}” is no row of the file.", next="Give its number, from 1, or 0 for none."
            )
        choice = replace(choice, heads=int(options.heads) - 1 if int(options.heads) else None)
    pairs = dict(each.partition("=")[::2] for each in options.columns)
    choice = with_writing(reader, file, named_columns(reader, sheet, choice, pairs), Writing())
    return replace(choice, writing=replace(choice.writing, decimal=options.decimal)) if options.decimal else choice


def _sheet(reader: RowReader, file: SheetFile, name: str) -> int:
    names = [sheet.name for sheet in file.sheets]
    if not name:
        return fitting_sheet(reader, file)
    if name not in names:
        raise UsageError(f"The workbook shows no sheet “{name}”.", next=f"Use one of: {', '.join(names)}.")
    return names.index(name)


def _require_right(reader: RowReader, rows: Sequence[TableRow]) -> None:
    wrong = [
        f"row {number}, {reader.columns[at].label or reader.columns[at].field}: {fault}"
        for number, row in enumerate(rows, 1)
        for at, fault in enumerate(row.faults)
        if fault
    ]
    if wrong:
        told = f"{len(wrong):,} cells of the file are" if len(wrong) > 1 else "A cell of the file is"
        more = f" And {len(wrong) - MOST_FAULTS:,} more." if len(wrong) > MOST_FAULTS else ""
        raise UsageError(
            f"{told} wrong: {' · '.join(wrong[:MOST_FAULTS])}{more}",
            next="Mend them in the file, or import it in the window and mend them there.",
        )


@click.command("export-table", cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("field", metavar="FIELD")
@click.option(
    "--to", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), help="A .csv or .xlsx file."
)
@pass_session
def export_table(session: Session, name: str, field: str, target: Path) -> int:
    """Write the rows of the answer to a table field as CSV or XLSX.

    Words that a spreadsheet would take for a formula are written as words.
    """
    kind = session.guarded(lambda: _kind_of(target))

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        await program.keeping.require_reader(acting, case_id)
        facts = await program.keeping.facts(case_id)
        table = table_field(facts.pack.form, field)
        rows = rows_of(facts, table)
        body = await program.table_filling.export(acting, case_id, table, rows, kind)
        write_file(target, body)
        told = {"case": case_id, "file": str(target), "format": kind.value, "rows": len(rows)}
        session.show(told, lambda: [f"Written: {target}, {len(rows):,} rows"])
        return DONE

    return session.run_on(name, work)


def _kind_of(target: Path) -> TableKind:
    try:
        return TableKind(target.suffix.lower().removeprefix("."))
    except ValueError:
        raise UsageError(f"{target} is no file of a table.", next="Name a .csv or .xlsx file.") from None
