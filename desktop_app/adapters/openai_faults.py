"""What went wrong at an OpenAI-compatible server, as an error class and words for people."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import EndpointFailed, ErrorClass

REASON_LENGTH = 120
LOGPROBS = "logprobs"
SYSTEM = "system"
"""The role of what a model is told before all else, and the part of a request that holds it."""
_NO_SYSTEM = re.compile(r"system.{0,16}(role|message|prompt)|role.{0,16}system", re.I)
_CONTEXT = re.compile(
    r"context.?(length|size|window)|exceed_context|maximum.{0,12}context|too many (input )?tokens|prompt is too long",
    re.I,
)
_FILTER = re.compile(r"content.?(filter|policy|management)|responsible_?ai", re.I)
_RATE = re.compile(r"rate.?limit|too many requests|overloaded|quota", re.I)
_BROKEN_HTTP = re.compile(r"illegal|malformed|invalid|too long|bad ", re.I)


class _Words(NamedTuple):
    what: str
    next: str


_ANOTHER = "Try again, choose another endpoint, or write the section yourself."
_WORDS: Mapping[ErrorClass, _Words] = {
    ErrorClass.CONNECT: _Words("could not be reached", "Check its address and that the server runs, then try again."),
    ErrorClass.RATE: _Words("takes no more requests for now", _ANOTHER),
    ErrorClass.FIRST_TEXT: _Words("sent no text in time", _ANOTHER),
    ErrorClass.IDLE: _Words("stopped sending in the middle of its answer", _ANOTHER),
    ErrorClass.TOTAL: _Words("did not come to an end in time", _ANOTHER),
    ErrorClass.SERVER: _Words("failed", _ANOTHER),
    ErrorClass.CONTEXT: _Words(
        "cannot read that much at once", "Choose an endpoint with a larger window, or offer it less evidence."
    ),
    ErrorClass.AUTH: _Words("refused the key", "Set its key with `countersign secret set`, then try again."),
    ErrorClass.CONTENT_FILTER: _Words("refused the content", "Choose another endpoint, or write the section yourself."),
    ErrorClass.BAD_REQUEST: _Words("did not accept the request", "Check its address and the name of its model."),
    ErrorClass.CUT: _Words("broke off before the end of its answer", _ANOTHER),
    ErrorClass.GARBLED: _Words("sent what is not an answer", "Check its address, or choose another endpoint."),
    ErrorClass.EMPTY: _Words("gave an answer without text", _ANOTHER),
}


def failure(
    error_class: ErrorClass, endpoint: Endpoint, reason: str = "", retry_after: float | None = None
) -> EndpointFailed:
    """The failure of that class; `reason` is a short plain remark."""
    words = _WORDS[error_class]
    remark = f" ({reason})" if reason else ""
    return EndpointFailed(
        error_class, f"The endpoint “{endpoint.name}” {words.what}{remark}.", retry_after=retry_after, next=words.next
    )


def failure_of(error: Exception, endpoint: Endpoint, key: str | None, now: datetime) -> EndpointFailed:
    """The failure behind an exception of the openai client or of its JSON and text decoding."""
    import httpx2
    import openai

    if isinstance(error, openai.APIStatusError):
        return _status_failure(error, endpoint, key, now)
    if isinstance(error, openai.APIConnectionError):
        return failure(*_connection_fault(error.__cause__, endpoint))
    if isinstance(error, httpx2.HTTPError):
        return failure(*_connection_fault(error, endpoint))
    if isinstance(error, openai.APIError):  # an error that came in the stream, after the status 200
        error_class = _told_class(_told(error)) or ErrorClass.SERVER
        return failure(error_class, endpoint, _reason(error, error_class, key))
    return failure(ErrorClass.GARBLED, endpoint)


def _connection_fault(cause: BaseException | None, endpoint: Endpoint) -> tuple[ErrorClass, Endpoint, str]:
    """A fault of the connection: before it stood, by what it carried, or because it broke."""
    import httpx2

    if isinstance(cause, httpx2.ReadTimeout | httpx2.WriteTimeout):
        return ErrorClass.IDLE, endpoint, ""
    if isinstance(cause, httpx2.RemoteProtocolError | httpx2.DecodingError):
        broken = isinstance(cause, httpx2.DecodingError) or _BROKEN_HTTP.search(str(cause))
        return ErrorClass.GARBLED if broken else ErrorClass.CUT, endpoint, ""
    if isinstance(cause, httpx2.ReadError | httpx2.WriteError | httpx2.CloseError):
        return ErrorClass.CUT, endpoint, ""
    return ErrorClass.CONNECT, endpoint, "no secure connection" if "SSL" in str(cause) else ""


def _status_failure(error: Any, endpoint: Endpoint, key: str | None, now: datetime) -> EndpointFailed:
    error_class = _status_class(error.status_code, _told(error))
    after = retry_after(error.response.headers.get("retry-after"), now)
    reason = _reason(error, error_class, key)
    if 300 <= error.status_code < 400:
        reason = "it points to another address; nothing was sent there"
    return failure(error_class, endpoint, f"{error.status_code}{': ' + reason if reason else ''}", after)


def _status_class(status: int, told: str) -> ErrorClass:
    if status in (401, 403):
        return ErrorClass.AUTH
    if status == 429:
        return ErrorClass.RATE
    if status == 408 or status >= 500:
        # llama.cpp once told of a full context with status 500.
        return ErrorClass.CONTEXT if _CONTEXT.search(told) else ErrorClass.SERVER
    if status == 413:
        return ErrorClass.CONTEXT
    return _told_class(told) or ErrorClass.BAD_REQUEST


def _told_class(told: str) -> ErrorClass | None:
    for pattern, error_class in (
        (_CONTEXT, ErrorClass.CONTEXT),
        (_FILTER, ErrorClass.CONTENT_FILTER),
        (_RATE, ErrorClass.RATE),
    ):
        if pattern.search(told):
            return error_class
    return None


def _told(error: Any) -> str:
    """What the server says of the error: code, type and message."""
    return " ".join(str(part) for part in (error.code, error.type, _message(error)) if part)


def _message(error: Any) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    message = body.get("message", body.get("detail", ""))
    return message if isinstance(message, str) else ""


def _reason(error: Any, error_class: ErrorClass, key: str | None) -> str:
    """The start of the server's own words; none where it refuses the key, since servers then repeat parts of it."""
    return "" if error_class is ErrorClass.AUTH else plain(_message(error), key)


