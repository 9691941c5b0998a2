"""The process that reads a hostile document: limits first, then the parser, then one answer on standard output.

Started as `python -m desktop_app.adapters.document_worker KIND LIMITS`, the document on standard input. It imports
as little as it can: each document starts one.
"""

import sys
from contextlib import suppress

from desktop_app.adapters.extraction import Limits, NotRead, dump_reading
from desktop_app.adapters.kind_extraction import extract
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading


def main(kind: DocumentKind, limits: Limits) -> None:
    """Read standard input, answer on standard output."""
    restrict(limits)
    body = sys.stdin.buffer.read()
    try:
        reading = extract(kind, body, limits)
    except NotRead as fault:
        reading = fault.reading(kind)
    except MemoryError:
        reason = f"Reading it needs more than {limits.memory // 2**20} MB of memory."
        reading = Reading(kind, DocumentState.TOO_LARGE, (), reason)
    sys.stdout.buffer.write(dump_reading(reading))


def restrict(limits: Limits) -> None:
    """Give up memory, time, and files for good. Where a system lacks such limits, the parent's clock stays."""
    with suppress(ImportError):
        import resource

        seconds = int(limits.seconds) + 1
        for which, value in (
            (resource.RLIMIT_AS, limits.memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(which, (value, value))


if __name__ == "__main__":
    main(DocumentKind(sys.argv[1]), Limits.load(sys.argv[2]))
