"""The question types of XLSForm and what they are in a pack (xlsform.org; pyxform)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.word_set import word_set

KINDS: Mapping[str, Kind] = {
    "integer": Kind.INT, "rating": Kind.INT, "attachment": Kind.INT, "decimal": Kind.DOUBLE, "percent": Kind.DOUBLE,
    "money": Kind.DOUBLE, "date": Kind.TIMESTAMP, "datetime": Kind.TIMESTAMP, "boolean": Kind.BOOL,
    "choices": Kind.STRINGS, "rank": Kind.STRINGS, "table": Kind.ROWS,
}  # fmt: skip
PLAIN = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "time": "time", "datetime": "datetime", "date time": "datetime", "note": "note", "acknowledge": "boolean",
    "trigger": "boolean", "calculate": "calculate", "hidden": "hidden", "barcode": "text", "geopoint": "text",
    "location": "text", "gps": "text", "geotrace": "paragraph", "geoshape": "paragraph", "image": "attachment",
    "photo": "attachment", "picture": "attachment", "audio": "attachment", "video": "attachment", "file": "attachment",
    "range": "range", "percentage": "percent", "phone number": "phone", "phonenumber": "phone", "osm": "text",
    "email": "email", "url": "url", "tel": "phone", "phone": "phone", "today": "today",
    "number of days in last month": "integer",
    "number of days in last six months": "integer", "number of days in last year": "integer",
}  # fmt: skip
RECORDED = word_set(
    "start end start_time end_time get_start_time get_end_time deviceid device_id get_device_id imei subscriberid "
    "subscriber_id get_subscriber_id simserial sim_id get_sim_id username uri:username uri:email uri:phonenumber "
    "uri:deviceid uri:simserial uri:subscriberid get_phone_number audit start-geopoint background-audio "
    "background-geopoint xml-external csv-external"
)
"""What a device notes by itself: nothing that a person is asked."""
RECORDED_ANYWAY = {
    "start": "The record says when the case was begun.", "end": "The record says when the case was sent.",
    "username": "The record says who did what.", "audit": "The record holds every step.",
}  # fmt: skip

_FILES = {"image": ["image"], "photo": ["image"], "picture": ["image"], "audio": ["audio"], "video": ["video"]}
_SELECT = re.compile(
    r"^(?:add\s+)?(?P<how>select[_ ]one|select1|select[_ ]multiple|select all that apply|rank)(?P<file>[_ ]from[_ ]file"
    r"|[_ ]external)?(?:\s+prompt)?(?:\s+(?:from|using))?(?:\s+(?P<list>\S+))?"
    r"(?P<other>\s+or[_ ](?:specify[_ ])?other)?$",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"^(?P<which>begin|end)[_ ]*(?P<what>group|repeat|lgroup|loop|looped group)\b(?P<over>.*)$", re.I)
_PROMPT = re.compile(r"^(?:add|q|get)\s+|\s+prompt$")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row of the survey asks for: the type of field, and for choices the list, where it is from, and “other”."""

    type: str
    source: str
    list_name: str = ""
    from_file: bool = False
    external: bool = False
    other: bool = False
    accept: tuple[str, ...] = ()


def grouping(text: str) -> tuple[str, str] | None:
    """Whether the row begins or ends a group or a repeat: (begin or end, group, repeat or loop)."""
    found = _GROUPS.match(text.strip())
    if found is None:
        return None
    what = found["what"].lower()
    kind = "group" if what == "group" else "loop" if what == "loop" else "repeat"
    return found["which"].lower(), kind


def asked(text: str) -> Asked | None:
    """What the type of a row asks for; None for a type that XLSForm does not know."""
    words = " ".join(text.split())
    if select := _SELECT.match(words):
        how = select["how"].lower().replace("_", " ")
        kind = "rank" if how == "rank" else "choice" if how in ("select one", "select1") else "choices"
        suffix = (select["file"] or "").lower().lstrip("_ ")
        return Asked(
            kind, f"{'rank' if kind == 'rank' else 'select_one' if kind == 'choice' else 'select_multiple'}",
            select["list"] or "", suffix.startswith("from"), suffix == "external", bool(select["other"]),
        )  # fmt: skip
    plain = words.lower()
    if plain.replace(" ", "_") in RECORDED or plain in RECORDED:
        return Asked("recorded", plain)
    bare = _PROMPT.sub("", plain)
    for name in (plain, bare, bare.replace("_", " ")):
        if name in PLAIN:
            return Asked(PLAIN[name], name, accept=tuple(_FILES.get(name, ())))
    return None
