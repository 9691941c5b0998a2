"""Schema 5: batches, their rows, the cases that these became, and what came of each."""

from desktop_app.adapters.migrations.frozen_guards import append_only, run

revision = "0005"
down_revision = "0004"

ADDED = (
    "CREATE TABLE batch ( batch_id TEXT NOT NULL, form TEXT NOT NULL, pack_digest TEXT NOT NULL, source TEXT NOT NULL,"
    " place TEXT NOT NULL, folder TEXT NOT NULL, endpoints TEXT NOT NULL, person_id TEXT NOT NULL, rows INTEGER NOT"
    ' NULL, "key" BLOB NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, expected_ms INTEGER, expected_cost TEXT,'
    " PRIMARY KEY (batch_id), FOREIGN KEY(pack_digest) REFERENCES pack (digest) ) STRICT",
    "CREATE TABLE batch_row ( batch_id TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, commitment TEXT NOT"
    " NULL, PRIMARY KEY (batch_id, number), FOREIGN KEY(batch_id) REFERENCES batch (batch_id) ) STRICT",
    "CREATE TABLE batch_case ( batch_id TEXT NOT NULL, number INTEGER NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY"
    " (batch_id, number), FOREIGN KEY(batch_id, number) REFERENCES batch_row (batch_id, number),"
    " FOREIGN KEY(case_id) REFERENCES case_file (case_id) ) STRICT",
    "CREATE TABLE batch_end ( batch_id TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, why TEXT NOT NULL,"
    " about TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (batch_id, number), FOREIGN KEY(batch_id, number) REFERENCES"
    " batch_row (batch_id, number) ) STRICT",
)
APPEND_ONLY = {
    "batch_row": ("rowid", "batch_id number"),
    "batch_case": ("rowid", "batch_id number"),
    "batch_end": ("rowid", "batch_id number"),
}


def upgrade() -> None:
    """Add the tables."""
    run(*ADDED, *append_only(APPEND_ONLY))
