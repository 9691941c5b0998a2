"""Tables to fill in, for tests of their rows, their cells and their files."""

from functools import cache
from typing import Any

from hypothesis import strategies as st
from service_examples import pack_with

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.form import FormField
from desktop_app.domain.pack import Pack

COLUMNS: list[dict[str, Any]] = [
    {"field": "day", "type": "date", "label": "Date"},
    {"field": "amount", "type": "money", "label": "Amount"},
    {"field": "method", "type": "choice", "label": "Method", "choices": ["cash", "wire", "cheque"]},
    {"field": "who", "type": "text", "label": "Who"},
    {"field": "hours", "type": "decimal", "label": "Hours"},
]
LINES = (
    "2026-01-12\t1,000.50\twire\tAlder Ltd\t2.5",
    "13 January 2026\t-20\tcash\tBirch\t",
    "\t3\tcheque\t\t10",
)
ROWS = "\n".join(LINES)


def a_table(*columns: dict[str, Any], **more: Any) -> FormField:
    """A table field of these columns."""
    given = {"field": "rows", "type": "table", "label": "Rows", "currency": "EUR", **more}
    return FormField.model_validate({**given, "columns": list(columns or COLUMNS)})


PAYMENTS_TABLE = """
      - field: payments
        type: table
        currency: EUR
        label: Payments
        hint: As on the statement.
        columns:
          - {field: paid, type: date, label: Paid on}
          - {field: amount, type: money, label: Amount paid}
          - {field: way, type: choice, label: Way, choices: [cash, wire, cheque]}
          - {field: receiver, type: text, label: Receiver}
          - {field: share, type: percent, label: Part}
      - {field: months, type: integer, label: Months}
"""
PAYMENTS = [
    {"paid": "2026-05-04", "amount": "1250", "way": "wire", "receiver": "Alder Ltd", "share": "12.5"},
    {"paid": "2026-05-11", "amount": "80.40", "way": "cash", "receiver": "Birch & Sons", "share": "1"},
]
PASTED = "\n".join(
    (
        "Paid on\tAmount paid\tWay\tReceiver\tPart",
        "4/5/2026\t1.250,00\twire\tAlder Ltd\t12,5",
        "18/5/2026\t2.400,75\tcheque\tCedar Field Services\t20",
        "soon\t310,00\tcard\tDogwood\t3",
    )
)


ARABIC = """
title: مراجعة الرسوم
pages: {contract: {title: أي عقد؟}}
fields:
  contract: {label: العقد}
  fee: {label: الرسم}
  total: {label: المجموع}
  payments:
    label: المدفوعات
    hint: كما في كشف الحساب.
    columns: {paid: {label: تاريخ الدفع}, amount: {label: المبلغ}, way: {label: الطريقة, choices: {wire: حوالة}}}
  months: {label: الأشهر}
"""


@cache
def table_pack() -> Pack:
    """The small pack with a table to fill in, which reads in Arabic too."""
    pack = pack_with(("      - {field: months, type: integer, label: Months}\n", PAYMENTS_TABLE.lstrip("\n")))
    return PackFolders([]).restore({**pack.files, "locale/ar.yaml": ARABIC.encode()})


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["12", "1,000.50", "2026-01-12", "wire", "=1+1", "'=1", "-5", "@x", '"', '"a\tb"', "a\nb", "31/12/2026"]
    ),
)
"""Anything that may come on the clipboard for one cell."""
BLOCKS = st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6)


def words_of_tables() -> tuple[str, ...]:
    """What the cells of the scenes hold, and what their form says."""
    form = table_pack().form
    said = [field.label for field in form.fields] + [page.title for page in form.pages] + [form.title]
    (table,) = (field for field in form.fields if field.columns)
    labels = [column.label for column in table.columns]
    return (
        *said,
        *labels,
        table.hint,
        "Payments in May",
        PASTED,
        str(PAYMENTS),
        ARABIC,
        "payments-may.csv",
        "English العربية",
    )
