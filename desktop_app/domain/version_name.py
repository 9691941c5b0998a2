"""The reference of a case's next version: that of the first one, and the number of the version."""

import re

_NUMBERED = re.compile(r"-v\d+$")


def version_name(reference: str, version: int) -> str:
    """`H-1` becomes `H-1-v2`, and that `H-1-v3`; a case without a reference has none."""
    return f"{_NUMBERED.sub('', reference)}-v{version}" if reference else ""
