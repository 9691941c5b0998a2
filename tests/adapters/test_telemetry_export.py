"""Telemetry: off by default, without any content, and never in the way."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from service_examples import GOOD, SERVER, a_world, scripted

from desktop_app.adapters.telemetry_export import ENVIRONMENT, TelemetryExport, telemetry_of

pytest.importorskip("opentelemetry.sdk", reason="the extra `telemetry` is not installed")


class Collector(HTTPServer):
    """Keeps what is sent to it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Keeping)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/traces"


class Keeping(BaseHTTPRequestHandler):
    """Answers that all is well."""

    def do_POST(self) -> None:
        assert isinstance(self.server, Collector)
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_is_off_where_nobody_asks_for_it() -> None:
    assert telemetry_of({}) is None and telemetry_of({ENVIRONMENT: " "}) is None


async def test_calls_are_told_with_their_times_and_without_any_content(tmp_path: Path, collector: Collector) -> None:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    export = TelemetryExport(collector.address)
    async with a_world(tmp_path, scripted(GOOD)) as world:
        world.recording._observe = export
        case = await world.case()
        await world.draft(case, "fee", chain=["server"])
        person = world["ana"].person.person_id
    export.close()
    sent = b"".join(collector.bodies)
    spans = [
        span
        for body in collector.bodies
        for group in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in group.scope_spans
        for span in scope.spans
    ]
    call = next(span for span in spans if span.name == "call.finished")
    attributes = {each.key: each.value for each in call.attributes}
    assert attributes["endpoint"].string_value == SERVER.name and attributes["tokens_out"].int_value == 12
    for secret in ("48,000", "A contract", "contract.txt", case, person, "Write about"):
        assert secret.encode() not in sent


def test_a_collector_that_is_gone_stops_nothing() -> None:
    export = TelemetryExport("http://127.0.0.1:9/v1/traces")
    export(())
    export.close()
    assert not [thread for thread in threading.enumerate() if "Otel" in thread.name]
