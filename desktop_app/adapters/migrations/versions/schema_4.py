"""Schema 4: comments, what a case is returned for, notices, when a case came to a gate, who decides for whom, what
becomes of a case beside its gates, and cases that other machines work at."""

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
    "CREATE TABLE practice_case ( practice_id TEXT NOT NULL, person_id TEXT NOT NULL, form TEXT NOT NULL, pack_digest"
    " TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (practice_id), FOREIGN KEY(person_id) REFERENCES"
    " person (person_id), FOREIGN KEY(pack_digest) REFERENCES pack (digest) ) STRICT",
    "CREATE TABLE practice_result ( practice_id TEXT NOT NULL, marks TEXT NOT NULL, known INTEGER NOT NULL, found"
    " INTEGER NOT NULL, extra INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (practice_id), FOREIGN KEY(practice_id)"
    " REFERENCES practice_case (practice_id) ) STRICT",
    "CREATE TABLE assignment ( case_id TEXT NOT NULL, person_id TEXT, by_id TEXT NOT NULL, at TEXT NOT NULL, "
    "PRIMARY KEY (case_id), FOREIGN KEY(case_id) REFERENCES case_file (case_id), FOREIGN KEY(person_id) "
    "REFERENCES person (person_id) ) STRICT",
    "CREATE TABLE queued_case ( case_id TEXT NOT NULL, rank INTEGER NOT NULL, due_at TEXT NOT NULL, since TEXT"
    " NOT NULL, state TEXT NOT NULL, author_id TEXT NOT NULL, assigned_to TEXT NOT NULL, form TEXT NOT NULL, "
    "words TEXT NOT NULL, band INTEGER, blocked INTEGER NOT NULL, flagged INTEGER NOT NULL, sampled INTEGER "
    "NOT NULL, seconded INTEGER NOT NULL, returned INTEGER NOT NULL, PRIMARY KEY (case_id), FOREIGN "
    "KEY(case_id) REFERENCES case_file (case_id) ) STRICT",
    "CREATE INDEX queued_case_by_age ON queued_case (since, case_id, words, state, author_id, assigned_to, "
    "rank, form, due_at)",
    "CREATE INDEX queued_case_by_assigned ON queued_case (assigned_to, rank, due_at, since, case_id, words, "
    "state, author_id, form)",
    "CREATE INDEX queued_case_by_due ON queued_case (due_at, rank, since, case_id, words, state, author_id, "
    "assigned_to, form)",
    "CREATE INDEX queued_case_by_kind ON queued_case (state, rank, form, due_at, words, author_id, "
    "assigned_to, since, case_id)",
    "CREATE INDEX queued_case_by_risk ON queued_case (rank, due_at, since, case_id, words, state, author_id, "
    "assigned_to, form)",
    "CREATE INDEX queued_case_by_words ON queued_case (words, case_id, state, author_id, assigned_to, rank, "
    "form, due_at, since)",
    "CREATE TABLE queued_done ( person_id TEXT NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (person_id, "
    "case_id), FOREIGN KEY(case_id) REFERENCES case_file (case_id) ) STRICT",
    "CREATE INDEX queued_done_by_case ON queued_done (case_id)",
    "CREATE TABLE snooze ( person_id TEXT NOT NULL, case_id TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY "
    "(person_id, case_id), FOREIGN KEY(person_id) REFERENCES person (person_id), FOREIGN KEY(case_id) "
    "REFERENCES case_file (case_id) ) STRICT",
    "CREATE TABLE taking ( case_id TEXT NOT NULL, person_id TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT "
    "NULL, PRIMARY KEY (case_id), FOREIGN KEY(case_id) REFERENCES case_file (case_id), FOREIGN KEY(person_id) "
    "REFERENCES person (person_id) ) STRICT",
    "CREATE TABLE notice_state ( person_id TEXT NOT NULL, seen TEXT NOT NULL, quiet TEXT, tray INTEGER NOT NULL,"
    " PRIMARY KEY (person_id), FOREIGN KEY(person_id) REFERENCES person (person_id) ) STRICT",
    "CREATE INDEX audit_event_notice ON audit_event (seq) WHERE type IN ('case.advanced', 'case.escalated',"
    " 'case.returned', 'case.withdrawn', 'case.assigned', 'case.snoozed', 'case.due', 'case.reassigned', 'case.taken',"
    " 'gate.entered', 'decision.approved', 'comment.made')",
    "CREATE TABLE case_origin ( case_id TEXT NOT NULL, of_case TEXT NOT NULL, kind TEXT NOT NULL, "
    "version INTEGER NOT NULL, PRIMARY KEY (case_id), FOREIGN KEY(case_id) REFERENCES case_file "
    "(case_id), FOREIGN KEY(of_case) REFERENCES case_file (case_id) ) STRICT",
    "CREATE INDEX case_origin_of_case ON case_origin (of_case)",
    "CREATE TABLE left_answer ( case_id TEXT NOT NULL, lock_version INTEGER NOT NULL, path TEXT NOT "
    "NULL, value_ref TEXT NOT NULL, PRIMARY KEY (case_id, lock_version, path), FOREIGN KEY(case_id) "
    "REFERENCES case_file (case_id), FOREIGN KEY(value_ref) REFERENCES content (item_id) ) STRICT",
    "CREATE TABLE life_step ( case_id TEXT NOT NULL, lock_version INTEGER NOT NULL, kind TEXT NOT NULL, "
    "words_ref TEXT NOT NULL, person_id TEXT NOT NULL, was TEXT, now TEXT, sections TEXT NOT NULL, at "
    "TEXT NOT NULL, PRIMARY KEY (case_id, lock_version), FOREIGN KEY(case_id) REFERENCES case_file "
    "(case_id), FOREIGN KEY(words_ref) REFERENCES content (item_id) ) STRICT",
    "CREATE TABLE voided ( command_id TEXT NOT NULL, case_id TEXT NOT NULL, section TEXT NOT NULL, "
    "reason TEXT NOT NULL, lock_version INTEGER NOT NULL, PRIMARY KEY (command_id, section), FOREIGN "
    "KEY(command_id) REFERENCES decision (command_id), FOREIGN KEY(case_id) REFERENCES case_file "
    "(case_id) ) STRICT",
    "CREATE INDEX voided_by_case ON voided (case_id)",
    "CREATE TABLE machine ( machine_id TEXT NOT NULL, name TEXT NOT NULL, signing_key BLOB NOT NULL, sealing_key BLOB"
    " NOT NULL, accepted_by TEXT NOT NULL, accepted_at TEXT NOT NULL, PRIMARY KEY (machine_id) ) STRICT",
    "CREATE TABLE introduced ( person_id TEXT NOT NULL, machine_id TEXT NOT NULL, PRIMARY KEY (person_id), FOREIGN"
    " KEY(person_id) REFERENCES person (person_id), FOREIGN KEY(machine_id) REFERENCES machine (machine_id) ) STRICT",
    "CREATE TABLE handover ( file_id TEXT NOT NULL, case_id TEXT NOT NULL, machine_id TEXT NOT NULL, state TEXT NOT"
    " NULL, person_id TEXT NOT NULL, at TEXT NOT NULL, answers TEXT NOT NULL, PRIMARY KEY (file_id) ) STRICT",
    "CREATE INDEX handover_by_case ON handover (case_id)",
    "CREATE TABLE segment ( digest TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL, machine_id TEXT NOT"
    " NULL, upto INTEGER NOT NULL, body_ref TEXT NOT NULL, PRIMARY KEY (digest), UNIQUE (case_id, number), FOREIGN"
    " KEY(case_id) REFERENCES case_file (case_id), FOREIGN KEY(body_ref) REFERENCES content (item_id) ) STRICT",
)
APPEND_ONLY = {
    "practice_case": ("rowid", "practice_id"),
    "practice_result": ("rowid", "practice_id"),
    "comment": ("rowid", "comment_id"),
    "resolution": ("rowid",),
    "gate_entry": ("rowid", "entry_id"),
    "gate_exit": ("rowid", "entry_id"),
    "escalation": ("rowid", "entry_id"),
    "delegation": ("rowid", "delegation_id"),
    "delegation_end": ("rowid", "delegation_id"),
    "decided_for": ("rowid", "command_id"),
    "life_step": ("rowid", "case_id lock_version"),
    "case_origin": ("rowid", "case_id"),
    "voided": ("rowid", "command_id section"),
    "left_answer": ("rowid", "case_id lock_version path"),
    "segment": ("rowid", "digest", "case_id number"),
}
ELSEWHERE = "EXISTS (SELECT 1 FROM handover WHERE case_id = NEW.case_id AND state IN ('away', 'given_back'))"
HANDED_OVER = "this case is with another machine, and is only read here"
OTHER_CASE = ("NEW.case_id <> OLD.case_id", "a document stays with its case")
TAKEN = (
    "EXISTS (SELECT 1 FROM taking t WHERE t.case_id = NEW.case_id"
    " AND t.person_id <> NEW.person_id AND t.until > NEW.at)"
)
TAKEN_WORDS = "another person is reviewing this case"
TAKES_OWN = "EXISTS (SELECT 1 FROM case_file c WHERE c.case_id = NEW.case_id AND c.created_by = NEW.person_id)"
TAKES_OWN_WORDS = "nobody reviews a case that they opened"
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

