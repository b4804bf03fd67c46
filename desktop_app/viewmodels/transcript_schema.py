"""What a JSON schema asks of an answer: which fields are to come, and what is not as asked.

Reads the keywords that providers accept for structured answers (types, required fields, enums,
items, local references, choices); any other keyword asks nothing here.
"""

from typing import Any

MOST_FAULTS = 20
DEEPEST = 40
Schema = dict[str, Any]
Fault = tuple[str, str]  # where, as in `invoices[0].paid`, empty for the whole; what is wrong

_WORDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "nothing",
    "array": "list",
    "object": "object",
}
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


class Asked:
    """One place of a schema; `root` is where its references point into."""

    def __init__(self, schema: Any, root: Schema) -> None:
        self._root = root
        self.schema = self._followed(schema)

    def _followed(self, schema: Any) -> Schema:
        for _ in range(DEEPEST):
            if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
                break
            schema = self._target(schema["$ref"])
        return schema if isinstance(schema, dict) else {}

    def _target(self, reference: str) -> Any:
        found: Any = self._root if reference.startswith("#") else {}
        for step in reference.lstrip("#").strip("/").split("/"):
            if step:
                name = step.replace("~1", "/").replace("~0", "~")
                found = found.get(name) if isinstance(found, dict) else None
        return found

    def of(self, key: str | int) -> "Asked":
        """What is asked of a field, or of an item of a list."""
        if isinstance(key, int):
            return Asked(self.schema.get("items"), self._root)
        fields = self.schema.get("properties")
        return Asked(fields.get(key) if isinstance(fields, dict) else None, self._root)

    @property
    def fields(self) -> list[str]:
        """The fields that must be there, in the schema's order."""
        required = self.schema.get("required")
        names = [name for name in _listed(required) if isinstance(name, str)]
        known = self.schema.get("properties")
        order = list(known) if isinstance(known, dict) else []
        return sorted(names, key=lambda name: order.index(name) if name in order else len(order))

    @property
    def words(self) -> str:
        """What kind of value it is, for people."""
        return " or ".join(_WORDS[name] for name in self._kinds)

    @property
    def _kinds(self) -> list[str]:
        kinds = self.schema.get("type")
        names = [kinds] if isinstance(kinds, str) else _listed(kinds)
        return [name for name in names if isinstance(name, str) and name in _KINDS]

    def faults(self, value: Any) -> list[Fault]:
        """What is not as asked, at most `MOST_FAULTS` of it."""
        found: list[Fault] = []
        self._look(value, "", found, 0)
        return found

    def _look(self, value: Any, path: str, found: list[Fault], depth: int) -> None:
        if len(found) >= MOST_FAULTS or depth > DEEPEST:
            return
        if not self._has_kind(value):
            found.append((path, f"should be {self.words}"))
            return
        if not self._is_among(value):
            found.append((path, "is none of the values that were asked for"))
            return
        if not self._has_choice(value, path, depth):
            found.append((path, "fits none of the shapes that were asked for"))
            return
        self._look_inside(value, path, found, depth)

    def _look_inside(self, value: Any, path: str, found: list[Fault], depth: int) -> None:
        for part in self._parts("allOf"):
            part._look(value, path, found, depth + 1)
        if isinstance(value, dict):
            self._look_at_fields(value, path, found)
            for key, inner in value.items():
                self.of(key)._look(inner, joined(path, key), found, depth + 1)
        elif isinstance(value, list) and self.schema.get("items"):
            item = self.of(0)
            for number, inner in enumerate(value):
                item._look(inner, joined(path, number), found, depth + 1)

    def _look_at_fields(self, value: dict[str, Any], path: str, found: list[Fault]) -> None:
        found += [(joined(path, name), "is missing") for name in self.fields if name not in value]
        known = self.schema.get("properties")
        if self.schema.get("additionalProperties") is False and isinstance(known, dict):
            found += [
                (joined(path, name), "was not asked for") for name in value if name not in known
            ]
        del found[MOST_FAULTS:]

    def _has_kind(self, value: Any) -> bool:
        known = self._kinds
        return not known or any(_is_kind(value, name) for name in known)

    def _is_among(self, value: Any) -> bool:
        if "const" in self.schema and value != self.schema["const"]:
            return False
        return "enum" not in self.schema or value in _listed(self.schema["enum"])

    def _has_choice(self, value: Any, path: str, depth: int) -> bool:
        choices = self._parts("anyOf") + self._parts("oneOf")
        if not choices:
            return True
        for choice in choices:
            found: list[Fault] = []
            choice._look(value, path, found, depth + 1)
            if not found:
                return True
        return False

    def _parts(self, keyword: str) -> list["Asked"]:
        return [Asked(part, self._root) for part in _listed(self.schema.get(keyword))]


def joined(path: str, step: str | int) -> str:
    """Where a field or an item of a list is, as faults name it."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    return f"{path}.{step}" if path else step


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_kind(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _KINDS[name])
