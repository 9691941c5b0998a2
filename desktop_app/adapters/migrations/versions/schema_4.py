"""Schema 4: comments, what a case is returned for, notices, when a case came to a gate, and who decides for whom."""

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
    "CREATE TABLE delegation ( delegation_id TEXT NOT NULL, person_id TEXT NOT NULL, delegate_id TEXT NOT"
    " NULL, role TEXT NOT NULL, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL, PRIMARY KEY"
    " (delegation_id), FOREIGN KEY(person_id) REFERENCES person (person_id), FOREIGN KEY(delegate_id)"
    " REFERENCES person (person_id) ) STRICT",
    "CREATE TABLE delegation_end ( delegation_id TEXT NOT NULL, person_id TEXT NOT NULL, at TEXT NOT"
    " NULL, PRIMARY KEY (delegation_id), FOREIGN KEY(delegation_id) REFERENCES delegation (delegation_id)"
    " ) STRICT",
    "CREATE TABLE gate_entry ( entry_id TEXT NOT NULL, case_id TEXT NOT NULL, gate TEXT NOT NULL,"
    " entered_at TEXT NOT NULL, due_at TEXT, PRIMARY KEY (entry_id), FOREIGN KEY(case_id) REFERENCES"
    " case_file (case_id) ) STRICT",
    "CREATE INDEX gate_entry_by_case ON gate_entry (case_id)",
    "CREATE INDEX gate_entry_by_due ON gate_entry (due_at)",
    "CREATE TABLE escalation ( entry_id TEXT NOT NULL, case_id TEXT NOT NULL, waits_for TEXT NOT NULL,"
    " cause TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (entry_id), FOREIGN KEY(entry_id) REFERENCES"
    " gate_entry (entry_id), FOREIGN KEY(case_id) REFERENCES case_file (case_id) ) STRICT",
    "CREATE INDEX escalation_by_case ON escalation (case_id)",
    "CREATE TABLE gate_exit ( entry_id TEXT NOT NULL, case_id TEXT NOT NULL, at TEXT NOT NULL, PRIMARY"
    " KEY (entry_id), FOREIGN KEY(entry_id) REFERENCES gate_entry (entry_id), FOREIGN KEY(case_id)"
    " REFERENCES case_file (case_id) ) STRICT",
    "CREATE INDEX gate_exit_by_case ON gate_exit (case_id)",
    "CREATE TABLE decided_for ( command_id TEXT NOT NULL, case_id TEXT NOT NULL, delegation_id TEXT NOT"
    " NULL, person_id TEXT NOT NULL, PRIMARY KEY (command_id), FOREIGN KEY(command_id) REFERENCES"
    " decision (command_id), FOREIGN KEY(case_id) REFERENCES case_file (case_id), FOREIGN"
    " KEY(delegation_id) REFERENCES delegation (delegation_id) ) STRICT",
    "CREATE INDEX decided_for_by_case ON decided_for (case_id)",
    "CREATE TABLE notice_state ( person_id TEXT NOT NULL, seen TEXT NOT NULL, quiet TEXT, tray INTEGER NOT NULL,"
    " PRIMARY KEY (person_id), FOREIGN KEY(person_id) REFERENCES person (person_id) ) STRICT",
    "CREATE INDEX audit_event_notice ON audit_event (seq) WHERE type IN ('case.advanced', 'case.escalated',"
    " 'case.returned', 'case.withdrawn', 'case.assigned', 'case.snoozed', 'decision.approved', 'comment.made')",
)
APPEND_ONLY = {
    "comment": ("rowid", "comment_id"),
    "resolution": ("rowid",),
    "gate_entry": ("rowid", "entry_id"),
    "gate_exit": ("rowid", "entry_id"),
    "escalation": ("rowid", "entry_id"),
    "delegation": ("rowid", "delegation_id"),
    "delegation_end": ("rowid", "delegation_id"),
    "decided_for": ("rowid", "command_id"),
}
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

