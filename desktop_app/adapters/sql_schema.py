"""The tables of the store, and the guards that hold whoever opens the file.

Tables are STRICT; identifiers, enumerations and instants (UTC, to the microsecond) are text. A column that ends in
`_ref` names a sealed content. Append-only tables refuse UPDATE and DELETE, and also INSERT OR REPLACE, which SQLite
would carry out without asking the guard against DELETE.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

SCHEMA_VERSION = 5
APPLICATION_ID = 0x43534E31  # "CSN1", so that the file is known for what it is
NO_REASON = "a change after the first sending needs a reason"
ALREADY = "is recorded already and is never replaced"
OWN_CASE = "nobody approves a case that was handed from them or to them"
AMENDED_ONCE = "a signed case is amended by one version at a time"
SIGNED_STAYS = "a signed case stays as it is"
HANDED_OVER = "this case is with another machine, and is only read here"
TAKEN = "another person is reviewing this case"
APPROVES_OWN_WORDS = "no word is approved by its writer alone: this text holds words of the person who approves it"
APPROVES_OWN_CHANGES = (
    "no word is approved by its writer alone: who approves this text changed it last, and nobody has accepted that"
)

MAY_BE_NOTICES = (
    "type IN ('case.advanced', 'case.escalated', 'case.returned', 'case.withdrawn', 'case.assigned', 'case.snoozed',"
    " 'case.due', 'case.reassigned', 'case.taken', 'gate.entered', 'decision.approved', 'comment.made')"
)
"""Events that may be notices to somebody: an index finds them without those between them."""
IS_PRACTICE = "a practice case is never decided, signed or counted as a real one, and a real one is no practice case"

metadata = MetaData()


def _text(name: str, *of: ForeignKey, key: bool = False, null: bool = False) -> Column[Any]:
    return Column(name, Text, *of, primary_key=key, nullable=null)


def _integer(name: str, *, key: bool = False, null: bool = False) -> Column[Any]:
    return Column(name, Integer, primary_key=key, nullable=null, autoincrement=False)


def _blob(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, LargeBinary, nullable=null)


def _content(name: str, *, null: bool = False) -> Column[Any]:
    return _text(f"{name}_ref", ForeignKey("content.item_id"), null=null)


def _case(*, key: bool = False) -> Column[Any]:
    return _text("case_id", ForeignKey("case_file.case_id"), key=key)


def _revision(*, key: bool = False) -> Column[Any]:
    return _text("revision_id", ForeignKey("revision.revision_id"), key=key)


def _decision() -> Column[Any]:
    return _text("command_id", ForeignKey("decision.command_id"), key=True)


def _table(
    name: str,
    *parts: Column[Any] | UniqueConstraint | ForeignKeyConstraint | Index,
    append_only: bool = False,
    rowid: bool = True,
    told_by: tuple[str, ...] = (),
    untold: tuple[str, ...] = (),
) -> Table:
    """`told_by`: what rows have in common that one event tells of together; `untold`: columns that none tells of."""
    info = {"append_only": append_only, "rowid": rowid, "told_by": told_by, "untold": untold}
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=rowid, info=info)


person = _table(
    "person",
    _text("person_id", key=True),
    _text("name"),
    _text("os_user"),
    _text("created_at"),
    untold=("name", "os_user"),
)
profile = _table(
    "profile",
    _text("profile_id", key=True),
    _text("person_id", ForeignKey("person.person_id")),
    _text("roles"),
    _blob("public_key", null=True),
    _blob("sealed_key", null=True),
    _blob("salt", null=True),
    _text("retired_at", null=True),
)
person_act = _table(
    "person_act",
    _text("act_id", key=True),
    _text("kind"),
    _text("person_id", ForeignKey("person.person_id")),
    _text("profile_id", ForeignKey("profile.profile_id")),
    _text("by_person"),
    _text("words"),
    _blob("words_key"),
    _text("commitment"),
    _text("at"),
    append_only=True,
    untold=("words",),
)
person_key = _table(
    "person_key",
    _text("key", key=True),
    _text("person_id", ForeignKey("person.person_id")),
    _text("profile_id", ForeignKey("profile.profile_id")),
    _text("since"),
    _text("act_id", ForeignKey("person_act.act_id"), null=True),
    UniqueConstraint("act_id"),
    append_only=True,
)
key_end = _table(
    "key_end",
    _text("key", ForeignKey("person_key.key"), key=True),
    _text("kind", key=True),
    _text("until", key=True),
    _text("act_id", ForeignKey("person_act.act_id")),
    append_only=True,
)
key_leave = _table(
    "key_leave",
    _text("act_id", ForeignKey("person_act.act_id"), key=True),
    _text("profile_id", ForeignKey("profile.profile_id")),
    _blob("sealed"),
    _blob("salt"),
    append_only=True,
)
pack = _table("pack", _text("digest", key=True), _text("form"), _text("version"), _blob("files"), append_only=True)
case_file = _table(
    "case_file",
    _text("case_id", key=True),
    _text("pack_digest", ForeignKey("pack.digest")),
    _text("reference"),
    _text("title"),
    _text("state"),
    _text("stage", null=True),
    _integer("lock_version"),
    _text("created_by"),
    _text("created_at"),
    untold=("reference", "title"),
)
change_reason = _table(
    "change_reason",
    _case(key=True),
    _integer("lock_version", key=True),
    _text("code"),
    _content("words", null=True),
    _text("person_id", null=True),
    _text("at"),
    append_only=True,
)
working_text = _table(
    "working_text",
    _case(key=True),
    _text("place", key=True),
    _text("person_id", key=True),
    _blob("sealed"),
    _text("base_revision", null=True),
    _text("saved_at"),
)
case_key = _table("case_key", _case(key=True), _blob("sealed"))
content = _table(
    "content",
    _text("item_id", key=True),
    _case(),
    _text("commitment"),
    _text("codec"),
    _text("base", ForeignKey("content.item_id"), null=True),
    _blob("body"),
    Index("content_by_case", "case_id"),
    append_only=True,
)
answer = _table(
    "answer",
    _case(key=True),
    _text("path", key=True),
    _content("value", null=True),
    _text("blank_kind", null=True),
    _text("origin"),
    _text("passage_id", null=True),
    _text("person_id"),
    _integer("lock_version"),
)
document = _table(
    "document",
    _text("document_id", key=True),
    _case(),
    _text("field"),
    _content("name"),
    _content("original"),
    _text("kind"),
    _text("state"),
    _integer("pages"),
    _text("reason"),
    Index("document_by_case", "case_id"),
)
page = _table(
    "page",
    _text("document_id", ForeignKey("document.document_id"), key=True),
    _integer("number", key=True),
    _content("text"),
    told_by=("document_id",),
)
passage = _table(
    "passage",
    _text("passage_id", key=True),
    _text("document_id", ForeignKey("document.document_id")),
    _integer("page"),
    _integer("start"),
    _integer("end"),
    _text("rects"),
    Index("passage_by_document", "document_id"),
    append_only=True,
    told_by=("document_id",),
)
run = _table(
    "run",
    _text("run_id", key=True),
    _case(),
    _text("section"),
    _text("endpoint"),
    _text("started"),
    _text("ended"),
    _text("outcome"),
    _content("partial", null=True),
    Index("run_by_case", "case_id"),
    append_only=True,
)
call = _table(
    "call",
    _text("call_id", key=True),
    _text("run_id", ForeignKey("run.run_id")),
    _integer("attempt"),
    _text("endpoint"),
    _text("model"),
    _text("fingerprint", null=True),
    _content("instruction", null=True),
    _text("parameters"),
    _integer("tokens_in", null=True),
    _integer("tokens_out", null=True),
    _integer("tokens_cached", null=True),
    _text("cost", null=True),
    _text("price_date", null=True),
    _integer("first_text_ms", null=True),
    _integer("total_ms"),
    _text("finish_reason", null=True),
    _text("error_class", null=True),
    Index("call_by_run", "run_id"),
    append_only=True,
)
evidence = _table(
    "evidence",
    _text("run_id", ForeignKey("run.run_id"), key=True),
    _text("passage_id", ForeignKey("passage.passage_id"), key=True),
    _integer("rank"),
    _integer("left_out"),
    append_only=True,
    told_by=("run_id",),
)
revision = _table(
    "revision",
    _text("revision_id", key=True),
    _case(),
    _text("section"),
    _integer("seq"),
    _text("kind"),
    _text("parent_id", null=True),
    _content("text"),
    _text("run_id", null=True),
    _text("person_id", null=True),
    _content("reason", null=True),
    _text("created_at"),
    UniqueConstraint("case_id", "section", "seq"),
    append_only=True,
)
head = _table("head", _case(key=True), _text("section", key=True), _revision())
input_ = _table(
    "input",
    _revision(key=True),
    _text("kind", key=True),
    _text("key", key=True),
    _text("value"),
    append_only=True,
    told_by=("revision_id",),
)
span = _table(
    "span",
    _revision(key=True),
    _case(),
    _integer("start", key=True),
    _integer("end"),
    _text("origin"),
    _text("person_id", null=True),
    _text("run_id", null=True),
    _text("source_revision", null=True),
    _text("accepted_by", null=True),
    Index("span_by_case", "case_id"),
    append_only=True,
    told_by=("revision_id",),
)
citation = _table(
    "citation",
    _revision(),
    _integer("number"),
    _integer("start"),
    _integer("end"),
    _text("passage_id", null=True),
    _text("quote_state"),
    Index("citation_by_revision", "revision_id"),
    append_only=True,
    told_by=("revision_id",),
)
finding = _table(
    "finding",
    _text("finding_id", key=True),
    _revision(),
    _text("rule"),
    _text("severity"),
    _integer("start"),
    _integer("end"),
    _content("data"),
    Index("finding_by_revision", "revision_id"),
    append_only=True,
)
finding_answer = _table(
    "finding_answer",
    _text("finding_id", ForeignKey("finding.finding_id")),
    _text("kind"),
    _text("person_id"),
    _content("reason"),
    _text("at"),
    Index("finding_answer_by_finding", "finding_id"),
    append_only=True,
)
route = _table(
    "route",
    _revision(),
    _text("band"),
    _text("route"),
    _text("reasons"),
    _text("factors"),
    Index("route_by_revision", "revision_id"),
    append_only=True,
)
decision = _table(
    "decision",
    _text("command_id", key=True),
    _case(),
    _text("gate"),
    _text("kind"),
    _text("person_id"),
    _content("reason", null=True),
    _text("at"),
    Index("decision_by_case", "case_id"),
    append_only=True,
)
decided_section = _table(
    "decided_section",
    _decision(),
    _case(),
    _text("section", key=True),
    _revision(),
    Index("decided_section_by_case", "case_id"),
    append_only=True,
    told_by=("command_id",),
)
supersession = _table(
    "supersession",
    _decision(),
    _case(),
    _text("section", key=True),
    _text("at"),
    Index("supersession_by_case", "case_id"),
    append_only=True,
)
life_step = _table(
    "life_step",
    _case(key=True),
    _integer("lock_version", key=True),
    _text("kind"),
    _content("words"),
    _text("person_id"),
    _text("was", null=True),
    _text("now", null=True),
    _text("sections"),
    _text("at"),
    append_only=True,
)
case_origin = _table(
    "case_origin",
    _case(key=True),
    _text("of_case", ForeignKey("case_file.case_id")),
    _text("kind"),
    _integer("version"),
    Index("case_origin_of_case", "of_case"),
    append_only=True,
)
voided = _table(
    "voided",
    _decision(),
    _case(),
    _text("section", key=True),
    _text("reason"),
    _integer("lock_version"),
    Index("voided_by_case", "case_id"),
    append_only=True,
)
left_answer = _table(
    "left_answer",
    _case(key=True),
    _integer("lock_version", key=True),
    _text("path", key=True),
    _content("value"),
    append_only=True,
)
comment = _table(
    "comment",
    _text("comment_id", key=True),
    _text("thread_id", ForeignKey("comment.comment_id")),
    _case(),
    _text("section"),
    _revision(),
    _integer("start"),
    _integer("end"),
    _text("kind"),
    _text("code", null=True),
    _text("decision", ForeignKey("decision.command_id"), null=True),
    _text("answer", null=True),
    _content("words"),
    _text("person_id"),
    _text("at"),
    Index("comment_by_case", "case_id"),
    append_only=True,
)
resolution = _table(
    "resolution",
    _text("thread_id", ForeignKey("comment.comment_id")),
    _case(),
    _integer("resolved"),
    _revision(),
    _integer("replies"),
    _text("person_id"),
    _text("at"),
    Index("resolution_by_case", "case_id"),
    append_only=True,
)
gate_entry = _table(
    "gate_entry",
    _text("entry_id", key=True),
    _case(),
    _text("gate"),
    _text("entered_at"),
    _text("due_at", null=True),
    Index("gate_entry_by_case", "case_id"),
    Index("gate_entry_by_due", "due_at"),
    append_only=True,
)
gate_exit = _table(
    "gate_exit",
    _text("entry_id", ForeignKey("gate_entry.entry_id"), key=True),
    _case(),
    _text("at"),
    Index("gate_exit_by_case", "case_id"),
    append_only=True,
)
escalation = _table(
    "escalation",
    _text("entry_id", ForeignKey("gate_entry.entry_id"), key=True),
    _case(),
    _text("waits_for"),
    _text("cause"),
    _text("at"),
    Index("escalation_by_case", "case_id"),
    append_only=True,
)
delegation = _table(
    "delegation",
    _text("delegation_id", key=True),
    _text("person_id", ForeignKey("person.person_id")),
    _text("delegate_id", ForeignKey("person.person_id")),
    _text("role"),
    _text("starts_at"),
    _text("ends_at"),
    append_only=True,
)
delegation_end = _table(
    "delegation_end",
    _text("delegation_id", ForeignKey("delegation.delegation_id"), key=True),
    _text("person_id"),
    _text("at"),
    append_only=True,
)
decided_for = _table(
    "decided_for",
    _decision(),
    _case(),
    _text("delegation_id", ForeignKey("delegation.delegation_id")),
    _text("person_id"),
    Index("decided_for_by_case", "case_id"),
    append_only=True,
)
assignment = _table(
    "assignment",
    _case(key=True),
    _text("person_id", ForeignKey("person.person_id"), null=True),
    _text("by_id"),
    _text("at"),
)
taking = _table(
    "taking", _case(key=True), _text("person_id", ForeignKey("person.person_id")), _text("at"), _text("until")
)
snooze = _table(
    "snooze",
    _text("person_id", ForeignKey("person.person_id"), key=True),
    _case(key=True),
    _text("until"),
)
_ASKED = ("words", "state", "author_id", "assigned_to", "rank", "form", "due_at", "since", "case_id")
"""What a filter of the queue may ask for, so that no row is looked up to leave it out."""
_QUEUE_ORDERS = {
    "risk": ("rank", "due_at", "since", "case_id"),
    "due": ("due_at", "rank", "since", "case_id"),
    "age": ("since", "case_id"),
    "words": ("words", "case_id"),
    "assigned": ("assigned_to", "rank", "due_at", "since", "case_id"),
    "kind": ("state", "rank", "form", "due_at"),
}
queued_case = _table(
    "queued_case",
    _case(key=True),
    _integer("rank"),
    _text("due_at"),
    _text("since"),
    _text("state"),
    _text("author_id"),
    _text("assigned_to"),
    _text("form"),
    _text("words"),
    _integer("band", null=True),
    _integer("blocked"),
    _integer("flagged"),
    _integer("sampled"),
    _integer("seconded"),
    _integer("returned"),
    *(
        Index(f"queued_case_by_{name}", *keys, *(column for column in _ASKED if column not in keys))
        for name, keys in _QUEUE_ORDERS.items()
    ),
)
queued_done = _table(
    "queued_done",
    _text("person_id", key=True),
    _case(key=True),
    Index("queued_done_by_case", "case_id"),
)
signature = _table(
    "signature",
    _decision(),
    _case(),
    _blob("public_key"),
    _content("manifest"),
    _blob("signature"),
    Index("signature_by_case", "case_id"),
    append_only=True,
)
endpoint = _table(
    "endpoint",
    _text("name", key=True),
    _text("kind"),
    _text("model"),
    _text("base_url"),
    _text("secret", null=True),
    _text("tier"),
    _text("residency"),
    _integer("at_once"),
    _integer("position"),
)
endpoint_state = _table(
    "endpoint_state",
    _text("name", key=True),
    _text("capabilities", null=True),
    _text("probed_at", null=True),
    _text("fingerprint", null=True),
    _text("learned_ratio", null=True),
    _integer("failures"),
    _text("rests_until", null=True),
    _text("last_class", null=True),
)
reservation = _table(
    "reservation",
    _text("reservation_id", key=True),
    _case(),
    _text("section"),
    _text("form"),
    _text("person_id"),
    _text("endpoint"),
    _text("state"),
    _integer("tokens"),
    _text("amount", null=True),
    _text("cost", null=True),
    _text("at"),
    Index("reservation_by_day", "at"),
    Index("reservation_by_case", "case_id"),
)
cached_draft = _table(
    "cached_draft",
    _text("cache_key", key=True),
    _case(),
    _text("section"),
    _text("run_id"),
    _blob("sealed"),
    _text("made_at"),
    Index("cached_draft_by_case", "case_id"),
)
run_source = _table(
    "run_source",
    _text("run_id", ForeignKey("run.run_id"), key=True),
    _text("source_run", ForeignKey("run.run_id")),
    _text("kind"),
    append_only=True,
)
lane = _table(
    "lane",
    _text("lane_id", key=True),
    _text("form"),
    _text("pack_digest"),
    _text("section"),
    _text("endpoint"),
    _text("model"),
    _text("fingerprint"),
    _text("instruction"),
    _text("at_least"),
    _text("scale"),
    _text("sample"),
    _text("manifest"),
    _text("person_id"),
    _blob("public_key"),
    _blob("signature"),
    _text("commitment"),
    _blob("seed"),
    _text("at"),
    Index("lane_by_form", "form"),
    append_only=True,
)
closed_lane = _table(
    "closed_lane",
    _text("lane_id", ForeignKey("lane.lane_id"), key=True),
    _text("person_id"),
    _text("seed"),
    _text("at"),
    append_only=True,
)
lane_standing = _table(
    "lane_standing",
    _revision(key=True),
    _case(),
    _text("section"),
    _text("endpoint"),
    _text("model"),
    _text("fingerprint", null=True),
    _text("instruction"),
    _text("lane_id", ForeignKey("lane.lane_id"), null=True),
    _text("probability", null=True),
    _integer("drawn", null=True),
    Index("lane_standing_by_case", "case_id"),
    append_only=True,
)
label = _table(
    "label",
    _text("label_id", key=True),
    _text("form"),
    _text("pack_digest"),
    _text("section"),
    _text("endpoint"),
    _text("model"),
    _text("fingerprint", null=True),
    _text("instruction"),
    _text("source"),
    _text("of_case"),
    _text("revision_id", null=True),
    _text("factors"),
    _integer("is_right"),
    _text("at"),
    Index("label_by_pack", "pack_digest", "endpoint"),
    append_only=True,
)
sentence_support = _table(
    "sentence_support",
    _revision(key=True),
    _integer("start", key=True),
    _text("reader", key=True),
    _integer("end"),
    _text("state"),
    _content("reason", null=True),
    append_only=True,
    told_by=("revision_id", "reader"),
)
practice_case = _table(
    "practice_case",
    _text("practice_id", key=True),
    _text("person_id", ForeignKey("person.person_id")),
    _text("form"),
    _text("pack_digest", ForeignKey("pack.digest")),
    _text("name"),
    _text("at"),
    append_only=True,
)
practice_result = _table(
    "practice_result",
    _text("practice_id", ForeignKey("practice_case.practice_id"), key=True),
    _text("marks"),
    _integer("known"),
    _integer("found"),
    _integer("extra"),
    _text("at"),
    append_only=True,
)
batch = _table(
    "batch",
    _text("batch_id", key=True),
    _text("form"),
    _text("pack_digest", ForeignKey("pack.digest")),
    _text("source"),
    _text("place"),
    _text("folder"),
    _text("endpoints"),
    _text("person_id"),
    _integer("rows"),
    _blob("key"),
    _text("state"),
    _text("at"),
    _integer("expected_ms", null=True),
    _text("expected_cost", null=True),
    untold=("place", "folder"),
)
batch_row = _table(
    "batch_row",
    _text("batch_id", ForeignKey("batch.batch_id"), key=True),
    _integer("number", key=True),
    _text("name"),
    _text("commitment"),
    append_only=True,
    told_by=("batch_id",),
    untold=("name",),
)
batch_case = _table(
    "batch_case",
    _text("batch_id", key=True),
    _integer("number", key=True),
    _case(),
    ForeignKeyConstraint(("batch_id", "number"), ("batch_row.batch_id", "batch_row.number")),
    append_only=True,
)
batch_end = _table(
    "batch_end",
    _text("batch_id", key=True),
    _integer("number", key=True),
    _text("kind"),
    _text("why"),
    _text("about"),
    _text("at"),
    ForeignKeyConstraint(("batch_id", "number"), ("batch_row.batch_id", "batch_row.number")),
    append_only=True,
)
notice_state = _table(
    "notice_state",
    _text("person_id", ForeignKey("person.person_id"), key=True),
    _text("seen"),
    _text("quiet", null=True),
    _integer("tray"),
)
machine = _table(
    "machine",
    _text("machine_id", key=True),
    _text("name"),
    _blob("signing_key"),
    _blob("sealing_key"),
    _text("accepted_by"),
    _text("accepted_at"),
    untold=("name",),
)
introduced = _table(
    "introduced",
    _text("person_id", ForeignKey("person.person_id"), key=True),
    _text("machine_id", ForeignKey("machine.machine_id")),
)
handover = _table(
    "handover",
    _text("file_id", key=True),
    _text("case_id"),
    _text("machine_id"),
    _text("state"),
    _text("person_id"),
    _text("at"),
    _text("answers"),
    Index("handover_by_case", "case_id"),
)
segment = _table(
    "segment",
    _text("digest", key=True),
    _case(),
    _integer("number"),
    _text("machine_id"),
    _integer("upto"),
    _content("body"),
    UniqueConstraint("case_id", "number"),
    append_only=True,
)
setting = _table("setting", _text("name", key=True), _text("value"))
store_secret = _table("store_secret", _text("name", key=True), _blob("sealed"))
command = _table("command", _text("command_id", key=True), _integer("last_seq"), append_only=True, rowid=False)
audit_event = _table(
    "audit_event",
    _integer("seq", key=True),
    _text("case_id", null=True),
    _text("type"),
    _text("at"),
    _blob("body"),
    Index("audit_event_by_case", "case_id", "seq"),
    Index("audit_event_sent", "case_id", sqlite_where=text("type = 'case.sent'")),
    Index("audit_event_notice", "seq", sqlite_where=text(MAY_BE_NOTICES)),
    append_only=True,
)
anchor = _table("anchor", _text("place", key=True), _integer("size"), _text("at"))
checkpoint = _table(
    "checkpoint",
    _integer("size", key=True),
    _text("root"),
    _text("head"),
    _blob("frontier"),
    _blob("signature"),
    _blob("public_key"),
    _text("at"),
    append_only=True,
)


@cache
def statements() -> tuple[str, ...]:
    """Everything that builds an empty store, in order; worked out once, since each verification asks for it."""
    dialect = sqlite.dialect()
    built: list[str] = []
    for table in metadata.sorted_tables:
        built.append(str(CreateTable(table).compile(dialect=dialect)))
        built += [str(CreateIndex(index).compile(dialect=dialect)) for index in sorted(table.indexes, key=str)]
    return (*(squeezed(line) for line in built), *_guards())


def names_content(column: Column[Any]) -> bool:
    """Whether the column names a sealed content."""
    return any(key.target_fullname == "content.item_id" for key in column.foreign_keys)


def squeezed(statement: str) -> str:
    """A statement with its white space folded, so that two renderings of it compare equal."""
    return re.sub(r"\s+", " ", statement).strip()


def _guards() -> Iterator[str]:
    for table in metadata.sorted_tables:
        if table.info["append_only"]:
            yield _refusal(f"{table.name}_unchanged", f"UPDATE ON {table.name}", "1", "is never changed", table.name)
            yield _refusal(f"{table.name}_kept", f"DELETE ON {table.name}", "1", "is never deleted", table.name)
            yield from _no_replacing(table)
    yield _refusal("decided_section_decision", "INSERT ON decided_section", _NO_DECISION, _NO_DECISION_WORDS)
    yield _refusal("decided_section_head", "INSERT ON decided_section", _NOT_THE_HEAD, _NOT_THE_HEAD_WORDS)
    yield _refusal("decided_section_four_eyes", "INSERT ON decided_section", _OWN_WORDS, APPROVES_OWN_WORDS)
    yield _refusal("decided_section_own_changes", "INSERT ON decided_section", _OWN_CHANGES, APPROVES_OWN_CHANGES)
    yield _refusal("decided_section_must_fix", "INSERT ON decided_section", _OPEN_MUST_FIX, _OPEN_MUST_FIX_WORDS)
    yield _refusal("decided_section_delegator", "INSERT ON decided_section", _DELEGATORS_WORDS, APPROVES_OWN_WORDS)
    yield _refusal("delegation_between", "INSERT ON delegation", _NO_DELEGATE, _NO_DELEGATE_WORDS)
    yield _refusal("delegation_role", "INSERT ON delegation", _NOT_HELD, _NOT_HELD_WORDS)
    yield _refusal("decided_for_delegation", "INSERT ON decided_for", _NO_DELEGATION, _NO_DELEGATION_WORDS)
    yield _refusal("decided_for_author", "INSERT ON decided_for", _FOR_THE_AUTHOR, _FOR_THE_AUTHOR_WORDS)
    yield _refusal("decided_for_first", "INSERT ON decided_for", _DECIDED_BEFORE, _DECIDED_BEFORE_WORDS)
    yield _refusal("escalation_place", "INSERT ON escalation", _LEFT_GATE, "a case is escalated where it waits")
    for action in ("INSERT", "UPDATE"):
        yield _refusal(f"taking_{action.lower()}", f"{action} ON taking", _TAKEN, TAKEN)
    yield _refusal("taking_author", "INSERT ON taking", _TAKES_OWN, "nobody reviews a case that they opened")
    yield _refusal("comment_place", "INSERT ON comment", _FOREIGN_COMMENT, _FOREIGN_COMMENT_WORDS)
    yield _refusal("resolution_four_eyes", "INSERT ON resolution", _OWN_MUST_FIX, _OWN_MUST_FIX_WORDS)
    yield _refusal("case_file_must_fix", "UPDATE ON case_file", _SIGNED_OVER, _SIGNED_OVER_WORDS)
    for name, column in _NEVER_PRACTICE.items():
        yield _refusal(f"{name}_practice", f"INSERT ON {name}", _PRACTICE.format(column), IS_PRACTICE)
    yield _refusal("practice_case_real", "INSERT ON practice_case", _REAL, IS_PRACTICE)
    yield _refusal("case_file_elsewhere", "UPDATE ON case_file", _ELSEWHERE, HANDED_OVER)
    yield _refusal("document_case", "UPDATE ON document", "NEW.case_id <> OLD.case_id", _OTHER_CASE)
    yield from _person_guards()
    yield _refusal("span_of_decided", "INSERT ON span", _DECIDED, "the origins of a decided text are never added to")
    for action in ("INSERT", "UPDATE"):
        yield _refusal(f"head_{action.lower()}", f"{action} ON head", _FOREIGN_HEAD, _FOREIGN_HEAD_WORDS)
    yield from _reason_guards()
    yield from _life_guards()


def _life_guards() -> Iterator[str]:
    """A signed case stays as it is; what moves a case beside its gates is a recorded step; no approval of a text counts
    for the next one."""
    yield _refusal("head_voids", "UPDATE ON head", _UNVOIDED, _UNVOIDED_WORDS)
    yield _refusal("decided_section_own_case", "INSERT ON decided_section", _OWN_CASE, OWN_CASE)
    yield _refusal("case_origin_amends", "INSERT ON case_origin", _NOT_AMENDABLE, AMENDED_ONCE)
    yield _refusal("case_file_life", "UPDATE ON case_file", _NO_STEP, _NO_STEP_WORDS)
    yield _refusal("case_file_signed", "UPDATE ON case_file", _SIGNED_CHANGED, SIGNED_STAYS)
    for table, actions in _UNCHANGED_ONCE_SIGNED.items():
        for action in actions:
            row = "OLD" if action == "DELETE" else "NEW"
            yield _refusal(f"{action.lower()}_{table}_signed", f"{action} ON {table}", _signed(row), SIGNED_STAYS)


def _signed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM case_file f WHERE f.case_id = {row}.case_id AND f.state = 'signed')"  # noqa: S608


def _person_guards() -> Iterator[str]:
    yield _refusal("decision_of_retired", "INSERT ON decision", _RETIRED, RETIRED_WORDS)
    yield _refusal("signature_key", "INSERT ON signature", _FOREIGN_KEY, FOREIGN_KEY_WORDS)
    yield _refusal("profile_key", "UPDATE ON profile", _KEY_OVERWRITTEN, _KEY_OVERWRITTEN_WORDS)
    yield _refusal("profile_administrator", "UPDATE ON profile", _LAST_ADMINISTRATOR, LAST_ADMINISTRATOR_WORDS)


def _reason_guards() -> Iterator[str]:
    """Reading a document that is there already needs no reason: the program does it of itself."""
    yield _refusal("change_reason_words", "INSERT ON change_reason", _WORDLESS, "this reason for a change needs words")
    for table, actions in _EXPLAINED.items():
        for action in actions:
            when = _UNEXPLAINED + (_NEW_DOCUMENT if table == "document" and action != "DELETE" else "")
            when = when.replace("NEW.", "OLD.") if action == "DELETE" else when
            yield _refusal(f"{action.lower()}_{table}_reason", f"{action} ON {table}", when, NO_REASON)


def _refusal(name: str, on: str, when: str, words: str, row_of: str = "") -> str:
    said = f"a row of {row_of} {words}" if row_of else words
    return f"CREATE TRIGGER {name} BEFORE {on} WHEN {when} BEGIN SELECT RAISE(ABORT, '{said}'); END"


def _no_replacing(table: Table) -> Iterator[str]:
    uniques = [c.columns for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys = [[c.name for c in columns] for columns in (table.primary_key.columns, *uniques) if len(columns)]
    for number, names in enumerate([*([["rowid"]] if table.info["rowid"] else []), *keys]):
        same = " AND ".join(f'"{name}" = NEW."{name}"' for name in names)
        when = f"EXISTS (SELECT 1 FROM {table.name} WHERE {same})"  # noqa: S608
        yield _refusal(f"{table.name}_once_{number}", f"INSERT ON {table.name}", when, ALREADY, table.name)


_NO_DECISION = "NOT EXISTS (SELECT 1 FROM decision WHERE command_id = NEW.command_id AND case_id = NEW.case_id)"
_NO_DECISION_WORDS = "a decided section belongs to a decision that is recorded before it"
_NOT_THE_HEAD = (
    "NOT EXISTS (SELECT 1 FROM head WHERE case_id = NEW.case_id"
    " AND section = NEW.section AND revision_id = NEW.revision_id)"
)
_NOT_THE_HEAD_WORDS = "only the current text of a section is decided about"
_OWN_WORDS = (
    "EXISTS (SELECT 1 FROM decision d JOIN span s ON s.revision_id = NEW.revision_id"
    " WHERE d.command_id = NEW.command_id AND d.kind = 'approve' AND s.person_id = d.person_id"
    " AND (s.accepted_by IS NULL OR s.accepted_by = d.person_id))"
)
_DELEGATORS_WORDS = (
    "EXISTS (SELECT 1 FROM decision d JOIN decided_for f ON f.command_id = d.command_id"
    " JOIN span s ON s.revision_id = NEW.revision_id"
    " WHERE d.command_id = NEW.command_id AND d.kind = 'approve' AND s.person_id = f.person_id"
    " AND (s.accepted_by IS NULL OR s.accepted_by = f.person_id))"
)
_OWN_CHANGES = (
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
"""An edit of theirs after which nobody else has worked on the text, as `domain/sole_editor` says it: a settling that
was taken back did not happen, and what they wrote back themselves is gone."""
_HOLDS = (
    "EXISTS (SELECT 1 FROM profile p, json_each(p.roles) r"
    " WHERE p.person_id = {person} AND p.retired_at IS NULL AND r.value {roles})"
)
_ENDED = "EXISTS (SELECT 1 FROM delegation_end e WHERE e.delegation_id = g.delegation_id)"
_NO_DELEGATE = (
    "NEW.person_id = NEW.delegate_id OR NOT "
    + _HOLDS.format(person="NEW.delegate_id", roles="IN ('analyst', 'reviewer', 'approver')")
    + " OR NEW.ends_at <= NEW.starts_at"
)
_NO_DELEGATE_WORDS = "a delegation is for a time, to another person who works on cases"
_NOT_HELD = "NEW.role NOT IN ('reviewer', 'approver') OR NOT " + _HOLDS.format(
    person="NEW.person_id", roles="= NEW.role"
)
_NOT_HELD_WORDS = "only who holds a role of deciding delegates it: what was delegated is not passed on"
_NO_DELEGATION = (
    "NOT EXISTS (SELECT 1 FROM decision d JOIN delegation g ON g.delegation_id = NEW.delegation_id"  # noqa: S608
    " WHERE d.command_id = NEW.command_id AND d.case_id = NEW.case_id AND g.delegate_id = d.person_id"
    " AND g.person_id = NEW.person_id AND g.starts_at <= d.at AND d.at < g.ends_at AND "
    + _HOLDS.format(person="g.person_id", roles="= g.role")
    + f" AND NOT {_ENDED})"
)
_NO_DELEGATION_WORDS = "who decides for another person has a delegation of theirs that holds then"
_FOR_THE_AUTHOR = (
    "EXISTS (SELECT 1 FROM case_file c JOIN decision d ON d.command_id = NEW.command_id"
    " WHERE c.case_id = NEW.case_id AND c.created_by IN (d.person_id, NEW.person_id))"
)
_FOR_THE_AUTHOR_WORDS = "the author of a case decides about it for nobody, and nobody for its author"
_DECIDED_BEFORE = "EXISTS (SELECT 1 FROM decided_section WHERE command_id = NEW.command_id)"
_DECIDED_BEFORE_WORDS = "for whom a decision is made is said before what it is about"
_LEFT_GATE = (
    "EXISTS (SELECT 1 FROM gate_exit WHERE entry_id = NEW.entry_id)"
    " OR NOT EXISTS (SELECT 1 FROM gate_entry WHERE entry_id = NEW.entry_id AND case_id = NEW.case_id)"
)
_TAKEN = (
    "EXISTS (SELECT 1 FROM taking t WHERE t.case_id = NEW.case_id"
    " AND t.person_id <> NEW.person_id AND t.until > NEW.at)"
)
_TAKES_OWN = "EXISTS (SELECT 1 FROM case_file c WHERE c.case_id = NEW.case_id AND c.created_by = NEW.person_id)"
_OPEN_MUST_FIX = (
    "EXISTS (SELECT 1 FROM decision d JOIN comment c ON c.case_id = NEW.case_id AND c.section = NEW.section"
    " WHERE d.command_id = NEW.command_id AND d.kind = 'approve' AND c.kind = 'must_fix'"
    " AND coalesce((SELECT r.resolved FROM resolution r WHERE r.thread_id = c.thread_id"
    " ORDER BY r.rowid DESC LIMIT 1), 0) = 0)"
)
_OPEN_MUST_FIX_WORDS = "a section with a comment that must be fixed first is not approved"
_FOREIGN_COMMENT = (
    "NOT EXISTS (SELECT 1 FROM revision WHERE revision_id = NEW.revision_id"
    " AND case_id = NEW.case_id AND section = NEW.section)"
    " OR (NEW.kind = 'reply') = (NEW.thread_id = NEW.comment_id)"
    " OR NEW.kind = 'reply' AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.comment_id = NEW.thread_id"
    " AND c.thread_id = c.comment_id AND c.case_id = NEW.case_id AND c.section = NEW.section)"
)
_FOREIGN_COMMENT_WORDS = "a comment is about a text of its own case and section, and stands in a thread about it"
_OWN_MUST_FIX = (
    "EXISTS (SELECT 1 FROM comment c JOIN case_file f ON f.case_id = c.case_id WHERE c.comment_id = NEW.thread_id"
    " AND c.kind = 'must_fix' AND c.person_id <> NEW.person_id AND f.created_by = NEW.person_id)"
)
_OWN_MUST_FIX_WORDS = "the author of a case does not decide what must be fixed in it"
_SIGNED_OVER = (
    "NEW.state = 'signed' AND EXISTS (SELECT 1 FROM comment c WHERE c.case_id = NEW.case_id AND c.kind = 'must_fix'"
    " AND coalesce((SELECT r.resolved FROM resolution r WHERE r.thread_id = c.thread_id"
    " ORDER BY r.rowid DESC LIMIT 1), 0) = 0)"
)
_NEVER_PRACTICE = {"case_file": "case_id", "decision": "case_id", "signature": "case_id", "label": "of_case"}
"""What a practice case is never in, and the column that would name it."""
_PRACTICE = "EXISTS (SELECT 1 FROM practice_case WHERE practice_id = NEW.{})"
_REAL = "EXISTS (SELECT 1 FROM case_file WHERE case_id = NEW.practice_id)"
_SIGNED_OVER_WORDS = "a case with a comment that must be fixed first is not signed"
_ELSEWHERE = "EXISTS (SELECT 1 FROM handover WHERE case_id = NEW.case_id AND state IN ('away', 'given_back'))"
_OTHER_CASE = "a document stays with its case"
_RETIRED = (
    "EXISTS (SELECT 1 FROM profile WHERE person_id = NEW.person_id)"
    " AND NOT EXISTS (SELECT 1 FROM profile WHERE person_id = NEW.person_id"
    " AND (retired_at IS NULL OR retired_at >= NEW.at))"
    " AND NOT EXISTS (SELECT 1 FROM introduced WHERE person_id = NEW.person_id)"
)
RETIRED_WORDS = "who acts no more decides nothing"
_FOREIGN_KEY = (
    "EXISTS (SELECT 1 FROM key_end e JOIN decision d ON d.command_id = NEW.command_id"
    " WHERE e.key = lower(hex(NEW.public_key)) AND e.until <= d.at)"
    " OR EXISTS (SELECT 1 FROM decision d WHERE d.command_id = NEW.command_id"
    " AND (EXISTS (SELECT 1 FROM person_key k WHERE k.key = lower(hex(NEW.public_key))"
    " AND k.person_id <> d.person_id)"
    " OR EXISTS (SELECT 1 FROM profile p WHERE p.public_key = NEW.public_key AND p.person_id <> d.person_id)))"
)
FOREIGN_KEY_WORDS = "a decision is signed with a key of who decides, and that has not ended"
_KEY_OVERWRITTEN = (
    "OLD.public_key IS NOT NULL AND NEW.public_key IS NOT OLD.public_key"
    " AND NOT EXISTS (SELECT 1 FROM key_end WHERE key = lower(hex(OLD.public_key)))"
)
_KEY_OVERWRITTEN_WORDS = "a key is replaced only after it has ended"
_LAST_ADMINISTRATOR = (
    "OLD.retired_at IS NULL AND instr(OLD.roles, 'administrator')"
    " AND (NEW.retired_at IS NOT NULL OR NOT instr(NEW.roles, 'administrator'))"
    " AND NOT EXISTS (SELECT 1 FROM profile WHERE profile_id <> OLD.profile_id"
    " AND retired_at IS NULL AND instr(roles, 'administrator'))"
)
LAST_ADMINISTRATOR_WORDS = "the last administrator stays one"
_DECIDED = "EXISTS (SELECT 1 FROM decided_section WHERE revision_id = NEW.revision_id)"
_FOREIGN_HEAD = (
    "NOT EXISTS (SELECT 1 FROM revision WHERE revision_id = NEW.revision_id"
    " AND case_id = NEW.case_id AND section = NEW.section)"
)
_FOREIGN_HEAD_WORDS = "the current text of a section is one of its own revisions"
_WORDLESS = "NEW.words_ref IS NULL AND NEW.code NOT IN ('redraft', 'settled')"
_UNEXPLAINED = (
    "EXISTS (SELECT 1 FROM audit_event WHERE case_id = NEW.case_id AND type = 'case.sent')"
    " AND NOT EXISTS (SELECT 1 FROM change_reason r JOIN case_file c ON c.case_id = r.case_id"
    " AND c.lock_version = r.lock_version WHERE r.case_id = NEW.case_id)"
)
"""The case has been sent, and nothing says why it is changed now."""
_ANY = ("INSERT", "UPDATE", "DELETE")
_SIGNED_CHANGED = (
    "OLD.state = 'signed' AND (NEW.case_id, NEW.pack_digest, NEW.state, NEW.lock_version, NEW.created_by,"
    " NEW.created_at) IS NOT (OLD.case_id, OLD.pack_digest, OLD.state, OLD.lock_version, OLD.created_by,"
    " OLD.created_at)"
)
_UNCHANGED_ONCE_SIGNED = {
    "case_file": ("INSERT", "DELETE"),
    "answer": _ANY,
    "document": _ANY,
    "revision": ("INSERT",),
    "head": _ANY,
    "decision": ("INSERT",),
    "supersession": ("INSERT",),
    "comment": ("INSERT",),
    "life_step": ("INSERT",),
}
"""What of a signed case is neither added to nor changed."""
_UNVOIDED = (
    "EXISTS (SELECT 1 FROM decided_section s JOIN decision d ON d.command_id = s.command_id"
    " WHERE s.case_id = OLD.case_id AND s.section = OLD.section AND s.revision_id = OLD.revision_id"
    " AND NEW.revision_id <> OLD.revision_id AND d.kind = 'approve' AND NOT EXISTS (SELECT 1 FROM supersession x"
    " WHERE x.command_id = s.command_id AND x.section = s.section))"
)
_UNVOIDED_WORDS = "the approvals of a text are superseded before another one takes its place"
_OWN_CASE = (
    "EXISTS (SELECT 1 FROM decision d LEFT JOIN decided_for f ON f.command_id = d.command_id"
    " JOIN life_step l ON l.case_id = d.case_id AND l.kind = 'reassign' WHERE d.command_id = NEW.command_id"
    " AND d.kind = 'approve' AND (d.person_id IN (l.was, l.now) OR f.person_id IN (l.was, l.now)))"
)
_NOT_AMENDABLE = (
    "NEW.kind = 'amends' AND (NOT EXISTS (SELECT 1 FROM case_file f WHERE f.case_id = NEW.of_case"
    " AND f.state = 'signed') OR EXISTS (SELECT 1 FROM case_origin o JOIN case_file f ON f.case_id = o.case_id"
    " WHERE o.of_case = NEW.of_case AND o.kind = 'amends' AND f.state <> 'abandoned'))"
)
_NO_STEP = (
    "((NEW.created_by, NEW.pack_digest) IS NOT (OLD.created_by, OLD.pack_digest) OR NEW.state <> OLD.state"
    " AND (OLD.state = 'abandoned' OR NEW.state IN ('abandoned', 'withdrawn')))"
    " AND NOT EXISTS (SELECT 1 FROM life_step l WHERE l.case_id = NEW.case_id AND l.lock_version = NEW.lock_version)"
)
_NO_STEP_WORDS = "a case is taken back, given up, opened again, handed on or moved by a recorded step with its reason"
_EXPLAINED = {"answer": _ANY, "document": _ANY, "revision": ("INSERT",), "head": _ANY}
_NEW_DOCUMENT = (
    " AND NOT EXISTS (SELECT 1 FROM document d WHERE d.document_id = NEW.document_id AND d.case_id = NEW.case_id"
    " AND d.field = NEW.field AND d.name_ref = NEW.name_ref AND d.original_ref = NEW.original_ref)"
)
"""It is not a document that is there already and is read now."""
