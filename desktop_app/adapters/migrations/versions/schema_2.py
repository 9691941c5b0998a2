"""Schema 2: reasons for changes after sending, a journal of typing, anchors, and contents kept as differences."""

from desktop_app.adapters.migrations.frozen_guards import append_only, refusal, run

revision = "0002"
down_revision = "0001"

CONTENT = (
    "CREATE TABLE content ( item_id TEXT NOT NULL, case_id TEXT NOT NULL, commitment TEXT NOT NULL,"
    " codec TEXT NOT NULL, base TEXT, body BLOB NOT NULL, PRIMARY KEY (item_id),"
    " FOREIGN KEY(case_id) REFERENCES case_file (case_id), FOREIGN KEY(base) REFERENCES content (item_id) ) STRICT"
)
COPY = (
    "INSERT INTO content (rowid, item_id, case_id, commitment, codec, body)"
    " SELECT rowid, item_id, case_id, commitment, codec, body FROM content_of_1 ORDER BY rowid"
)
ADDED = (
    "CREATE TABLE anchor ( place TEXT NOT NULL, size INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (place) ) STRICT",
    "CREATE TABLE working_text ( case_id TEXT NOT NULL, place TEXT NOT NULL, person_id TEXT NOT NULL,"
    " sealed BLOB NOT NULL, base_revision TEXT, saved_at TEXT NOT NULL, PRIMARY KEY (case_id, place, person_id),"
    " FOREIGN KEY(case_id) REFERENCES case_file (case_id) ) STRICT",
    "CREATE TABLE change_reason ( case_id TEXT NOT NULL, lock_version INTEGER NOT NULL, code TEXT NOT NULL,"
    " words_ref TEXT, person_id TEXT, at TEXT NOT NULL, PRIMARY KEY (case_id, lock_version),"
    " FOREIGN KEY(case_id) REFERENCES case_file (case_id),"
    " FOREIGN KEY(words_ref) REFERENCES content (item_id) ) STRICT",
    "CREATE INDEX audit_event_sent ON audit_event (case_id) WHERE type = 'case.sent'",
    "CREATE INDEX content_by_case ON content (case_id)",
)
APPEND_ONLY = {"content": ("rowid", "item_id"), "change_reason": ("rowid", "case_id lock_version")}
UNEXPLAINED = (
    "EXISTS (SELECT 1 FROM audit_event WHERE case_id = NEW.case_id AND type = 'case.sent')"
    " AND NOT EXISTS (SELECT 1 FROM change_reason r JOIN case_file c ON c.case_id = r.case_id"
    " AND c.lock_version = r.lock_version WHERE r.case_id = NEW.case_id)"
)
NEW_DOCUMENT = (
    " AND NOT EXISTS (SELECT 1 FROM document d WHERE d.document_id = NEW.document_id AND d.case_id = NEW.case_id"
    " AND d.field = NEW.field AND d.name_ref = NEW.name_ref AND d.original_ref = NEW.original_ref)"
)
WORDLESS = "NEW.words_ref IS NULL AND NEW.code NOT IN ('redraft', 'settled')"
NO_REASON = "a change after the first sending needs a reason"
EXPLAINED = (
    ("INSERT", "answer", UNEXPLAINED),
    ("UPDATE", "answer", UNEXPLAINED),
    ("DELETE", "answer", UNEXPLAINED.replace("NEW.", "OLD.")),
    ("INSERT", "document", UNEXPLAINED + NEW_DOCUMENT),
    ("UPDATE", "document", UNEXPLAINED + NEW_DOCUMENT),
    ("DELETE", "document", UNEXPLAINED.replace("NEW.", "OLD.")),
    ("INSERT", "revision", UNEXPLAINED),
    ("INSERT", "head", UNEXPLAINED),
    ("UPDATE", "head", UNEXPLAINED),
    ("DELETE", "head", UNEXPLAINED.replace("NEW.", "OLD.")),
)
NO_LONGER_KEPT = ("unchanged", "kept", "once_0", "once_1")


def upgrade() -> None:
    """Build `content` anew with its new column, rows in their order, and add the rest.

    The table is not altered: SQLite would put the column last and its words into a text of its own, and the store's
    definitions are compared with a fresh store's, letter by letter.
    """
    run(*(f"DROP TRIGGER store_secret_{guard}" for guard in NO_LONGER_KEPT))
    run("ALTER TABLE content RENAME TO content_of_1", CONTENT, COPY, "DROP TABLE content_of_1")
    run(*ADDED, *append_only(APPEND_ONLY))
    run(refusal("change_reason_words", "INSERT ON change_reason", WORDLESS, "this reason for a change needs words"))
    for action, table, when in EXPLAINED:
        run(refusal(f"{action.lower()}_{table}_reason", f"{action} ON {table}", when, NO_REASON))
