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
    " revision_id TEXT NOT NULL, replies INTEGER NOT NULL, person_id TEXT NOT NULL, at TEXT NOT NULL, FOREIGN"
    " KEY(thread_id) REFERENCES comment (comment_id), FOREIGN KEY(case_id) REFERENCES case_file (case_id), FOREIGN"
    " KEY(revision_id) REFERENCES revision (revision_id) ) STRICT",
    "CREATE INDEX resolution_by_case ON resolution (case_id)",
    "CREATE TABLE notice_state ( person_id TEXT NOT NULL, seen TEXT NOT NULL, quiet TEXT, tray INTEGER NOT NULL,"
    " PRIMARY KEY (person_id), FOREIGN KEY(person_id) REFERENCES person (person_id) ) STRICT",
    "CREATE INDEX audit_event_notice ON audit_event (seq) WHERE type IN ('case.advanced', 'case.escalated',"
    " 'case.returned', 'case.withdrawn', 'case.assigned', 'case.snoozed', 'decision.approved', 'comment.made')",
)
APPEND_ONLY = {"comment": ("rowid", "comment_id"), "resolution": ("rowid",)}
OPEN_MUST_FIX = (
    "EXISTS (SELECT 1 FROM decision d JOIN comment c ON c.case_id = NEW.case_id AND c.section = NEW.section"
    " WHERE d.command_id = NEW.command_id AND d.kind = 'approve' AND c.kind = 'must_fix'"
    " AND coalesce((SELECT r.resolved FROM resolution r WHERE r.thread_id = c.thread_id"
    " ORDER BY r.rowid DESC LIMIT 1), 0) = 0)"
)
OPEN_MUST_FIX_WORDS = "a section with a comment that must be fixed first is not approved"

FOREIGN_COMMENT = (
    "NOT EXISTS (SELECT 1 FROM revision WHERE revision_id = NEW.revision_id"
    " AND case_id = NEW.case_id AND section = NEW.section)"
    " OR (NEW.kind = 'reply') = (NEW.thread_id = NEW.comment_id)"
    " OR NEW.kind = 'reply' AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.comment_id = NEW.thread_id"
    " AND c.thread_id = c.comment_id AND c.case_id = NEW.case_id AND c.section = NEW.section)"
)
FOREIGN_COMMENT_WORDS = "a comment is about a text of its own case and section, and stands in a thread about it"
OWN_MUST_FIX = (
    "EXISTS (SELECT 1 FROM comment c JOIN case_file f ON f.case_id = c.case_id WHERE c.comment_id = NEW.thread_id"
    " AND c.kind = 'must_fix' AND c.person_id <> NEW.person_id AND f.created_by = NEW.person_id)"
)
OWN_MUST_FIX_WORDS = "the author of a case does not decide what must be fixed in it"
SIGNED_OVER = (
    "NEW.state = 'signed' AND EXISTS (SELECT 1 FROM comment c WHERE c.case_id = NEW.case_id AND c.kind = 'must_fix'"
    " AND coalesce((SELECT r.resolved FROM resolution r WHERE r.thread_id = c.thread_id"
    " ORDER BY r.rowid DESC LIMIT 1), 0) = 0)"
)
SIGNED_OVER_WORDS = "a case with a comment that must be fixed first is not signed"


def upgrade() -> None:
    """Add the tables, and the guards that need them."""
    run(*ADDED, *append_only(APPEND_ONLY))
    run(refusal("decided_section_must_fix", "INSERT ON decided_section", OPEN_MUST_FIX, OPEN_MUST_FIX_WORDS))
    run(refusal("comment_place", "INSERT ON comment", FOREIGN_COMMENT, FOREIGN_COMMENT_WORDS))
    run(refusal("resolution_four_eyes", "INSERT ON resolution", OWN_MUST_FIX, OWN_MUST_FIX_WORDS))
    run(refusal("case_file_must_fix", "UPDATE ON case_file", SIGNED_OVER, SIGNED_OVER_WORDS))
