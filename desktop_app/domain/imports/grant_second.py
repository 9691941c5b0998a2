"""Grant forms of the builder's second engine in the words of the first: conditions, lists and components by name."""

from collections.abc import Mapping, Sequence
from typing import Any


def is_second(raw: Mapping[str, Any]) -> bool:
    """Whether pages follow each other in their order, each under a condition of its own, and no page names the next."""
    return str(raw.get("engine", "")).upper() == "V2"


def in_first_words(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form with its conditions as the first engine writes them, where they are written in the second's way."""
    conditions = raw.get("conditions")
    if not isinstance(conditions, list) or not any(isinstance(c, Mapping) and "items" in c for c in conditions):
        return raw
    names = dict(_component_names(raw.get("pages")))
    return {**raw, "conditions": [_condition(c, names, raw.get("lists")) for c in conditions if isinstance(c, Mapping)]}


def _component_names(pages: Any) -> Any:
    for page in pages if isinstance(pages, list) else ():
        parts = page.get("components") if isinstance(page, Mapping) else None
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, Mapping) and isinstance(part.get("id"), str):
                yield part["id"], str(part.get("name"))


def _condition(raw: Mapping[str, Any], names: Mapping[str, str], lists: Any) -> Mapping[str, Any]:
    if not isinstance(raw.get("items"), list):
        return raw
    coordinator = str(raw.get("coordinator") or "and")
    parts = [
        {**_item(item, names, lists), "coordinator": coordinator} for item in raw["items"] if isinstance(item, Mapping)
    ]
    return {"name": raw.get("id"), "displayName": raw.get("displayName"), "value": {"conditions": parts}}


def _item(item: Mapping[str, Any], names: Mapping[str, str], lists: Any) -> dict[str, Any]:
    if "conditionId" in item:
        return {"conditionName": item["conditionId"]}
    component = str(item.get("componentId"))
    field, operator = {"name": names.get(component, component)}, item.get("operator")
    value = item.get("value")
    if item.get("type") in ("RelativeDate", "RelativeTime") and isinstance(value, Mapping):
        return {"field": field, "operator": operator, "value": {**value, "type": "RelativeTime"}}
    if item.get("type") == "ListItemRef" and isinstance(value, Mapping):
        wanted = value["itemId"] if isinstance(value.get("itemId"), list) else [value.get("itemId")]
        values = [_item_value(each, value.get("listId"), lists) for each in wanted]
        turned = operator in ("is not", "does not contain")
        parts = [_compared(field, operator, each, "and" if turned else "or") for each in values]
        return parts[0] if len(parts) == 1 else {"conditions": parts}
    return _compared(field, operator, value, "and")


def _compared(field: Mapping[str, str], operator: Any, value: Any, coordinator: str) -> dict[str, Any]:
    plain = ("true" if value else "false") if isinstance(value, bool) else value
    return {
        "field": field,
        "operator": operator,
        "coordinator": coordinator,
        "value": {"type": "Value", "value": plain},
    }


def _item_value(item_id: Any, list_id: Any, lists: Any) -> Any:
    """The value of a list's item; its own name where there is none, which is none of the choices."""
    found = _by(lists, list_id)
    return (_by(found.get("items"), item_id) or {}).get("value", item_id) if found else item_id


def _by(raw: Any, wanted: Any) -> Mapping[str, Any] | None:
    parts: Sequence[Any] = raw if isinstance(raw, list) else ()
    return next((each for each in parts if isinstance(each, Mapping) and each.get("id") == wanted), None)
