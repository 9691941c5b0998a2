"""The process that reads a form of another program, which may be hostile: limits first, then the parsers, one answer.

Started as `python -m desktop_app.adapters.form_worker NAME LIMITS`, the file on standard input.
"""

import json
import sys
import warnings

from desktop_app.adapters.document_worker import restrict
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.adapters.foreign_form import read_form, told
from desktop_app.adapters.form_answer import dump_pack
from desktop_app.domain.errors import CountersignError


def main(name: str, limits: Limits) -> None:
    """Read standard input, answer on standard output."""
    restrict(limits)
    warnings.simplefilter("ignore")  # of parts of workbooks that a form has nothing in
    body = sys.stdin.buffer.read()
    try:
        said = dump_pack(name, read_form(name, body))
    except (NotRead, CountersignError) as error:
        said = json.dumps({"fault": told(error)}).encode()
    except MemoryError:
        said = json.dumps({"fault": f"Reading it needs more than {limits.memory // 2**20} MB of memory."}).encode()
    except RecursionError:
        said = json.dumps({"fault": "The file is nested too deeply."}).encode()
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    main(sys.argv[1], Limits.load(sys.argv[2]))
