"""The process that reads a file of tables, which may be hostile: limits first, then the parser, then one answer.

Started as `python -m desktop_app.adapters.sheet_worker LIMITS`, the file on standard input.
"""

import sys

from desktop_app.adapters.document_worker import restrict
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.adapters.sheet_answer import dump_sheets
from desktop_app.adapters.sheet_rows import read_sheets
from desktop_app.domain.sheet_file import SheetFile


def main(limits: Limits) -> None:
    """Read standard input, answer on standard output."""
    restrict(limits)
    body = sys.stdin.buffer.read()
    try:
        file = read_sheets(body, limits)
    except NotRead as fault:
        file = SheetFile(fault=fault.reason)
    except MemoryError:
        file = SheetFile(fault=f"Reading it needs more than {limits.memory // 2**20} MB of memory.")
    sys.stdout.buffer.write(dump_sheets(file))


if __name__ == "__main__":
    main(Limits.load(sys.argv[1]))
