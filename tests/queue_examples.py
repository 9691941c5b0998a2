"""A home whose queue is as long as wanted: one real case that waits, and its rows over and over under other names.

Only what the queue is read from is put in, by bulk and with the guards off, since sending so many cases takes an hour.
"""

import random
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pysqlite3 import dbapi2
from review_examples import edited_and_sent, prepared
from store_examples import database

from desktop_app.adapters.queued_rows import NO_DUE
from desktop_app.adapters.sql_rows import to_text
from desktop_app.domain.review_queue import search_words

GUARDS = ("case_file", "queued_case")
WORDS = ("Harbour", "Westgate", "Alder", "Autumn", "Loyalty", "Pell", "Imports", "Motors", "Bakery", "Dental")
STATES = ("review", "review", "review", "sign_off", "escalated")


def long_queue(home: Path, count: int) -> str:
    """Make it; the real case's identifier. One case in ten waits for an approver, one in three has no time."""
    case_id = prepared(home, edited_and_sent)
    chance, now = random.Random(7), datetime.now(UTC)
    with closing(dbapi2.connect(str(database(home)), isolation_level=None)) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        guards = [(name, sql) for name, sql in guards if any(f" ON {table} " in sql for table in GUARDS)]
        digest, stage, author = db.execute(
            "SELECT pack_digest, stage, created_by FROM case_file WHERE case_id = ?", (case_id,)
        ).fetchone()
        (form,) = db.execute("SELECT form FROM pack WHERE digest = ?", (digest,)).fetchone()
        people = [row[0] for row in db.execute("SELECT person_id FROM person WHERE person_id <> ?", (author,))]
        db.execute("BEGIN")
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        files, rows = [], []
        for number in range(count):
            key = f"{number:08x}-0000-4000-8000-{number:012x}"
            title, reference = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}", f"REF-{number:06d}"
            state = STATES[number % len(STATES)] if number % 10 == 0 else "review"
            since = now - timedelta(minutes=chance.randrange(60_000))
            due = NO_DUE if number % 3 == 0 else to_text(since + timedelta(days=chance.randrange(60)))
            rank = {"sign_off": 5, "escalated": 1}.get(state, chance.choice((0, 2, 2, 2, 3, 4)))
            assigned = chance.choice((*people, "", "", "", ""))
            files.append((key, digest, reference, title, state, stage, 1, author, to_text(since)))
            words = search_words(title, reference)
            counts = (chance.randrange(3), *(chance.randrange(1, 6) for _ in range(3)), 0, 0)
            rows.append((key, rank, due, to_text(since), state, author, assigned, form, words, *counts))
        db.executemany(f"INSERT INTO case_file VALUES ({', '.join('?' * 9)})", files)
        db.executemany(f"INSERT INTO queued_case VALUES ({', '.join('?' * 15)})", rows)
        for _, sql in guards:
            db.execute(sql)
        db.execute("COMMIT")
    return case_id
