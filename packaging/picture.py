"""Make the README's picture, `docs/sample.svg`, from what `countersign sample` really prints.

.venv/bin/python packaging/picture.py
"""

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

# The library's own drawing without the fonts that it would fetch from elsewhere.
_FORMAT = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace("Fira Code", "monospace")
_FORMAT = re.sub(r"<!--.*?-->", "", _FORMAT)

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Run the sample in a folder that is thrown away, and draw its terminal."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "desktop_app", "--home", folder, "sample"]
        printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines = [line for line in printed.splitlines() if folder not in line]
    console = Console(record=True, width=118, file=io.StringIO())
    console.print(Text("$ python3 packaging/run.py", style="bold"))
    for line in lines:
        style = "bold" if line.startswith(("Section", "What the checks")) else "red" if "blocker" in line else ""
        console.print(Text(line, style=style), soft_wrap=False)
    drawn = console.export_svg(title="countersign sample", code_format=_FORMAT)
    (ROOT / "docs" / "sample.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
