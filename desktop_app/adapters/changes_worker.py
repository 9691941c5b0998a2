"""The process that reads a returned document, which may be hostile: limits first, then the parser, then one answer.

Started as `python -m desktop_app.adapters.changes_worker LIMITS`, the document on standard input.
"""

import sys

from desktop_app.adapters.changes_answer import dump_changes
from desktop_app.adapters.document_worker import restrict
from desktop_app.adapters.docx_changes import read_changes
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.domain.brought import BroughtDocument


def main(limits: Limits) -> None:
    """Read standard input, answer on standard output."""
    restrict(limits)
    body = sys.stdin.buffer.read()
    try:
        document = read_changes(body, limits)
    except NotRead as fault:
        document = BroughtDocument(fault=fault.reason)
    except MemoryError:
        document = BroughtDocument(fault=f"Reading it needs more than {limits.memory // 2**20} MB of memory.")
    sys.stdout.buffer.write(dump_changes(document))


if __name__ == "__main__":
    main(Limits.load(sys.argv[1]))
