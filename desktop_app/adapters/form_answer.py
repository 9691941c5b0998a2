"""What the process that reads a form says: the files of the pack and what became of each construct, or why not."""

import json
from dataclasses import asdict
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from desktop_app.domain.imports.imported import Imported, Told
from desktop_app.domain.imports.imported_pack import ImportedPack, readme_of

_WIDTH = 110
_ABOUT = "# Imported from {source}. docs/importing-forms.md tells what was carried over and what an author completes.\n"


def dump_pack(name: str, imported: Imported) -> bytes:
    """An imported form as bytes."""
    files = {"form.yaml": _ABOUT.format(source=name.replace("\n", " ")) + yaml_text(imported.form)}
    files |= {f"locale/{language}.yaml": yaml_text(words) for language, words in imported.locales.items()}
    files["README.md"] = readme_of(imported, name)
    plain = {
        "name": imported.form["form"], "title": imported.form["title"], "files": files,
        "carried": dict(imported.carried), "looks": dict(imported.looks),
        "lost": [asdict(each) for each in imported.lost], "changed": [asdict(each) for each in imported.changed],
    }  # fmt: skip
    return json.dumps(plain, ensure_ascii=False).encode()


def load_pack(raw: bytes) -> ImportedPack | str:
    """The pack, or why there is none. Raises ValueError for bytes that are no answer."""
    try:
        plain = json.loads(raw)
        if "fault" in plain:
            return str(plain["fault"])
        return ImportedPack(
            name=str(plain["name"]),
            title=str(plain["title"]),
            files={str(path): str(text).encode() for path, text in plain["files"].items()},
            carried={str(k): int(v) for k, v in plain["carried"].items()},
            lost=tuple(Told(**each) for each in plain["lost"]),
            changed=tuple(Told(**each) for each in plain["changed"]),
            looks={str(k): int(v) for k, v in plain["looks"].items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no answer") from error


def yaml_text(value: Any) -> str:
    """A value as YAML: texts of several lines as they read, no anchors."""
    writer = YAML()
    writer.width, writer.allow_unicode, writer.default_flow_style = _WIDTH, True, False
    writer.representer.ignore_aliases = lambda _data: True
    writer.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    writer.dump(_legible(value), out)
    return out.getvalue()


def _legible(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _legible(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_legible(inner) for inner in value]
    lines = isinstance(value, str) and "\n" in value and not value.startswith((" ", "\n")) and " \n" not in value
    return LiteralScalarString(value) if lines else value
