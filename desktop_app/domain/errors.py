"""Errors that a person reads, as one tree: each says what happened, what was kept and what to do next.

CountersignError
  UsageError             the command or request makes no sense as given
    NotFound             nothing has that name
  PackInvalid            a form pack has faults
  Refused                a rule of the case, the form or four-eyes forbids it
    Conflict             someone else changed it first
    Locked               a passphrase is wrong, or was wrong too often
  EndpointFailed         a model could not be reached or gave no whole answer
  StoreFailed            the store cannot be opened or written
    StoreBusy            another process has it open
    StoreDamaged         what is stored is not what was recorded
    ReadOnly             the store is open, and can only be read
  AnchorFailed           a place outside the store did not take a checkpoint, or does not give it back
    AnchorAbsent         this machine has no such place
  ExchangeFailed         the folder that machines exchange cases through cannot be used
  SecretUnavailable      no place for secrets can be used
"""

from enum import StrEnum


class CountersignError(Exception):
    """What happened, what was kept, what to do next: three plain sentences."""

    def __init__(self, what: str, *, kept: str = "Nothing was changed.", next: str) -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.next = next

    def __str__(self) -> str:
        return " ".join((self.what, self.kept, self.next))


class UsageError(CountersignError):
    """The command or request makes no sense as given."""


class NotFound(UsageError):
    """Nothing has that name."""


class PackInvalid(CountersignError):
    """A form pack has faults; `faults` lists them all, each a line with file, line and column."""

    def __init__(self, what: str, faults: tuple[str, ...], *, next: str) -> None:
        super().__init__(what, next=next)
        self.faults = faults


class Refusal(StrEnum):
    """The rule that forbids something: what the record tells of a refusal, in place of its words."""

    RULE = "rule"
    ROLE = "role"
    RETIRED = "retired"
    PASSPHRASE = "passphrase"
    LOCKED = "locked"
    STATE = "state"
    OBSTACLES = "obstacles"
    NOT_WAITING = "not_waiting"
    NO_TEXT = "no_text"
    STALE = "stale"
    OPEN_BLOCKER = "open_blocker"
    OPEN_COMMENT = "open_comment"
    FOUR_EYES = "four_eyes"
    OWN_ACT = "own_act"
    LAST_ADMINISTRATOR = "last_administrator"
    KEY_ENDED = "key_ended"
    NOT_THE_AUTHOR = "not_the_author"
    OWN_CASE = "own_case"
    AMENDED = "amended"
    SIGNED_ALREADY = "signed_already"
    UNCHANGED = "unchanged"
    TAKEN = "taken"
    CALCULATED = "calculated"
    DRAFTING = "drafting"
    REASON = "reason"
    STORE = "store"
    BUDGET = "budget"
    POLICY = "policy"
    EVIDENCE = "evidence"
    PRACTICE = "practice"
    HANDED_OVER = "handed_over"
    UNTRUSTED = "untrusted"
    ONE_BY_ONE = "one_by_one"
    LEFT_OUT = "left_out"


class Refused(CountersignError):
    """A rule of the case, the form or four-eyes forbids it.

    `refusal` is that rule, and `section` the form's name of the section that it is about, where it is about one.
    """

    refusal = Refusal.RULE

    def __init__(
        self,
        what: str,
        *,
        kept: str = "Nothing was changed.",
        next: str,
        refusal: Refusal | None = None,
        section: str | None = None,
    ) -> None:
        super().__init__(what, kept=kept, next=next)
        self.refusal = refusal or self.refusal
        self.section = section


class Conflict(Refused):
    """Someone else changed it first."""


class Locked(Refused):
    """A passphrase is wrong, or was wrong too often."""

    refusal = Refusal.PASSPHRASE


class StoreFailed(CountersignError):
    """The store cannot be opened or written."""


class StoreBusy(StoreFailed):
    """Another process has the store open."""


class StoreDamaged(StoreFailed):
    """What is stored is not what was recorded."""


class ReadOnly(StoreFailed):
    """The store is open, and can only be read."""


class AnchorFailed(CountersignError):
    """A place outside the store did not take a checkpoint, or does not give it back."""


class AnchorAbsent(AnchorFailed):
    """There is no such place on this machine."""


class ExchangeFailed(CountersignError):
    """The folder that machines exchange cases through cannot be used."""


class SecretUnavailable(CountersignError):
    """No place for secrets can be used."""


class ErrorClass(StrEnum):
    """Why a model call gave no draft; it decides what is tried next."""

    CONNECT = "connect"
    RATE = "rate"
    FIRST_TEXT = "first_text"
    IDLE = "idle"
    TOTAL = "total"
    SERVER = "server"
    CONTEXT = "context"
    AUTH = "auth"
    CONTENT_FILTER = "content_filter"
    BAD_REQUEST = "bad_request"
    CUT = "cut"
    GARBLED = "garbled"
    EMPTY = "empty"
    UNUSABLE = "unusable"
    """It has not the shape that the form asks for, so that a person has to write."""
    BUDGET = "budget"
    """Nothing was asked: what it may cost is more than is left."""

    @property
    def retried(self) -> bool:
        """Whether the same endpoint is worth a second try."""
        return self in (ErrorClass.CONNECT, ErrorClass.RATE, ErrorClass.SERVER, ErrorClass.CUT, ErrorClass.GARBLED)


class EndpointFailed(CountersignError):
    """A model could not be reached or gave no whole answer.

    `retry_after` is what the server asked for, in seconds, where it asked.
    """

    def __init__(
        self,
        error_class: ErrorClass,
        what: str,
        *,
        retry_after: float | None = None,
        kept: str = "The case and every earlier draft are unchanged.",
        next: str = "Try again, choose another endpoint, or write the section yourself.",
    ) -> None:
        super().__init__(what, kept=kept, next=next)
        self.error_class = error_class
        self.retry_after = retry_after
