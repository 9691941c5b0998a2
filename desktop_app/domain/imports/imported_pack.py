"""A pack that was made of a form of another program, with what became of each construct."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.imports.imported import Imported, Told

_MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class ImportedPack:
    """The files of the pack (path in it to bytes), and what of the source was carried, lost, changed, or only drawn."""

    name: str
    title: str
    files: Mapping[str, bytes]
    carried: Mapping[str, int]
    lost: tuple[Told, ...]
    changed: tuple[Told, ...]
    looks: Mapping[str, int]

    def files_as(self, name: str) -> dict[str, bytes]:
        """The files, of a form of that name."""
        form = re.sub(rb"(?m)^form: \S+$", f"form: {name}".encode(), self.files["form.yaml"], count=1)
        return {**self.files, "form.yaml": form}

    @property
    def loss_by_construct(self) -> dict[str, int]:
        """How often each construct was lost, the most frequent first."""
        counts: dict[str, int] = {}
        for told in self.lost:
            counts[told.construct] = counts.get(told.construct, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def readme_of(imported: Imported, source: str) -> str:
    """What the pack says of itself: what an author has to complete, and what was not carried over."""
    lines = [
        f"# {imported.form['title']}",
        "",
        f"Imported from `{_plain(source)}`. It checks clean and takes cases. Its author completes it:",
        "",
        "- `purpose` in form.yaml: the problem, the user, the outcome, measures of success",
        "- `sections`: the one here is written by a person; say what is drafted, from which documents and answers",
        "- `stages` and `roles`: who decides, and in which time",
        "- `evals/`: evaluation cases",
    ]
    lines += _listed("Not carried over", imported.lost)
    lines += _listed("Carried over in another shape", imported.changed)
    if imported.looks:
        looks = (f"- {_plain(name)}: {count}" for name, count in imported.looks.items())
        lines += ["", "## Left to the program: how it looks", "", *looks]
    named = [f"| `{name}` | {_plain(source)} |" for name, source in imported.sources.items() if name != source]
    if named:
        lines += ["", "## Where each field came from", "", "| field | in the source |", "|---|---|", *named]
    return "\n".join(lines) + "\n"


def _listed(title: str, told: tuple[Told, ...]) -> list[str]:
    if not told:
        return []
    rows = [f"- {_plain(each.construct)} ({_plain(each.place)}): {_plain(each.words)}" for each in told[:_MOST_LISTED]]
    more = [f"- and {len(told) - _MOST_LISTED} more"] if len(told) > _MOST_LISTED else []
    return ["", f"## {title}", "", *rows, *more]


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "/").replace("`", "'").split())
