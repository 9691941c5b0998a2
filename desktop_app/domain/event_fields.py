"""What each type of event may hold: the documentation of the record, and what the record is held to.

No word that a person typed fits any of it, and what is not named here is no part of an event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.domain.anchor import FOLDER_SETTING
from desktop_app.domain.audit import BreakKind, EventType, Outcome
from desktop_app.domain.backup import INTERVAL_SETTING
from desktop_app.domain.batch import BatchSource, PauseReason, RowEndKind, RowFault
from desktop_app.domain.budget import SETTING as BUDGET_SETTING
from desktop_app.domain.budget import Scope
from desktop_app.domain.case import AnswerOrigin, CaseState
from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.comment import CommentKind, ItemAnswer, ItemCode
from desktop_app.domain.confidence import Band, FactorName
from desktop_app.domain.endpoint import ENDPOINT_NAME, HOSTED_SETTING, PassedOver
from desktop_app.domain.entailment import READER_SETTING
from desktop_app.domain.errors import ErrorClass, Refusal
from desktop_app.domain.event_kinds import (
    COMMAND,
    COUNT,
    DIGEST,
    INTEGER,
    PROFILE,
    TRUTH,
    UUID,
    VERSION,
    Kind,
    list_of,
    matching,
    one_of,
    or_none,
)
from desktop_app.domain.evidence import DocumentKind, DocumentState
from desktop_app.domain.export_kind import ExportKind
from desktop_app.domain.finding import AnswerKind, Rule, Severity
from desktop_app.domain.guard import MODERATION_SETTING, STAND_INS_SETTING
from desktop_app.domain.handover import FOLDER_SETTING as EXCHANGE_SETTING
from desktop_app.domain.handover import NAME_SETTING, ConflictReason, HandoverState
from desktop_app.domain.person import Auth, Role
from desktop_app.domain.practice import SETTING as PRACTICE_SETTING
from desktop_app.domain.route import RouteKind, RouteReason
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.table_export import TableKind
from desktop_app.domain.usage import RunOutcome

NAME = matching(r"[a-z][a-z0-9_]{0,47}", "name in the form pack")
ENDPOINT = matching(ENDPOINT_NAME, "name of an endpoint")
PLACES = ("environment", "credential", "keyring", "vault", "memory", "file")
SETTINGS = (
    "endpoint",
    "endpoint_removed",
    FOLDER_SETTING,
    INTERVAL_SETTING,
    BUDGET_SETTING,
    HOSTED_SETTING,
    READER_SETTING,
    STAND_INS_SETTING,
    MODERATION_SETTING,
    PRACTICE_SETTING,
    EXCHANGE_SETTING,
    NAME_SETTING,
)
ANCHORS = ("keyring", "folder")
SIGNATURE = matching(r"[0-9a-f]{128}", "128 hexadecimal digits")
OVERDUE = ("remind", "escalate")
OTHER_FINISH = "other"
FINISHES = ("stop", "length", "content_filter", "tool_calls", OTHER_FINISH)
UNUSABLE, UNWRITABLE = "unusable", "unwritable"


@dataclass(frozen=True, slots=True)
class Fields:
    """What an event of a type tells, in words, and the names of its `refs` and `data`; all of them may be absent."""

    words: str
    refs: tuple[str, ...] = ()
    data: Mapping[str, Kind] = field(default_factory=dict)


ROWS_REF = "rows"
"""A ref of any event that was written with rows of a case: the commitment to those rows."""

BY_OUTCOME: Mapping[Outcome, Mapping[str, Kind]] = {
    Outcome.DONE: {},
    Outcome.REFUSED: {"refusal": one_of(Refusal)},
    Outcome.FAILED: {"failure": one_of((UNUSABLE, UNWRITABLE))},
}
"""What any event may hold beside its own data, where what it tells of was refused or failed."""

_REVISION = {
    "revision": UUID,
    "seq_in_section": COUNT,
    "kind": one_of(RevisionKind),
    "parent": or_none(UUID),
    "run": or_none(UUID),
    "code": one_of(ReasonCode),
}
_CALL = {
    "run": UUID,
    "call": UUID,
    "endpoint": ENDPOINT,
    "ms": COUNT,
    "tokens_in": COUNT,
    "tokens_out": COUNT,
    "cost_micro_usd": COUNT,
    "finish": one_of(FINISHES),
    "error": one_of(ErrorClass),
}
_DECISION = {
    "gate": NAME,
    "sections": list_of(NAME),
    "revisions": list_of(UUID),
    "checked": COUNT,
    "for": UUID,
}
_ENDS = tuple(outcome for outcome in RunOutcome if outcome not in (RunOutcome.REPLAYED, RunOutcome.READ))
_LEFT = {"state": one_of(CaseState), "stage": or_none(NAME)}
_HISTORY = {
    "file": UUID,
    "machine": DIGEST,
    "head": or_none(DIGEST),
    "segments": COUNT,
    "events": COUNT,
    "state": one_of(HandoverState),
}
_WAITS = "Waits for what it tells of; it holds nothing yet."

FIELDS: Mapping[EventType, Fields] = {
    EventType.STORE_OPENED: Fields(
        "The store was made (with the key that signs its checkpoints) or opened.",
        data={"key": DIGEST, "schema": COUNT, "boot": UUID},
    ),
    EventType.STORE_VERIFIED: Fields(
        "The whole record was read again.",
        data={"events": COUNT, "checkpoints": COUNT, "anchored_to": COUNT, "breaks": list_of(one_of(BreakKind))},
    ),
    EventType.STORE_RECOVERED: Fields(
        "The store had not been closed: these events had no checkpoint yet.", data={"from": COUNT, "to": COUNT}
    ),
    EventType.STORE_MIGRATED: Fields("The store was brought to another schema.", data={"from": COUNT, "to": COUNT}),
    EventType.STORE_BACKED_UP: Fields(
        "A copy of the store was made and verified.", data={"events": COUNT, "bytes": COUNT}
    ),
    EventType.KEY_ROTATED: Fields(
        "Another key signs the checkpoints from here on; both keys sign the old one, the new one and the size before.",
        data={"old": DIGEST, "key": DIGEST, "size": COUNT, "by_old": SIGNATURE, "by_key": SIGNATURE},
    ),
    EventType.ANCHOR_ACCEPTED: Fields(
        "A person says that the store was put back knowingly: a place outside remembers another event of that number.",
        data={"place": one_of(ANCHORS), "size": COUNT},
    ),
    EventType.LIBRARY_ADDED: Fields(
        "A folder of documents became a reference library, or was read again; the digest is over its files.",
        data={
            "library": NAME,
            "digest": DIGEST,
            "documents": COUNT,
            "unread": COUNT,
            "pages": COUNT,
            "passages": COUNT,
        },
    ),
    EventType.LIBRARY_REMOVED: Fields(
        "A reference library was taken away; what cases keep of it stays.", data={"library": NAME}
    ),
    EventType.KEY_PLACED: Fields("A secret was put into a place.", data={"place": one_of(PLACES)}),
    EventType.KEY_REMOVED: Fields("A secret was taken out of a place.", data={"place": one_of(PLACES)}),
    EventType.PERSON_ADDED: Fields(
        "A person was added, with a profile.",
        data={"person": UUID, "profile": UUID, "roles": list_of(one_of(Role)), "key": or_none(DIGEST)},
    ),
    EventType.PERSON_SWITCHED: Fields(
        "A profile began to act, known as the actor's `auth` says.", data={"profile": PROFILE}
    ),
    EventType.DELEGATION_MADE: Fields(
        "A person lets another one decide in a role of theirs for a time.",
        data={"delegation": UUID, "person": UUID, "delegate": UUID, "role": one_of(Role), "days": COUNT},
    ),
    EventType.DELEGATION_ENDED: Fields(
        "A delegation was taken back before its time.", data={"delegation": UUID, "person": UUID, "delegate": UUID}
    ),
    EventType.PERSON_RETIRED: Fields(
        "A profile acts no more, and its key signs no more.",
        ("reason",),
        {"person": UUID, "profile": UUID, "key": or_none(DIGEST)},
    ),
    EventType.PERSON_CHANGED: Fields(
        "A profile has other roles; `alone` where nobody else could decide it.",
        ("reason",),
        {"person": UUID, "profile": UUID, "roles": list_of(one_of(Role)), "alone": TRUTH},
    ),
    EventType.PASSPHRASE_CHANGED: Fields(
        "A profile's signing key, or the vault, was sealed under another passphrase.",
        data={"profile": UUID, "place": one_of(("vault",))},
    ),
    EventType.KEY_MADE: Fields(
        "A profile got its signing key; in place of another one with the leave that it names.",
        data={"profile": UUID, "key": DIGEST, "leave": UUID},
    ),
    EventType.KEY_ALLOWED: Fields(
        "A person lost a key or its passphrase: the key signs no more, and they may make one new key. "
        "`alone` where nobody else could allow it.",
        ("reason",),
        {"person": UUID, "profile": UUID, "key": DIGEST, "leave": UUID, "alone": TRUTH},
    ),
    EventType.KEY_REVOKED: Fields(
        "A key may have been in other hands: what it signed since that instant (milliseconds since 1970, UTC) does not "
        "count.",
        ("reason",),
        {"person": UUID, "profile": UUID, "key": DIGEST, "since_ms": COUNT},
    ),
    EventType.SETTING_CHANGED: Fields(
        "A setting was changed; of a budget: for what, of which form, to how much.",
        data={
            "setting": one_of(SETTINGS),
            "on": TRUTH,
            "endpoint": ENDPOINT,
            "digest": DIGEST,
            "scope": one_of(Scope),
            "form": NAME,
            "limit_micro_usd": COUNT,
            "limit_tokens": COUNT,
            "allowed": TRUTH,
            "days": COUNT,
        },
    ),
    EventType.ENDPOINT_RESTED: Fields(
        "An endpoint failed again and again; it is not asked for so many milliseconds.",
        data={"endpoint": ENDPOINT, "error": one_of(ErrorClass), "failures": COUNT, "ms": COUNT},
    ),
    EventType.ENDPOINT_RESUMED: Fields("An endpoint that had rested gave an answer.", data={"endpoint": ENDPOINT}),
    EventType.ENDPOINT_PASSED: Fields(
        "An endpoint of a run's order was not asked, and why.",
        data={"run": UUID, "endpoint": ENDPOINT, "why": one_of(PassedOver)},
    ),
    EventType.BUDGET_REACHED: Fields(
        "So much of a budget is spent or reserved.",
        data={
            "scope": one_of(Scope),
            "form": NAME,
            "percent": COUNT,
            "limit_micro_usd": COUNT,
            "limit_tokens": COUNT,
        },
    ),
    EventType.CASE_OPENED: Fields(
        "A case was opened on a form pack; `amends` or `copies` is the case that it began from, `number` which version "
        "of that case it is; `batch` and `row` are those that it was opened for.",
        data={
            "pack": DIGEST,
            "form": NAME,
            "version": VERSION,
            "amends": UUID,
            "copies": UUID,
            "number": COUNT,
            "batch": UUID,
            "row": COUNT,
        },
    ),
    EventType.CASE_SENT: Fields(
        "The author sent the case to its first stage, without the sections that its answers leave out.",
        data={"stage": or_none(NAME), "left_out": list_of(NAME)},
    ),
    EventType.CASE_RETURNED: Fields("The case is back with its author."),
    EventType.CASE_ESCALATED: Fields(
        "A stage of the case waits for a higher role.", data={"waits_for": one_of(Role), "gate": NAME}
    ),
    EventType.CASE_DUE: Fields(
        "The time of a stage was over; the program reminds of it, or lets a higher role decide.",
        data={"gate": NAME, "entry": UUID, "did": one_of(OVERDUE)},
    ),
    EventType.GATE_ENTERED: Fields(
        "The case came to a stage, and its time there began.", data={"gate": NAME, "entry": UUID}
    ),
    EventType.CASE_ADVANCED: Fields(
        "The case is in another state or stage.", data={"state": one_of(CaseState), "stage": or_none(NAME)}
    ),
    EventType.CASE_WITHDRAWN: Fields("Its author took the case back before it was signed.", ("reason",), _LEFT),
    EventType.CASE_ABANDONED: Fields("Its author gave the case up.", ("reason",), _LEFT),
    EventType.CASE_REOPENED: Fields("An abandoned case was opened again.", ("reason",), {"state": one_of(CaseState)}),
    EventType.CASE_REASSIGNED: Fields(
        "The case was handed from one person (`was`) to another (`now`).", ("reason",), {"was": UUID, "now": UUID}
    ),
    EventType.CASE_AMENDED: Fields(
        "A new version of the signed case was opened, as a case of its own.", data={"by": UUID, "number": COUNT}
    ),
    EventType.CASE_MIGRATED: Fields(
        "The case was moved to another version of its form: from pack `was` to pack `now`. `sections` are those that "
        "this touched, `left` the questions whose answers did not fit and were kept aside.",
        ("reason",),
        {"was": DIGEST, "now": DIGEST, "version": VERSION, "sections": list_of(NAME), "left": list_of(NAME)},
    ),
    EventType.CASE_VIEWED: Fields("A person who is not its author opened the case."),
    EventType.CASE_ASSIGNED: Fields(
        "A person is to decide about the case; none named: nobody in particular.", data={"person": or_none(UUID)}
    ),
    EventType.CASE_TAKEN: Fields(
        "A person who decides about the case has it open, and no other has, until they leave it or are idle so long.",
        data={"minutes": COUNT},
    ),
    EventType.CASE_RELEASED: Fields("They have it open no more."),
    EventType.CASE_SNOOZED: Fields(
        "A person put the case off in their own queue, by so many minutes; 0: it is there again.",
        data={"minutes": COUNT},
    ),
    EventType.PREFILL_DECLINED: Fields(
        "A person did not take what a passage of a document says of a question; taking it is an answer that was set.",
        data={"path": NAME, "passage": UUID},
    ),
    EventType.ANSWER_SET: Fields(
        "An answer was kept or cleared.",
        ("value", "reason"),
        {
            "path": NAME,
            "origin": one_of(AnswerOrigin),
            "passage": UUID,
            "blank": TRUTH,
            "code": one_of(ReasonCode),
        },
    ),
    EventType.DOCUMENT_ATTACHED: Fields(
        "A document was kept with the case, or put back into it.",
        ("original", "name", "reason"),
        {
            "document": UUID,
            "field": NAME,
            "bytes": COUNT,
            "state": one_of(DocumentState),
            "code": one_of(ReasonCode),
        },
    ),
    EventType.DOCUMENT_READ: Fields(
        "A document's text was read, or could not be.",
        data={
            "document": UUID,
            "kind": one_of(DocumentKind),
            "state": one_of(DocumentState),
            "pages": COUNT,
            "passages": COUNT,
        },
    ),
    EventType.DOCUMENT_REMOVED: Fields(
        "A document was taken out of the case; its copy stays for the texts that cite it.",
        ("name", "reason"),
        {"document": UUID, "field": NAME, "code": one_of(ReasonCode)},
    ),
    EventType.CALL_STARTED: Fields(
        "A model is about to be asked: text may leave the machine, with so many stand-ins for personal data in it.",
        data={
            "run": UUID,
            "endpoint": ENDPOINT,
            "attempt": COUNT,
            "stand_ins": COUNT,
            "reserved_tokens": COUNT,
            "reserved_micro_usd": COUNT,
        },
    ),
    EventType.CALL_FINISHED: Fields("A model gave a whole answer.", ("instruction",), _CALL),
    EventType.CALL_ABORTED: Fields("A call was given up from this side.", ("instruction",), _CALL),
    EventType.CALL_FAILED: Fields("A call gave no answer that could be used.", ("instruction",), _CALL),
    EventType.TEXT_MODERATED: Fields(
        "A moderation service was asked about a model's draft, and named so many kinds of harm.",
        data={"run": UUID, "endpoint": ENDPOINT, "marks": COUNT, "ms": COUNT, "stand_ins": COUNT},
    ),
    EventType.DRAFT_RECORDED: Fields("A draft became the section's text.", ("text", "reason"), _REVISION),
    EventType.DRAFT_DISCARDED: Fields(
        "A draft that nobody had worked on gave way to another.", data={"draft": UUID, "revision": UUID}
    ),
    EventType.RUN_INTERRUPTED: Fields(
        "A run ended without a draft; `kept` counts the characters of its preview, `added` says whether a person had "
        "added a line to the instruction, `stays` that the text which is there stays and waits for no model.",
        data={
            "run": UUID,
            "ended": one_of(_ENDS),
            "kept": COUNT,
            "error": one_of(ErrorClass),
            "added": TRUTH,
            "stays": TRUTH,
        },
    ),
    EventType.RUN_CACHED: Fields(
        "The text of an earlier run came from the cache: the same was asked of the same model, so that none was asked.",
        data={"run": UUID, "source": UUID},
    ),
    EventType.RUN_REPLAYED: Fields(
        "A model was asked again what it was asked in the run `source`, only to compare; so many `changes` came of it.",
        data={"run": UUID, "source": UUID, "endpoint": ENDPOINT, "changes": COUNT},
    ),
    EventType.SUPPORT_READ: Fields(
        "An endpoint read the sentences of a text beside their passages; `counted`: its doubts became findings.",
        data={
            "run": UUID,
            "revision": UUID,
            "endpoint": ENDPOINT,
            "counted": TRUTH,
            "supported": COUNT,
            "contradicted": COUNT,
            "not_in_passage": COUNT,
        },
    ),
    EventType.EDIT_RECORDED: Fields("A person's text became the section's text.", ("text", "reason"), _REVISION),
    EventType.TEXT_SETTLED: Fields(
        "Changes were accepted or rejected, or that was taken back, or the text was said to hold still.",
        ("text", "reason"),
        _REVISION,
    ),
    EventType.TEXT_CARRIED: Fields(
        "A text was carried over from the case that this one amends or copies.", ("text", "reason"), _REVISION
    ),
    EventType.PROPOSAL_MADE: Fields("A redraft waits beside a person's text.", ("text", "reason"), _REVISION),
    EventType.PROPOSAL_ACCEPTED: Fields(
        "A redraft was taken, whole or in part.", data={"proposal": UUID, "revision": UUID}
    ),
    EventType.PROPOSAL_DISCARDED: Fields("A redraft was left out.", data={"proposal": UUID, "revision": UUID}),
    EventType.FINDING_RAISED: Fields(
        "A check found something in a text.",
        ("data",),
        {"finding": UUID, "revision": UUID, "rule": one_of(Rule), "severity": one_of(Severity)},
    ),
    EventType.FINDING_ANSWERED: Fields(
        "A person said why a finding may stand, or their earlier words were carried over.",
        ("reason",),
        {"finding": UUID, "rule": one_of(Rule), "answer": one_of(AnswerKind), "carried_from": UUID},
    ),
    EventType.ROUTE_DECIDED: Fields(
        "What follows from the findings of a text.",
        data={
            "revision": UUID,
            "band": one_of(Band),
            "route": one_of(RouteKind),
            "reasons": list_of(one_of(RouteReason)),
            "factors": list_of(one_of(FactorName)),
        },
    ),
    EventType.COMMENT_MADE: Fields(
        "A person said something about words of a text, or answered; `decision` is the return that it was made with.",
        ("words",),
        {
            "comment": UUID,
            "thread": UUID,
            "revision": UUID,
            "kind": one_of(CommentKind),
            "code": or_none(one_of(ItemCode)),
            "answer": or_none(one_of(ItemAnswer)),
            "decision": or_none(COMMAND),
        },
    ),
    EventType.COMMENT_RESOLVED: Fields(
        "A thread of comments was resolved, or opened again.", data={"thread": UUID, "resolved": TRUTH}
    ),
    EventType.DECISION_APPROVED: Fields(
        "A person approved sections, or signed the case; `checked` counts the points of the checklist.",
        ("reason",),
        _DECISION,
    ),
    EventType.DECISION_RETURNED: Fields("A person gave the case back.", ("reason",), _DECISION),
    EventType.DECISION_ESCALATED: Fields("A person let a higher role decide.", ("reason",), _DECISION),
    EventType.DECISION_HANDED_BACK: Fields(
        "A person whom a stage was escalated to let its own role decide again.", ("reason",), _DECISION
    ),
    EventType.SIGNATURE_MADE: Fields(
        "A decision was signed.", ("manifest",), {"decision": COMMAND, "key": DIGEST, "sections": COUNT}
    ),
    EventType.SIGNATURE_SUPERSEDED: Fields(
        "An approval of a section no longer counts; `because` says what happened to the section.",
        data={"decision": COMMAND, "because": one_of(VoidReason)},
    ),
    EventType.SPOT_CHECK_SEALED: Fields(
        "The seed of a lane's sample was sealed: its commitment, and the share in millionths that will be drawn.",
        data={"lane": UUID, "commitment": DIGEST, "sample": COUNT},
    ),
    EventType.SPOT_CHECK_DRAWN: Fields(
        "It was drawn by the sealed seed whether a text that could pass is looked at all the same.",
        data={"lane": UUID, "revision": UUID, "drawn": TRUTH},
    ),
    EventType.LABELS_RECORDED: Fields(
        "Sections of evaluation cases were labelled as right or wrong, as evidence for a lane.",
        data={"pack": DIGEST, "endpoint": ENDPOINT, "right": COUNT, "wrong": COUNT},
    ),
    EventType.WORDING_CALIBRATED: Fields(
        "From which score on a wording is a close match in cases of a pack, in millionths; `reviewed`: by sentences "
        "that reviewers changed or let stand, else by errors that were put into the pack's own texts.",
        data={"pack": DIGEST, "close": INTEGER, "reviewed": TRUTH, "right": COUNT, "wrong": COUNT},
    ),
    EventType.PRACTICE_STARTED: Fields(
        "A person began a practice case of a form, with so many known errors in it. No real case has anything of it.",
        data={"practice": UUID, "pack": DIGEST, "set": NAME, "known": COUNT},
    ),
    EventType.PRACTICE_FINISHED: Fields(
        "A person said what is wrong in a practice case: so many of the known errors, and so many others.",
        data={"practice": UUID, "known": COUNT, "found": COUNT, "extra": COUNT},
    ),
    EventType.BATCH_BEGUN: Fields(
        "A person began to fill a form for each document of a folder, or each row of a table: so many rows, of which "
        "so many cannot be read or are skipped.",
        data={
            "batch": UUID,
            "pack": DIGEST,
            "form": NAME,
            "source": one_of(BatchSource),
            "rows": COUNT,
            "failed": COUNT,
            "skipped": COUNT,
        },
    ),
    EventType.BATCH_PAUSED: Fields(
        "No more rows of a batch are taken up; those that were begun go on from where they are later.",
        data={"batch": UUID, "why": one_of(PauseReason)},
    ),
    EventType.BATCH_RESUMED: Fields("A person had the rows that were left taken up.", data={"batch": UUID}),
    EventType.BATCH_CANCELLED: Fields(
        "A person ended a batch: so many rows that were left are not taken up, and count as skipped.",
        data={"batch": UUID, "rows": COUNT},
    ),
    EventType.BATCH_ROW_CONTINUED: Fields(
        "A row of a batch goes on with a case that a row of an earlier one left unfinished.",
        data={"batch": UUID, "row": COUNT},
    ),
    EventType.BATCH_ROW_ENDED: Fields(
        "What came of a row of a batch, and why where it failed; `about` is the question or section.",
        data={
            "batch": UUID,
            "row": COUNT,
            "end": one_of(RowEndKind),
            "why": or_none(one_of(RowFault)),
            "about": or_none(NAME),
        },
    ),
    EventType.BATCH_FINISHED: Fields(
        "Each row of a batch has its end.", data={"batch": UUID, "drafted": COUNT, "failed": COUNT, "skipped": COUNT}
    ),
    EventType.LANE_OPENED: Fields(
        "A person signed that sections of one exact kind may pass from a probability on, in millionths; `manifest` is "
        "the SHA-256 of what was signed.",
        data={
            "lane": UUID,
            "pack": DIGEST,
            "endpoint": ENDPOINT,
            "instruction": DIGEST,
            "at_least": COUNT,
            "right": COUNT,
            "wrong": COUNT,
            "manifest": DIGEST,
            "key": DIGEST,
            "signature": SIGNATURE,
        },
    ),
    EventType.LANE_CLOSED: Fields(
        "A lane was closed, and the seed of its sample is told; `broken`: errors in its sample closed it.",
        data={"lane": UUID, "seed": DIGEST, "broken": TRUTH},
    ),
    EventType.THRESHOLD_SIGNED: Fields(_WAITS),
    EventType.RELEASE_SIGNED: Fields(_WAITS),
    EventType.POLICY_LOADED: Fields(_WAITS),
    EventType.POLICY_REFUSED: Fields(_WAITS),
    EventType.HANDOVER_PUT: Fields(
        "A case file was put into the exchange folder for other machines; `head` is the digest of the last segment of "
        "the case's history in it, `answers` the file that it returns. By its `state` the case is away, or here again.",
        data={**_HISTORY, "machines": list_of(DIGEST), "answers": or_none(UUID)},
    ),
    EventType.HANDOVER_CLAIMED: Fields(
        "A case that another machine put was taken in; `head` commits to its history as it came, which is kept.",
        data=_HISTORY,
    ),
    EventType.HANDOVER_RETURNED: Fields(
        "What another machine did with a case that was put from here was taken in; `head` commits to its history.",
        data=_HISTORY,
    ),
    EventType.HANDOVER_CONFLICT: Fields(
        "A case file was not taken in, and why; or a person saw to that (`state`: settled). What came is kept.",
        ("history",),
        data={**_HISTORY, "why": one_of(ConflictReason)},
    ),
    EventType.HANDOVER_ACCEPTED: Fields(
        "An administrator accepted who another machine says it is, and decided what each of its people may do here.",
        data={"machine": DIGEST, "people": list_of(UUID), "roles": list_of(one_of(Role))},
    ),
    EventType.EXPORT_MADE: Fields(
        "A document of the case left the store, or so many rows of the answer to a table field.",
        data={"format": one_of((*ExportKind, *TableKind)), "bytes": COUNT, "field": NAME, "rows": COUNT},
    ),
    EventType.CHANGES_IMPORTED: Fields(
        "A person brought changes back from an exported document: so many, of which it did not track so many.",
        data={"sections": list_of(NAME), "changes": COUNT, "untracked": COUNT, "bytes": COUNT},
    ),
    EventType.CONTENT_ERASED: Fields(_WAITS),
    EventType.CLOCK_JUMPED: Fields("The computer's clock was set by so many milliseconds.", data={"ms": INTEGER}),
}


WAITING = frozenset(kind for kind, fields in FIELDS.items() if fields.words == _WAITS)
"""Types that nothing tells yet."""


def _of(data: Mapping[str, Kind]) -> str:
    return "<br>".join(f"`{name}`: {kind.words}" for name, kind in data.items())


_PAGE = (
    "# Events",
    "",
    "What the record holds, as `desktop_app/domain/event_fields.py` defines it; a test keeps the two the same.",
    "",
    "Each event is one JSON object in RFC 8785 bytes:",
    "",
    "| key | holds |",
    "|---|---|",
    "| `v` | the version of this format: 1 |",
    "| `seq` | the number of the event, from 1 without a gap |",
    "| `prev` | the predecessor's leaf: SHA-256 over a zero byte and its bytes; 64 zeros for the first |",
    "| `type` | what the event tells, as below |",
    "| `at` | when, in UTC, to the microsecond |",
    "| `mono_ms` | milliseconds of a clock that is never set; comparable while the computer runs |",
    "| `actor` | `person` (identifier, or `guest`, or null for the program), `role` (null where none was taken), "
    "`auth`: " + ", ".join(f"`{auth.value}`" for auth in Auth) + " |",
    "| `case`, `section` | the case, and the form's name of the section; null where it is about none |",
    "| `command` | what was asked for: the events of one command became durable together, once |",
    "| `refs` | commitments (HMAC-SHA-256 under a random key each) to what is kept sealed beside the record |",
    "| `data` | integers, truths, members of enumerations and identifiers |",
    "| `outcome` | " + ", ".join(f"`{outcome.value}`" for outcome in Outcome) + " |",
    "| `rows` | in the last event of a command: the rows written with it, each as table, key and digest |",
    "",
    "No event holds a name, a title, a reason, an address or any other text that a person typed: that stands sealed in "
    "the store, and the event commits to it. Everything in `refs` and `data` may be absent.",
    "",
    "The last event of a command that wrote rows of a case has the ref `rows`, the commitment to those rows. What a "
    "rule forbade is told as the event that it would have been, with the outcome `refused` and no refs. Beside its own "
    "data an event then holds:",
    "",
    "| outcome | data |",
    "|---|---|",
    *(f"| `{outcome.value}` | {_of(data)} |" for outcome, data in BY_OUTCOME.items() if data),
    "",
    "| type | tells | refs | data |",
    "|---|---|---|---|",
)


def _described(kind: EventType, fields: Fields) -> str:
    refs = ", ".join(f"`{name}`" for name in fields.refs)
    return f"| `{kind.value}` | {fields.words} | {refs} | {_of(fields.data)} |"


def described_events() -> str:
    """The table as a page of Markdown, which is `docs/events.md`."""
    told = [_described(kind, fields) for kind, fields in FIELDS.items() if kind not in WAITING]
    waiting = ", ".join(f"`{kind.value}`" for kind in FIELDS if kind in WAITING)
    later = f"These have their names, and wait for what they will tell of; they hold nothing yet: {waiting}."
    return "\n".join([*_PAGE, *told, "", later, ""])
