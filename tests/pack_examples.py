"""A small good pack, and ways to spoil it."""

from pathlib import Path

from ruamel.yaml import YAML

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.form import Form
from desktop_app.domain.pack import PackFault

FORM = """\
form: small
version: 1.0.0
title: A small form
purpose:
  problem: It takes long.
  user: An analyst
  outcome: A note
  success: {minutes: {at_most: 20}}
  volume: {cases_per_day: 4}
roles: {analyst: analyst, reviewer: reviewer, officer: approver}
pages:
  - page: subject
    title: Who is it?
    fields:
      - {field: kind, type: choice, label: Kind, choices: [person, organisation], required: true}
      - {field: name, type: text, label: Name, required: 'kind == "person"'}
      - field: birth
        type: date
        label: Date of birth
        relevant: kind == "person"
        constraint: birth < today()
        constraint_message: It must be in the past.
  - page: activity
    title: What happened?
    fields:
      - field: payments
        type: table
        label: Payments
        currency: EUR
        min_rows: 1
        columns:
          - {field: day, type: date, label: Day}
          - {field: amount, type: money, label: Amount, required: true}
          - {field: pieces, type: integer, label: Pieces}
      - {field: total, type: money, currency: EUR, label: Total, calculation: "sum(payments.amount)"}
      - {field: known, type: boolean, label: Is it known?}
      - {field: files, type: attachment, label: Files, min_files: 1}
decisions:
  - decision: filing
    title: Must it be filed?
    rows:
      - {when: "total >= 25000.00", outcome: filed, reason: At or above 25000}
      - {when: "total >= 5000.00 && known", outcome: filed, reason: At or above 5000 and known}
      - {when: "true", outcome: kept, reason: Below both lines}
sections:
  - section: summary
    title: Summary
    uses: [name, total, files, filing]
    retrieve: {from: [files, reference], top: 3}
    prompt: prompts/summary.md
    assembled: assembled/summary.md
    slots:
      - {slot: account, from: files, find: account, pattern: 'Account (?P<value>[0-9]{8})', absent: No account.}
    checks: [grounded_figures, {agree: {field: total, slot: account}}]
  - section: reason
    title: Reason
    author: person
    after: [summary]
promise: {escaped_errors_at_most: 0.05, certainty: 0.9, sample: 0.1}
stages:
  - {stage: review, role: reviewer, relevant: "any_section('flag', 'block')", due: 2d}
  - {stage: sign_off, role: officer, relevant: "total >= 100000.00"}
budget: {case_cost: 0.25 EUR, section_tokens: {input: 6000, output: 500}}
"""

FILES = {
    "form.yaml": FORM,
    "prompts/summary.md": "Write of {{ answers.name }}: {{ section.title }}.",
    "assembled/summary.md": "{{ answers.total }} {% if decisions.filing %}{{ decisions.filing.reason }}{% endif %}\n",
    "reference/policy.md": "A policy.",
    "evals/first.yaml": "- case: one\n",
}


def small_form(*changes: tuple[str, str]) -> Form:
    """The small form with texts replaced; each must be there."""
    return Form.model_validate(YAML(typ="safe", pure=True).load(changed(FORM, *changes)))


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with texts replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def write_pack(folder: Path, form: str | bytes = FORM, **files: str) -> Path:
    """The small pack in a folder `small`."""
    for path, text in {**FILES, **files}.items():
        target = folder / "small" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    body = form if isinstance(form, bytes) else form.encode()
    (folder / "small" / "form.yaml").write_bytes(body)
    return folder / "small"


def faults_with(folder: Path, *changes: tuple[str, str]) -> tuple[PackFault, ...]:
    """The faults of the small pack with texts of its form replaced."""
    return PackFolders([]).check(str(write_pack(folder, changed(FORM, *changes))))
