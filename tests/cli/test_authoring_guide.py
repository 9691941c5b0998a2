"""The guide for authors of packs is true: each command that it shows is one, and what it links to is there."""

import re
import shlex
from pathlib import Path

import click
import pytest
from cli_examples import ROOT

from desktop_app.cli.commands import main
from desktop_app.cli.session import Session

GUIDE = (ROOT / "docs" / "authoring-packs.md").read_text()
COMMANDS = re.findall(r"(?m)^    countersign (.*?)(?: > \S+)?$", GUIDE)
"""Without the file that a shell writes what is printed into."""


@pytest.mark.parametrize("line", sorted(set(COMMANDS)))
def test_each_command_of_the_guide_is_one(line: str) -> None:
    words, command = shlex.split(line), main
    while isinstance(command, click.Group):
        name = words.pop(0)
        assert name in command.commands, line
        command = command.commands[name]
    context = command.make_context(line, words, obj=Session())
    assert context.command is command


def test_the_guide_shows_commands() -> None:
    assert len(COMMANDS) > 10


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([\w-]+\.md)\)", GUIDE))))
def test_each_document_that_the_guide_leads_to_is_there(link: str) -> None:
    assert (Path(ROOT) / "docs" / link).is_file()