GUARDS = (
    (
        "decided_section_delegator",
        "INSERT ON decided_section",
        "EXISTS (SELECT 1 FROM decision d JOIN decided_for f ON f.command_id = d.command_id JOIN span s ON"
        " s.revision_id = NEW.revision_id WHERE d.command_id = NEW.command_id AND d.kind = 'approve' AND"
        " s.person_id = f.person_id AND (s.accepted_by IS NULL OR s.accepted_by = f.person_id))",
        "no word is approved by its writer alone: this text holds words of the person who approves it",
    ),
    (
        "delegation_between",
        "INSERT ON delegation",
        "NEW.person_id = NEW.delegate_id OR NOT EXISTS (SELECT 1 FROM profile p, json_each(p.roles) r WHERE"
        " p.person_id = NEW.delegate_id AND p.retired_at IS NULL AND r.value IN ('analyst', 'reviewer',"
        " 'approver')) OR NEW.ends_at <= NEW.starts_at",
        "a delegation is for a time, to another person who works on cases",
    ),
    (
        "delegation_role",
        "INSERT ON delegation",
        "NEW.role NOT IN ('reviewer', 'approver') OR NOT EXISTS (SELECT 1 FROM profile p, json_each(p.roles)"
        " r WHERE p.person_id = NEW.person_id AND p.retired_at IS NULL AND r.value = NEW.role)",
        "only who holds a role of deciding delegates it: what was delegated is not passed on",
    ),
    (
        "decided_for_delegation",
        "INSERT ON decided_for",
        "NOT EXISTS (SELECT 1 FROM decision d JOIN delegation g ON g.delegation_id = NEW.delegation_id WHERE"
        " d.command_id = NEW.command_id AND d.case_id = NEW.case_id AND g.delegate_id = d.person_id AND"
        " g.person_id = NEW.person_id AND g.starts_at <= d.at AND d.at < g.ends_at AND EXISTS (SELECT 1 FROM"
        " profile p, json_each(p.roles) r WHERE p.person_id = g.person_id AND p.retired_at IS NULL AND"
        " r.value = g.role) AND NOT EXISTS (SELECT 1 FROM delegation_end e WHERE e.delegation_id ="
        " g.delegation_id))",
        "who decides for another person has a delegation of theirs that holds then",
    ),
    (
        "decided_for_author",
        "INSERT ON decided_for",
        "EXISTS (SELECT 1 FROM case_file c JOIN decision d ON d.command_id = NEW.command_id WHERE c.case_id ="
        " NEW.case_id AND c.created_by IN (d.person_id, NEW.person_id))",
        "the author of a case decides about it for nobody, and nobody for its author",
    ),
    (
        "decided_for_first",
        "INSERT ON decided_for",
        "EXISTS (SELECT 1 FROM decided_section WHERE command_id = NEW.command_id)",
        "for whom a decision is made is said before what it is about",
    ),
    (
        "escalation_place",
        "INSERT ON escalation",
        "EXISTS (SELECT 1 FROM gate_exit WHERE entry_id = NEW.entry_id) OR NOT EXISTS (SELECT 1 FROM"
        " gate_entry WHERE entry_id = NEW.entry_id AND case_id = NEW.case_id)",
        "a case is escalated where it waits",
    ),
)
"""Of delegation and escalation."""


def upgrade() -> None:
    """Add the tables, and the guards that need them."""
    run(*ADDED, *append_only(APPEND_ONLY))
    run(refusal("decided_section_must_fix", "INSERT ON decided_section", OPEN_MUST_FIX, OPEN_MUST_FIX_WORDS))
    run(refusal("comment_place", "INSERT ON comment", FOREIGN_COMMENT, FOREIGN_COMMENT_WORDS))
    run(refusal("resolution_four_eyes", "INSERT ON resolution", OWN_MUST_FIX, OWN_MUST_FIX_WORDS))
    run(refusal("case_file_must_fix", "UPDATE ON case_file", SIGNED_OVER, SIGNED_OVER_WORDS))
    run(*(refusal(*guard) for guard in GUARDS))
