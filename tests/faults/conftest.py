"""A line of figures for each fault test."""

from collections.abc import Callable

import pytest


@pytest.fixture
def report(
    request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> Callable[[str], None]:
    """Shows a line whatever pytest captures; nothing where tests run side by side."""

    def show(line: str) -> None:
        if not hasattr(pytestconfig, "workerinput"):
            with capfd.disabled():
                pytestconfig.get_terminal_writer().line(f"\n{request.node.name}: {line}")

    return show