OWN_CHANGES = (
    "EXISTS (SELECT 1 FROM decision d LEFT JOIN decided_for f ON f.command_id = d.command_id"
    " JOIN revision h ON h.revision_id = NEW.revision_id JOIN revision e ON e.case_id = h.case_id"
    " AND e.section = h.section AND e.seq <= h.seq AND e.kind = 'edit' AND e.person_id IN (d.person_id, f.person_id)"
    " WHERE d.command_id = NEW.command_id AND d.kind = 'approve' AND NOT EXISTS (SELECT 1 FROM revision o"
    " LEFT JOIN revision p ON p.revision_id = o.parent_id WHERE o.case_id = h.case_id AND o.section = h.section"
    " AND o.seq > e.seq AND o.seq <= h.seq AND o.kind NOT IN ('proposal', 'restore')"
    " AND (o.person_id IS NOT e.person_id OR p.seq < e.seq) AND NOT EXISTS (SELECT 1 FROM revision r"
    " WHERE r.case_id = h.case_id AND r.section = h.section AND r.seq <= h.seq AND r.kind = 'restore'"
    " AND r.parent_id = o.revision_id)))"
)
GUARDS = (
    (
        "decided_section_own_changes",
        "INSERT ON decided_section",
        OWN_CHANGES,
        "no word is approved by its writer alone: who approves this text changed it last, and nobody has accepted that",
    ),
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
ANY = ("INSERT", "UPDATE", "DELETE")
SIGNED_CHANGED = (
    "OLD.state = 'signed' AND (NEW.case_id, NEW.pack_digest, NEW.state, NEW.lock_version, NEW.created_by,"
    " NEW.created_at) IS NOT (OLD.case_id, OLD.pack_digest, OLD.state, OLD.lock_version, OLD.created_by,"
    " OLD.created_at)"
)
UNVOIDED = (
    "EXISTS (SELECT 1 FROM decided_section s JOIN decision d ON d.command_id = s.command_id"
    " WHERE s.case_id = OLD.case_id AND s.section = OLD.section AND s.revision_id = OLD.revision_id"
    " AND NEW.revision_id <> OLD.revision_id AND d.kind = 'approve' AND NOT EXISTS (SELECT 1 FROM supersession x"
    " WHERE x.command_id = s.command_id AND x.section = s.section))"
)
UNVOIDED_WORDS = "the approvals of a text are superseded before another one takes its place"
OWN_CASE = (
    "EXISTS (SELECT 1 FROM decision d LEFT JOIN decided_for f ON f.command_id = d.command_id"
    " JOIN life_step l ON l.case_id = d.case_id AND l.kind = 'reassign' WHERE d.command_id = NEW.command_id"
    " AND d.kind = 'approve' AND (d.person_id IN (l.was, l.now) OR f.person_id IN (l.was, l.now)))"
)
NOT_AMENDABLE = (
    "NEW.kind = 'amends' AND (NOT EXISTS (SELECT 1 FROM case_file f WHERE f.case_id = NEW.of_case"
    " AND f.state = 'signed') OR EXISTS (SELECT 1 FROM case_origin o JOIN case_file f ON f.case_id = o.case_id"
    " WHERE o.of_case = NEW.of_case AND o.kind = 'amends' AND f.state <> 'abandoned'))"
)
NOT_AMENDABLE_WORDS = "a signed case is amended by one version at a time"
NO_STEP = (
    "((NEW.created_by, NEW.pack_digest) IS NOT (OLD.created_by, OLD.pack_digest) OR NEW.state <> OLD.state"
    " AND (OLD.state = 'abandoned' OR NEW.state IN ('abandoned', 'withdrawn')))"
    " AND NOT EXISTS (SELECT 1 FROM life_step l WHERE l.case_id = NEW.case_id AND l.lock_version = NEW.lock_version)"
)
NO_STEP_WORDS = "a case is taken back, given up, opened again, handed on or moved by a recorded step with its reason"
OWN_CASE_WORDS = "nobody approves a case that was handed from them or to them"
SIGNED_STAYS = "a signed case stays as it is"
UNCHANGED_ONCE_SIGNED = {
    "case_file": ("INSERT", "DELETE"),
    "answer": ANY,
    "document": ANY,
    "revision": ("INSERT",),
    "head": ANY,
    "decision": ("INSERT",),
    "supersession": ("INSERT",),
    "comment": ("INSERT",),
    "life_step": ("INSERT",),
}
OF_PEOPLE = (
    "CREATE TABLE person_act ( act_id TEXT NOT NULL, kind TEXT NOT NULL, person_id TEXT NOT NULL, "
    "profile_id TEXT NOT NULL, by_person TEXT NOT NULL, words TEXT NOT NULL, words_key BLOB NOT NULL, "
    "commitment TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (act_id), FOREIGN KEY(person_id) REFERENCES "
    "person (person_id), FOREIGN KEY(profile_id) REFERENCES profile (profile_id) ) STRICT",
    'CREATE TABLE person_key ( "key" TEXT NOT NULL, person_id TEXT NOT NULL, profile_id TEXT NOT NULL, '
    'since TEXT NOT NULL, act_id TEXT, PRIMARY KEY ("key"), UNIQUE (act_id), FOREIGN KEY(person_id) '
    "REFERENCES person (person_id), FOREIGN KEY(profile_id) REFERENCES profile (profile_id), FOREIGN "
    "KEY(act_id) REFERENCES person_act (act_id) ) STRICT",
    'CREATE TABLE key_end ( "key" TEXT NOT NULL, kind TEXT NOT NULL, until TEXT NOT NULL, act_id TEXT NOT'
    ' NULL, PRIMARY KEY ("key", kind, until), FOREIGN KEY("key") REFERENCES person_key ("key"), FOREIGN '
    "KEY(act_id) REFERENCES person_act (act_id) ) STRICT",
    "CREATE TABLE key_leave ( act_id TEXT NOT NULL, profile_id TEXT NOT NULL, sealed BLOB NOT NULL, salt "
    "BLOB NOT NULL, PRIMARY KEY (act_id), FOREIGN KEY(act_id) REFERENCES person_act (act_id), FOREIGN "
    "KEY(profile_id) REFERENCES profile (profile_id) ) STRICT",
)
OF_PEOPLE_APPEND_ONLY = {
    "person_act": ("rowid", "act_id"),
    "person_key": ("rowid", "key", "act_id"),
    "key_end": ("rowid", "key kind until"),
    "key_leave": ("rowid", "act_id"),
}
RETIRED = (
    "EXISTS (SELECT 1 FROM profile WHERE person_id = NEW.person_id)"
    " AND NOT EXISTS (SELECT 1 FROM profile WHERE person_id = NEW.person_id"
    " AND (retired_at IS NULL OR retired_at >= NEW.at))"
    " AND NOT EXISTS (SELECT 1 FROM introduced WHERE person_id = NEW.person_id)"
)
RETIRED_WORDS = "who acts no more decides nothing"
FOREIGN_KEY = (
    "EXISTS (SELECT 1 FROM key_end e JOIN decision d ON d.command_id = NEW.command_id"
    " WHERE e.key = lower(hex(NEW.public_key)) AND e.until <= d.at)"
    " OR EXISTS (SELECT 1 FROM decision d WHERE d.command_id = NEW.command_id"
    " AND (EXISTS (SELECT 1 FROM person_key k WHERE k.key = lower(hex(NEW.public_key))"
    " AND k.person_id <> d.person_id)"
    " OR EXISTS (SELECT 1 FROM profile p WHERE p.public_key = NEW.public_key AND p.person_id <> d.person_id)))"
)
FOREIGN_KEY_WORDS = "a decision is signed with a key of who decides, and that has not ended"
KEY_OVERWRITTEN = (
    "OLD.public_key IS NOT NULL AND NEW.public_key IS NOT OLD.public_key"
    " AND NOT EXISTS (SELECT 1 FROM key_end WHERE key = lower(hex(OLD.public_key)))"
)
KEY_OVERWRITTEN_WORDS = "a key is replaced only after it has ended"
LAST_ADMINISTRATOR = (
    "OLD.retired_at IS NULL AND instr(OLD.roles, 'administrator')"
    " AND (NEW.retired_at IS NOT NULL OR NOT instr(NEW.roles, 'administrator'))"
    " AND NOT EXISTS (SELECT 1 FROM profile WHERE profile_id <> OLD.profile_id"
    " AND retired_at IS NULL AND instr(roles, 'administrator'))"
)
LAST_ADMINISTRATOR_WORDS = "the last administrator stays one"

IS_PRACTICE = "a practice case is never decided, signed or counted as a real one, and a real one is no practice case"
PRACTICE = tuple(
    (
        f"{table}_practice",
        f"INSERT ON {table}",
        f"EXISTS (SELECT 1 FROM practice_case WHERE practice_id = NEW.{column})",  # noqa: S608 names of this package
        IS_PRACTICE,
    )
    for table, column in (
        ("case_file", "case_id"),
        ("decision", "case_id"),
        ("signature", "case_id"),
        ("label", "of_case"),
    )
)
REAL = (
    "practice_case_real",
    "INSERT ON practice_case",
    "EXISTS (SELECT 1 FROM case_file WHERE case_id = NEW.practice_id)",
)


def upgrade() -> None:
    """Add the tables, and the guards that need them."""
    run(*ADDED, *append_only(APPEND_ONLY))
    run(refusal("decided_section_must_fix", "INSERT ON decided_section", OPEN_MUST_FIX, OPEN_MUST_FIX_WORDS))
    for action in ("INSERT", "UPDATE"):
        run(refusal(f"taking_{action.lower()}", f"{action} ON taking", TAKEN, TAKEN_WORDS))
    run(refusal("taking_author", "INSERT ON taking", TAKES_OWN, TAKES_OWN_WORDS))
    run(refusal("comment_place", "INSERT ON comment", FOREIGN_COMMENT, FOREIGN_COMMENT_WORDS))
    run(refusal("resolution_four_eyes", "INSERT ON resolution", OWN_MUST_FIX, OWN_MUST_FIX_WORDS))
    run(refusal("case_file_must_fix", "UPDATE ON case_file", SIGNED_OVER, SIGNED_OVER_WORDS))
    run(*(refusal(*guard) for guard in (*GUARDS, *PRACTICE, (*REAL, IS_PRACTICE))))
    run(refusal("head_voids", "UPDATE ON head", UNVOIDED, UNVOIDED_WORDS))
    run(refusal("decided_section_own_case", "INSERT ON decided_section", OWN_CASE, OWN_CASE_WORDS))
    run(refusal("case_origin_amends", "INSERT ON case_origin", NOT_AMENDABLE, NOT_AMENDABLE_WORDS))
    run(refusal("case_file_life", "UPDATE ON case_file", NO_STEP, NO_STEP_WORDS))
    run(refusal("case_file_signed", "UPDATE ON case_file", SIGNED_CHANGED, SIGNED_STAYS))
    for table, actions in UNCHANGED_ONCE_SIGNED.items():
        for action in actions:
            row = "OLD" if action == "DELETE" else "NEW"
            signed = f"EXISTS (SELECT 1 FROM case_file f WHERE f.case_id = {row}.case_id AND f.state = 'signed')"  # noqa: S608
            run(refusal(f"{action.lower()}_{table}_signed", f"{action} ON {table}", signed, SIGNED_STAYS))
    run(refusal("case_file_elsewhere", "UPDATE ON case_file", ELSEWHERE, HANDED_OVER))
    run(refusal("document_case", "UPDATE ON document", *OTHER_CASE))
    run(*OF_PEOPLE, *append_only(OF_PEOPLE_APPEND_ONLY))
    run(refusal("decision_of_retired", "INSERT ON decision", RETIRED, RETIRED_WORDS))
    run(refusal("signature_key", "INSERT ON signature", FOREIGN_KEY, FOREIGN_KEY_WORDS))
    run(refusal("profile_key", "UPDATE ON profile", KEY_OVERWRITTEN, KEY_OVERWRITTEN_WORDS))
    run(refusal("profile_administrator", "UPDATE ON profile", LAST_ADMINISTRATOR, LAST_ADMINISTRATOR_WORDS))
