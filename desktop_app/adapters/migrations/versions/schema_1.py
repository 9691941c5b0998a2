"""Schema 1: the first that stores were made with."""

from desktop_app.adapters.migrations.frozen_guards import append_only, refusal, run

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE audit_event (
    seq INTEGER NOT NULL,
    case_id TEXT,
    type TEXT NOT NULL,
    at TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (seq)
    )
STRICT;
CREATE INDEX audit_event_by_case ON audit_event (case_id, seq);
CREATE TABLE checkpoint (
    size INTEGER NOT NULL,
    root TEXT NOT NULL,
    head TEXT NOT NULL,
    frontier BLOB NOT NULL,
    signature BLOB NOT NULL,
    public_key BLOB NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (size)
    )
STRICT;
CREATE TABLE command (
    command_id TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    PRIMARY KEY (command_id)
    )
    WITHOUT ROWID,
STRICT;
CREATE TABLE endpoint (
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    base_url TEXT NOT NULL,
    secret TEXT,
    tier TEXT NOT NULL,
    residency TEXT NOT NULL,
    at_once INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (name)
    )
STRICT;
CREATE TABLE pack (
    digest TEXT NOT NULL,
    form TEXT NOT NULL,
    version TEXT NOT NULL,
    files BLOB NOT NULL,
    PRIMARY KEY (digest)
    )
STRICT;
CREATE TABLE person (
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    os_user TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (person_id)
    )
STRICT;
CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
    )
STRICT;
CREATE TABLE store_secret (
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (name)
    )
STRICT;
CREATE TABLE case_file (
    case_id TEXT NOT NULL,
    pack_digest TEXT NOT NULL,
    reference TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT,
    lock_version INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (case_id),
    FOREIGN KEY(pack_digest) REFERENCES pack (digest)
    )
STRICT;
CREATE TABLE profile (
    profile_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    roles TEXT NOT NULL,
    public_key BLOB,
    sealed_key BLOB,
    salt BLOB,
    retired_at TEXT,
    PRIMARY KEY (profile_id),
    FOREIGN KEY(person_id) REFERENCES person (person_id)
    )
STRICT;
CREATE TABLE case_key (
    case_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (case_id),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id)
    )
STRICT;
CREATE TABLE content (
    item_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    commitment TEXT NOT NULL,
    codec TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (item_id),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id)
    )
