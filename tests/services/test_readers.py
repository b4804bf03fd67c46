"""Whether the screen readers that listen know announcements is asked of their registry."""

import pytest

from desktop_app.services import readers


@pytest.mark.parametrize(
    ("kinds", "misses"),
    [
        (["Object:StateChanged:Showing", "Window:Activate:"], True),
        (["Object:StateChanged:Showing", "Object:Announcement:"], False),
        (["object:announcement"], False),
        ([], False),
    ],
)
def test_only_readers_that_listen_to_something_else_miss_announcements(monkeypatch, kinds, misses):
    buses = {
        ("SESSION", "GetAddress"): "unix:path=there",
        ("unix:path=there", "GetRegisteredEvents"): [(":1.4", kind) for kind in kinds],
    }
    monkeypatch.setattr(readers, "_call", lambda bus, _who, what: buses[bus, what])
    assert readers.miss_announcements() is misses


def test_without_a_bus_nobody_misses_anything(monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    assert readers.miss_announcements() is False
