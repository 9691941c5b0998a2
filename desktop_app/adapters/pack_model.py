"""The pack that a new one is begun from: small, whole, and working before a word of it is changed."""

import json
import re

from pydantic import TypeAdapter, ValidationError

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.adapters.pack_folder import read_folder
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form_schema import form_schema
from desktop_app.domain.pack_check import Name

MODEL, TITLE = "new_pack", "New form"
SCHEMA = ".form.schema.json"
"""Beside the form, where editors find it; hidden files are no part of a pack."""

_LONGEST_TITLE = 80
_NAME: TypeAdapter[str] = TypeAdapter(Name)


def new_pack_files(name: str, title: str = "") -> dict[str, bytes]:
    """The files of a new pack of that name. Raises UsageError where the name or the title cannot be one."""
    try:
        _NAME.validate_python(name)
    except ValidationError:
        raise UsageError(
            f"“{name[:60]}” is no name of a pack.",
            next="Use small letters, digits and lines below (a_name_2), beginning with a letter, at most 48.",
        ) from None
    title = title.strip() or name.replace("_", " ").capitalize()
    if len(title) > _LONGEST_TITLE or not title.isprintable():
        raise UsageError("The title is too long, or no single line.", next=f"Use at most {_LONGEST_TITLE} characters.")
    files = dict(read_folder(resources_folder() / MODEL).files)
    form = files["form.yaml"].decode()
    form = re.sub(rf"(?m)^form: {MODEL}$", f"form: {name}", form)
    form = form.replace(f"\ntitle: {TITLE}\n", f"\ntitle: {json.dumps(title, ensure_ascii=False)}\n")
    readme = files["README.md"].decode().replace(f"# {TITLE}\n", f"# {title}\n")
    schema = json.dumps(form_schema(), ensure_ascii=False, indent=1).encode()
    return {**files, "form.yaml": form.encode(), "README.md": readme.encode(), SCHEMA: schema}
