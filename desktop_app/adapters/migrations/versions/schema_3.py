"""Schema 3: the pass lane, labels and samples, budgets, how endpoints stand, cached drafts, support of sentences."""

from desktop_app.adapters.migrations.frozen_guards import append_only, run

revision = "0003"
down_revision = "0002"

ADDED = (
    "CREATE TABLE endpoint_state ( name TEXT NOT NULL, capabilities TEXT, probed_at TEXT, fingerprint TEXT,"
    " learned_ratio TEXT, failures INTEGER NOT NULL, rests_until TEXT, last_class TEXT, PRIMARY KEY (name) )"
    " STRICT",
    "CREATE TABLE reservation ( reservation_id TEXT NOT NULL, case_id TEXT NOT NULL, section TEXT NOT NULL,"
    " form TEXT NOT NULL, person_id TEXT NOT NULL, endpoint TEXT NOT NULL, state TEXT NOT NULL, tokens INTEGER"
    " NOT NULL, amount TEXT, cost TEXT, at TEXT NOT NULL, PRIMARY KEY (reservation_id), FOREIGN KEY(case_id)"
    " REFERENCES case_file (case_id) ) STRICT",
    "CREATE INDEX reservation_by_case ON reservation (case_id)",
    "CREATE INDEX reservation_by_day ON reservation (at)",
    "CREATE TABLE cached_draft ( cache_key TEXT NOT NULL, case_id TEXT NOT NULL, section TEXT NOT NULL, run_id"
    " TEXT NOT NULL, sealed BLOB NOT NULL, made_at TEXT NOT NULL, PRIMARY KEY (cache_key), FOREIGN KEY(case_id)"
    " REFERENCES case_file (case_id) ) STRICT",
    "CREATE INDEX cached_draft_by_case ON cached_draft (case_id)",
    "CREATE TABLE run_source ( run_id TEXT NOT NULL, source_run TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY"
    " (run_id), FOREIGN KEY(run_id) REFERENCES run (run_id), FOREIGN KEY(source_run) REFERENCES run (run_id) )"
    " STRICT",
    "CREATE TABLE lane ( lane_id TEXT NOT NULL, form TEXT NOT NULL, pack_digest TEXT NOT NULL, section TEXT"
    " NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL, fingerprint TEXT NOT NULL, instruction TEXT NOT"
    " NULL, at_least TEXT NOT NULL, scale TEXT NOT NULL, sample TEXT NOT NULL, manifest TEXT NOT NULL,"
    " person_id TEXT NOT NULL, public_key BLOB NOT NULL, signature BLOB NOT NULL, commitment TEXT NOT NULL,"
    " seed BLOB NOT NULL, at TEXT NOT NULL, PRIMARY KEY (lane_id) ) STRICT",
    "CREATE INDEX lane_by_form ON lane (form)",
    "CREATE TABLE closed_lane ( lane_id TEXT NOT NULL, person_id TEXT NOT NULL, seed TEXT NOT NULL, at TEXT"
    " NOT NULL, PRIMARY KEY (lane_id), FOREIGN KEY(lane_id) REFERENCES lane (lane_id) ) STRICT",
    "CREATE TABLE lane_standing ( revision_id TEXT NOT NULL, case_id TEXT NOT NULL, section TEXT NOT NULL,"
    " endpoint TEXT NOT NULL, model TEXT NOT NULL, fingerprint TEXT, instruction TEXT NOT NULL, lane_id TEXT,"
    " probability TEXT, drawn INTEGER, PRIMARY KEY (revision_id), FOREIGN KEY(revision_id) REFERENCES revision"
    " (revision_id), FOREIGN KEY(case_id) REFERENCES case_file (case_id), FOREIGN KEY(lane_id) REFERENCES lane"
    " (lane_id) ) STRICT",
    "CREATE INDEX lane_standing_by_case ON lane_standing (case_id)",
    "CREATE TABLE label ( label_id TEXT NOT NULL, form TEXT NOT NULL, pack_digest TEXT NOT NULL, section TEXT"
    " NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL, fingerprint TEXT, instruction TEXT NOT NULL,"
    " source TEXT NOT NULL, of_case TEXT NOT NULL, revision_id TEXT, factors TEXT NOT NULL, is_right INTEGER"
    " NOT NULL, at TEXT NOT NULL, PRIMARY KEY (label_id) ) STRICT",
    "CREATE INDEX label_by_pack ON label (pack_digest, endpoint)",
    "CREATE TABLE sentence_support ( revision_id TEXT NOT NULL, start INTEGER NOT NULL, reader TEXT NOT NULL,"
    ' "end" INTEGER NOT NULL, state TEXT NOT NULL, reason_ref TEXT, PRIMARY KEY (revision_id, start, reader),'
    " FOREIGN KEY(revision_id) REFERENCES revision (revision_id), FOREIGN KEY(reason_ref) REFERENCES content"
    " (item_id) ) STRICT",
)
APPEND_ONLY = {
    "run_source": ("rowid", "run_id"),
    "lane": ("rowid", "lane_id"),
    "closed_lane": ("rowid", "lane_id"),
    "lane_standing": ("rowid", "revision_id"),
    "label": ("rowid", "label_id"),
    "sentence_support": ("rowid", "revision_id start reader"),
}


def upgrade() -> None:
    """Add the tables."""
    run(*ADDED, *append_only(APPEND_ONLY))
