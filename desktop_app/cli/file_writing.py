"""Files that a command writes where a person wants them."""

from pathlib import Path

from desktop_app.domain.errors import CountersignError


def write_file(target: Path, body: bytes) -> None:
    """Write a file, whole or not at all. A device or a folder of that name is left alone."""
    try:
        if target.exists() and not target.is_file():
            raise _unwritable(target, "it is no regular file")
        part = target.with_name(target.name + ".part")
        try:
            part.write_bytes(body)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(target, error.strerror or "the system refused") from None
    except ValueError:
        raise _unwritable(target, "no file can have that name") from None


def _unwritable(target: Path, why: str) -> CountersignError:
    return CountersignError(
        f"{target} could not be written: {why}.", kept="The case is unchanged.", next="Choose another place."
    )
