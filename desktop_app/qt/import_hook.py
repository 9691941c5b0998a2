"""Python's own import, put back in its place.

PySide6 puts a hook before it that reads the source of every module that is imported later, and keeps it, to see whether
the module asks for another style of names (`from __feature__ import snake_case`). Nothing here does: it would be 25 MB
and a fifth of the time that all imports take.
"""

import builtins

import PySide6.QtCore  # noqa: F401  # which puts the hook there


def remove_import_hook() -> None:
    """Once; where another import hook stands over PySide6's, or it has none, nothing is changed."""
    hook = getattr(builtins, "__feature_import__", None)
    own = getattr(builtins, "__orig_import__", None)
    if own is not None and builtins.__import__ is hook:
        builtins.__import__ = own
