"""Which fragment belongs to which call: servers disagree about `index`, `id` and names."""

from collections.abc import Iterable

import msgspec

from desktop_app.domain.delta import Delta, OpaqueDelta, ToolCallDelta, ToolCallEnded
from desktop_app.wire.chat_completions.shapes import Function, ToolCall
from desktop_app.wire.payload import raw


class _Call:
    __slots__ = ("id", "is_closed", "key", "name")

    def __init__(self, key: int) -> None:
        self.key = key
        self.id = ""
        self.name = ""
        self.is_closed = False


class ToolCalls:
    """The calls of one answer in the order in which they began."""

    def __init__(self) -> None:
        self._calls: list[_Call] = []
        self._by_index: dict[int, _Call] = {}

    def take(self, fragments: Iterable[ToolCall]) -> list[Delta]:
        """Return what these fragments add."""
        deltas: list[Delta] = []
        for fragment in fragments:
            function = fragment.function or Function()
            if fragment.custom:
                function = Function(fragment.custom.name, fragment.custom.input)
            call = self._call_of(fragment, function)
            deltas.append(_fragment(call, fragment.id or "", function))
            if fragment.extra_content:
                payload = raw({"id": call.id, "extra_content": fragment.extra_content})
                deltas.append(OpaqueDelta(("extra", call.key), payload, "extra_content", "chat"))
        return deltas

    def take_function(self, function: Function) -> list[Delta]:
        """The one call of the older protocol, which has no id."""
        call = self._calls[-1] if self._calls else self._new(0)
        return [_fragment(call, "", function)]

    def close(self) -> list[Delta]:
        """Mark every open call as whole."""
        open_calls = [call for call in self._calls if not call.is_closed]
        for call in open_calls:
            call.is_closed = True
        return [ToolCallEnded(call.key) for call in open_calls]

    def _call_of(self, fragment: ToolCall, function: Function) -> _Call:
        if fragment.index is None:
            return self._call_without_index(fragment.id or "", bool(function.name))
        call = self._by_index.get(fragment.index)
        # A new id with a name under a used index is another call; without a name the id rotates.
        is_other = call and fragment.id and call.id and fragment.id != call.id and function.name
        return self._new(fragment.index) if call is None or is_other else call

    def _call_without_index(self, call_id: str, has_name: bool) -> _Call:
        if call_id:
            known = (call for call in self._calls if call.id == call_id)
            return next(known, None) or self._new(-1 - len(self._calls))
        if has_name or not self._calls:
            return self._new(-1 - len(self._calls))
        return self._calls[-1]

    def _new(self, index: int) -> _Call:
        call = _Call(len(self._calls))
        self._calls.append(call)
        self._by_index[index] = call
        return call


def _fragment(call: _Call, call_id: str, function: Function) -> ToolCallDelta:
    call.id = call.id or call_id
    name = function.name or ""
    if name.startswith(call.name):
        call.name = name or call.name  # the whole name, perhaps repeated
    elif not call.name.endswith(name):
        call.name += name
    arguments = function.arguments
    if arguments is None:
        arguments = ""
    elif not isinstance(arguments, str):
        arguments = msgspec.json.encode(arguments).decode()
    return ToolCallDelta(call.key, call.id, call.name, arguments)
