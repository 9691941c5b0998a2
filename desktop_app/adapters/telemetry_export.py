"""What the program does, as OpenTelemetry spans to a collector that IT names: kinds, times, counts and outcomes.

Off unless the environment variable names an address. It is made from the events of the record, which hold no text of
cases and no names; persons, cases, commitments and identifiers of any kind are left out as well.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain.audit import Event, EventType
from desktop_app.domain.errors import UsageError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

ENVIRONMENT = "COUNTERSIGN_TELEMETRY"
"""Names the address of a collector (OTLP over HTTP), such as http://localhost:4318/v1/traces."""

TOLD = frozenset(
    (
        *("endpoint", "attempt", "ms", "tokens_in", "tokens_out", "cost_micro_usd", "finish", "error", "stand_ins"),
        *("band", "route", "reasons", "rule", "severity", "answer", "kind", "ended", "state", "pages", "passages"),
        *("events", "checkpoints", "breaks", "failure", "refusal", "changes", "schema"),
    )
)
"""What of an event's data leaves."""
_LIMIT_MS = 2_000


class TelemetryExport:
    """Sends a span for each event, in the background; what cannot be sent is dropped, and nothing waits for it."""

    def __init__(self, address: str) -> None:
        self._provider = _provider(address)
        self._tracer = self._provider.get_tracer("countersign")

    def __call__(self, events: Sequence[Event]) -> None:
        """Tell of what has just become durable."""
        for event in events:
            begin = event.at - timedelta(milliseconds=_milliseconds(event))
            span = self._tracer.start_span(
                event.type.value, attributes=_attributes(event), start_time=_nanoseconds(begin)
            )
            span.end(_nanoseconds(event.at))

    def close(self) -> None:
        """Send what is waiting, for two seconds at most."""
        self._provider.force_flush(_LIMIT_MS)
        self._provider.shutdown()


def telemetry_of(environment: Mapping[str, str] = os.environ) -> TelemetryExport | None:
    """The export that the environment asks for, if it does. Raises UsageError where its library is not installed."""
    address = environment.get(ENVIRONMENT, "").strip()
    return TelemetryExport(address) if address else None


def _provider(address: str) -> "TracerProvider":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise UsageError(
            f"{ENVIRONMENT} is set, and the library for it is not installed.",
            next="Install countersign[telemetry], or take the variable away.",
        ) from None
    provider = TracerProvider(resource=Resource({"service.name": "countersign"}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address, timeout=_LIMIT_MS // 1000)))
    return provider


def _milliseconds(event: Event) -> int:
    told = event.data.get("ms") if event.type in _CALLS else None
    return told if isinstance(told, int) else 0


_CALLS = frozenset((EventType.CALL_FINISHED, EventType.CALL_FAILED, EventType.CALL_ABORTED))


def _attributes(event: Event) -> dict[str, str | int | bool | list[str]]:
    told: dict[str, str | int | bool | list[str]] = {"outcome": event.outcome.value}
    if event.section:
        told["section"] = event.section
    if event.actor.role:
        told["role"] = event.actor.role.value
    for name, value in event.data.items():
        if name in TOLD:
            told[name] = [str(each) for each in value] if isinstance(value, list) else value
    return told


def _nanoseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000) * 1_000
