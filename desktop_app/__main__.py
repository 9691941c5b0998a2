"""The program's entry: the window where there is one to open, else the command line."""

import sys


def main() -> int:
    """Run; the exit code."""
    from desktop_app.cli.commands import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