def plain(words: str, key: str | None) -> str:
    """A short line of a server's words: printable, without the key, without a full stop."""
    kept = words.replace(key, "…") if key else words
    line = " ".join("".join(c if c.isprintable() else " " for c in kept[: 4 * REASON_LENGTH]).split())
    return (line[: REASON_LENGTH - 1] + "…" if len(line) > REASON_LENGTH else line).rstrip(". ")


def retry_after(header: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for: a number of seconds or an HTTP date (RFC 9110, 10.2.3). Some
    servers name parts of a second too, which that standard does not know."""
    if not header:
        return None
    if seconds := _SECONDS.fullmatch(header.strip()):
        return float(seconds[1])
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())


def left_alone_s(headers: Mapping[str, str]) -> float:
    """For how many seconds a server takes no more calls, by what it says of its limit beside an answer; 0 where it
    takes some or says nothing.

    OpenAI, Azure and vLLM's gateways name what is left and when it begins anew (“12ms”, “1m3.5s”); others name seconds
    (draft-ietf-httpapi-ratelimit-headers, 5.1).
    """
    for left, anew in _LIMITS:
        if headers.get(left, "").strip() == "0" and (told := _SPAN.fullmatch(headers.get(anew, "").strip().lower())):
            return sum(float(told[unit] or 0) * seconds for unit, seconds in _UNITS.items())
    return 0.0


_SECONDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)[0-9]*")
_LIMITS = tuple(
    (f"{begin}-remaining{what}", f"{begin}-reset{what}")
    for begin in ("x-ratelimit", "ratelimit")
    for what in ("-requests", "-tokens", "")
)
_SPAN = re.compile(
    r"(?:(?P<h>\d{1,4})h)?(?:(?P<m>\d{1,4})m(?!s))?(?:(?P<s>\d{1,6}(?:\.\d{1,9})?)(?:s|$))?(?:(?P<ms>\d{1,9}(?:\.\d{1,9})?)ms)?"
)
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def refused_parts(error: Exception, sent: frozenset[str]) -> frozenset[str]:
    """Which parts of the request (of those `sent`) a server says it refuses.

    Where it names none: what few servers know, and else all but `max_tokens`, which every server knows under one of its
    names.
    """
    import openai

    if not isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError) or _told_class(_told(error)):
        return frozenset()
    told = f"{_told(error)} {error.param or ''} {error.body}"
    if SYSTEM in sent and _NO_SYSTEM.search(told):
        return frozenset({SYSTEM})
    named = frozenset(part for part in sent - {SYSTEM} if part in told)
    return named or (frozenset({LOGPROBS}) if LOGPROBS in sent else sent - {"max_tokens", SYSTEM})
