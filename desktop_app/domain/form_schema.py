"""The JSON Schema of `form.yaml`, made from the form's own models, so that editors complete and check what is typed."""

from typing import Any

from desktop_app.domain.form import Form

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def form_schema() -> dict[str, Any]:
    """What a `form.yaml` may hold. It knows shapes only: names, rules and files are what checking a pack looks at."""
    made = _without_titles(Form.model_json_schema(by_alias=True))
    return {"$schema": DIALECT, "title": "form.yaml of a form pack", **made}


def _without_titles(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the titles that pydantic makes of names: an editor shows the name already."""
    found = {key: _inner(key, value) for key, value in schema.items()}
    if isinstance(found.get("title"), str):
        del found["title"]
    if "patternProperties" in found:  # names of another shape are no names
        found["additionalProperties"] = False
    return found


def _inner(key: str, value: Any) -> Any:
    if key in ("properties", "patternProperties", "$defs"):  # their keys are names, of which one may be `title`
        return {name: _without_titles(inner) for name, inner in value.items()}
    if isinstance(value, dict) and key != "default":
        return _without_titles(value)
    if isinstance(value, list) and key in ("anyOf", "allOf", "oneOf", "prefixItems"):
        return [_without_titles(each) for each in value]
    return value
