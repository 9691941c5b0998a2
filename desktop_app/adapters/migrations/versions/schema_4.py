"""Schema 4: comments, and what a case is returned for."""

from desktop_app.adapters.migrations.frozen_guards import append_only, refusal, run

revision = "0004"
down_revision = "0003"

ADDED = (
    "CREATE TABLE comment ( comment_id TEXT NOT NULL, thread_id TEXT NOT NULL, case_id TEXT NOT NULL, section TEXT"
    ' NOT NULL, revision_id TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, kind TEXT NOT NULL,'
    " code TEXT, decision TEXT, answer TEXT, words_ref TEXT NOT NULL, person_id TEXT NOT NULL, at TEXT NOT NULL,"
    " PRIMARY KEY (comment_id), FOREIGN KEY(thread_id) REFERENCES comment (comment_id), FOREIGN KEY(case_id)"
    " REFERENCES case_file (case_id), FOREIGN KEY(revision_id) REFERENCES revision (revision_id), FOREIGN"
    " KEY(decision) REFERENCES decision (command_id), FOREIGN KEY(words_ref) REFERENCES content (item_id) )"
    " STRICT",
    "CREATE INDEX comment_by_case ON comment (case_id)",
    "CREATE TABLE resolution ( thread_id TEXT NOT NULL, case_id TEXT NOT NULL, resolved INTEGER NOT NULL,"
    " person_id TEXT NOT NULL, at TEXT NOT NULL, FOREIGN KEY(thread_id) REFERENCES comment (comment_id), FOREIGN"
    " KEY(case_id) REFERENCES case_file (case_id) ) STRICT",
    "CREATE INDEX resolution_by_case ON resolution (case_id)",
)
APPEND_ONLY = {"comment": ("rowid", "comment_id"), "resolution": ("rowid",)}
OPEN_MUST_FIX = (
    "EXISTS (SELECT 1 FROM decision d JOIN comment c ON c.case_id = NEW.case_id AND c.section = NEW.section"
    " WHERE d.command_id = NEW.command_id AND d.kind = 'approve' AND c.kind = 'must_fix'"
    " AND coalesce((SELECT r.resolved FROM resolution r WHERE r.thread_id = c.thread_id"
    " ORDER BY r.rowid DESC LIMIT 1), 0) = 0)"
)
OPEN_MUST_FIX_WORDS = "a section with a comment that must be fixed first is not approved"


def upgrade() -> None:
    """Add the tables, and the guard that needs them."""
    run(*ADDED, *append_only(APPEND_ONLY))
    run(refusal("decided_section_must_fix", "INSERT ON decided_section", OPEN_MUST_FIX, OPEN_MUST_FIX_WORDS))