STRICT;
CREATE TABLE answer (
    case_id TEXT NOT NULL,
    path TEXT NOT NULL,
    value_ref TEXT,
    blank_kind TEXT,
    origin TEXT NOT NULL,
    passage_id TEXT,
    person_id TEXT NOT NULL,
    lock_version INTEGER NOT NULL,
    PRIMARY KEY (case_id, path),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id),
    FOREIGN KEY(value_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE TABLE decision (
    command_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    gate TEXT NOT NULL,
    kind TEXT NOT NULL,
    person_id TEXT NOT NULL,
    reason_ref TEXT,
    at TEXT NOT NULL,
    PRIMARY KEY (command_id),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id),
    FOREIGN KEY(reason_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE INDEX decision_by_case ON decision (case_id);
CREATE TABLE document (
    document_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    field TEXT NOT NULL,
    name_ref TEXT NOT NULL,
    original_ref TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    pages INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (document_id),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id),
    FOREIGN KEY(name_ref) REFERENCES content (item_id),
    FOREIGN KEY(original_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE INDEX document_by_case ON document (case_id);
CREATE TABLE revision (
    revision_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    section TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    parent_id TEXT,
    text_ref TEXT NOT NULL,
    run_id TEXT,
    person_id TEXT,
    reason_ref TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (revision_id),
    UNIQUE (case_id, section, seq),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id),
    FOREIGN KEY(text_ref) REFERENCES content (item_id),
    FOREIGN KEY(reason_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE TABLE run (
    run_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    section TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT NOT NULL,
    outcome TEXT NOT NULL,
    partial_ref TEXT,
    PRIMARY KEY (run_id),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id),
    FOREIGN KEY(partial_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE INDEX run_by_case ON run (case_id);
CREATE TABLE call (
    call_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    fingerprint TEXT,
    instruction_ref TEXT,
    parameters TEXT NOT NULL,
    tokens_in INTEGER,
    tokens_out INTEGER,
    tokens_cached INTEGER,
    cost TEXT,
    price_date TEXT,
    first_text_ms INTEGER,
    total_ms INTEGER NOT NULL,
    finish_reason TEXT,
    error_class TEXT,
    PRIMARY KEY (call_id),
    FOREIGN KEY(run_id) REFERENCES run (run_id),
    FOREIGN KEY(instruction_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE INDEX call_by_run ON call (run_id);
CREATE TABLE citation (
    revision_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    passage_id TEXT,
    quote_state TEXT NOT NULL,
    FOREIGN KEY(revision_id) REFERENCES revision (revision_id)
    )
STRICT;
CREATE INDEX citation_by_revision ON citation (revision_id);
CREATE TABLE decided_section (
    command_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    section TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    PRIMARY KEY (command_id, section),
    FOREIGN KEY(command_id) REFERENCES decision (command_id),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id),
    FOREIGN KEY(revision_id) REFERENCES revision (revision_id)
    )
STRICT;
CREATE INDEX decided_section_by_case ON decided_section (case_id);
CREATE TABLE finding (
    finding_id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    data_ref TEXT NOT NULL,
    PRIMARY KEY (finding_id),
    FOREIGN KEY(revision_id) REFERENCES revision (revision_id),
    FOREIGN KEY(data_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE INDEX finding_by_revision ON finding (revision_id);
CREATE TABLE head (
    case_id TEXT NOT NULL,
    section TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    PRIMARY KEY (case_id, section),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id),
    FOREIGN KEY(revision_id) REFERENCES revision (revision_id)
    )
STRICT;
CREATE TABLE input (
    revision_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (revision_id, kind, "key"),
    FOREIGN KEY(revision_id) REFERENCES revision (revision_id)
    )
STRICT;
CREATE TABLE page (
    document_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    text_ref TEXT NOT NULL,
    PRIMARY KEY (document_id, number),
    FOREIGN KEY(document_id) REFERENCES document (document_id),
    FOREIGN KEY(text_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE TABLE passage (
    passage_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    rects TEXT NOT NULL,
    PRIMARY KEY (passage_id),
    FOREIGN KEY(document_id) REFERENCES document (document_id)
    )
STRICT;
CREATE INDEX passage_by_document ON passage (document_id);
CREATE TABLE route (
    revision_id TEXT NOT NULL,
    band TEXT NOT NULL,
    route TEXT NOT NULL,
    reasons TEXT NOT NULL,
    factors TEXT NOT NULL,
    FOREIGN KEY(revision_id) REFERENCES revision (revision_id)
    )
STRICT;
CREATE INDEX route_by_revision ON route (revision_id);
CREATE TABLE signature (
    command_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    public_key BLOB NOT NULL,
    manifest_ref TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (command_id),
    FOREIGN KEY(command_id) REFERENCES decision (command_id),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id),
    FOREIGN KEY(manifest_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE INDEX signature_by_case ON signature (case_id);
CREATE TABLE span (
    revision_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    origin TEXT NOT NULL,
    person_id TEXT,
    run_id TEXT,
    source_revision TEXT,
    accepted_by TEXT,
    PRIMARY KEY (revision_id, start),
    FOREIGN KEY(revision_id) REFERENCES revision (revision_id),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id)
    )
STRICT;
CREATE INDEX span_by_case ON span (case_id);
CREATE TABLE supersession (
    command_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    section TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (command_id, section),
    FOREIGN KEY(command_id) REFERENCES decision (command_id),
    FOREIGN KEY(case_id) REFERENCES case_file (case_id)
    )
STRICT;
CREATE INDEX supersession_by_case ON supersession (case_id);
CREATE TABLE evidence (
    run_id TEXT NOT NULL,
    passage_id TEXT NOT NULL,
    rank INTEGER NOT NULL,
    left_out INTEGER NOT NULL,
    PRIMARY KEY (run_id, passage_id),
    FOREIGN KEY(run_id) REFERENCES run (run_id),
    FOREIGN KEY(passage_id) REFERENCES passage (passage_id)
    )
STRICT;
CREATE TABLE finding_answer (
    finding_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    person_id TEXT NOT NULL,
    reason_ref TEXT NOT NULL,
    at TEXT NOT NULL,
    FOREIGN KEY(finding_id) REFERENCES finding (finding_id),
    FOREIGN KEY(reason_ref) REFERENCES content (item_id)
    )
STRICT;
CREATE INDEX finding_answer_by_finding ON finding_answer (finding_id);
"""
APPEND_ONLY = {
    "audit_event": ("rowid", "seq"),
    "checkpoint": ("rowid", "size"),
    "command": ("command_id",),
    "pack": ("rowid", "digest"),
    "store_secret": ("rowid", "name"),
    "content": ("rowid", "item_id"),
    "decision": ("rowid", "command_id"),
    "revision": ("rowid", "revision_id", "case_id section seq"),
    "run": ("rowid", "run_id"),
    "call": ("rowid", "call_id"),
    "citation": ("rowid",),
    "decided_section": ("rowid", "command_id section"),
    "finding": ("rowid", "finding_id"),
    "input": ("rowid", "revision_id kind key"),
    "passage": ("rowid", "passage_id"),
    "route": ("rowid",),
    "signature": ("rowid", "command_id"),
    "span": ("rowid", "revision_id start"),
    "supersession": ("rowid", "command_id section"),
    "evidence": ("rowid", "run_id passage_id"),
    "finding_answer": ("rowid",),
}
NO_DECISION = "NOT EXISTS (SELECT 1 FROM decision WHERE command_id = NEW.command_id AND case_id = NEW.case_id)"
NOT_THE_HEAD = (
    "NOT EXISTS (SELECT 1 FROM head WHERE case_id = NEW.case_id"
    " AND section = NEW.section AND revision_id = NEW.revision_id)"
)
OWN_WORDS = (
    "EXISTS (SELECT 1 FROM decision d JOIN span s ON s.revision_id = NEW.revision_id"
    " WHERE d.command_id = NEW.command_id AND d.kind = 'approve' AND s.person_id = d.person_id"
    " AND (s.accepted_by IS NULL OR s.accepted_by = d.person_id))"
)
DECIDED = "EXISTS (SELECT 1 FROM decided_section WHERE revision_id = NEW.revision_id)"
FOREIGN_HEAD = (
    "NOT EXISTS (SELECT 1 FROM revision WHERE revision_id = NEW.revision_id"
    " AND case_id = NEW.case_id AND section = NEW.section)"
)
GUARDS = (
    (
        "decided_section_decision",
        "INSERT ON decided_section",
        NO_DECISION,
        "a decided section belongs to a decision that is recorded before it",
    ),
    (
        "decided_section_head",
        "INSERT ON decided_section",
        NOT_THE_HEAD,
        "only the current text of a section is decided about",
    ),
    (
        "decided_section_four_eyes",
        "INSERT ON decided_section",
        OWN_WORDS,
        "no word is approved by its writer alone: this text holds words of the person who approves it",
    ),
    ("span_of_decided", "INSERT ON span", DECIDED, "the origins of a decided text are never added to"),
    ("head_insert", "INSERT ON head", FOREIGN_HEAD, "the current text of a section is one of its own revisions"),
    ("head_update", "UPDATE ON head", FOREIGN_HEAD, "the current text of a section is one of its own revisions"),
)


def upgrade() -> None:
    """Build the tables and guards of schema 1 in an empty file."""
    run(*(statement for part in TABLES.split(";") if (statement := " ".join(part.split()))))
    run(*append_only(APPEND_ONLY), *(refusal(*guard) for guard in GUARDS))
