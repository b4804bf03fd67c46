"""What the screen readers of a Linux desktop asked to be told of.

Their bus has an address that the session's bus knows, and a registry of who listens to what.
"""

import contextlib
from typing import Any

_BUS = ("org.a11y.Bus", "/org/a11y/bus")
_REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/registry")
_PATIENCE = 2.0  # seconds for an answer


def miss_announcements() -> bool:
    """Whether readers listen and none of them to announcements. Blocks while the buses answer."""
    asked = _asked_for()
    return bool(asked) and not any("announcement" in kind.lower() for kind in asked)


def _asked_for() -> list[str]:
    """The kinds of events that readers want; none where there is no such bus."""
    from jeepney import DBusErrorResponse

    with contextlib.suppress(OSError, KeyError, DBusErrorResponse):
        address = _call("SESSION", _BUS, "GetAddress")
        return [kind for _who, kind in _call(address, _REGISTRY, "GetRegisteredEvents")]
    return []


def _call(bus: str, who: tuple[str, str], what: str) -> Any:
    """The first value of the answer to a question that takes none."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import unwrap_msg

    name, path = who
    call = new_method_call(DBusAddress(path, bus_name=name, interface=name), what)
    with open_dbus_connection(bus) as connection:
        return unwrap_msg(connection.send_and_get_reply(call, timeout=_PATIENCE))[0]
