"""Every declaration is usable as it stands, and values are checked with words."""

import pytest

from desktop_app.domain.errors import SettingsError
from desktop_app.settings.declared import SECTIONS, SETTINGS, declared


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.key)
def test_each_declaration_is_whole(setting):
    assert setting.key.count(".") == 1
    assert setting.section in SECTIONS
    assert setting.title
    assert setting.help.endswith(".")
    assert setting.check(setting.default) == setting.default


def test_keys_are_unique():
    keys = [setting.key for setting in SETTINGS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("conversation.stream", "off", False),
        ("conversation.stream", " True ", True),
        ("conversation.frame_interval", "33", 33),
        ("network.connect", "7", 7.0),
        ("appearance.theme", "dark", "dark"),
        ("network.proxy", "socks5://127.0.0.1:1080", "socks5://127.0.0.1:1080"),
        ("shortcuts.overrides", '{"conversation.new": "Ctrl+J"}', {"conversation.new": "Ctrl+J"}),
    ],
)
def test_typed_values_are_understood(key, text, value):
    parsed = declared(key).parse(text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("conversation.stream", "maybe", "is not true or false"),
        ("conversation.frame_interval", "15", "is not within 16 to 100 ms"),
        ("conversation.frame_interval", "16.5", "is not a whole number"),
        ("network.connect", "nan", "is not within"),
        ("network.connect", "inf", "is not within"),
        ("appearance.theme", "pink", "is none of system, light, dark"),
        ("network.proxy", "ftp://host", "use system, none, or an address"),
        ("shortcuts.overrides", '{"a": 1}', "keys must be texts"),
        ("shortcuts.overrides", "[]", "is not a table of texts"),
    ],
)
def test_wrong_values_are_refused_in_words(key, text, words):
    with pytest.raises(SettingsError, match=words) as caught:
        declared(key).parse(text)
    assert str(caught.value).startswith(key)
    assert caught.value.hint


def test_a_proxy_password_never_becomes_a_setting():
    with pytest.raises(SettingsError) as caught:
        declared("network.proxy").check("http://me:hunter2@proxy:3128")
    assert "keyring" in str(caught.value)
    assert "hunter2" not in f"{caught.value} {caught.value.hint} {caught.value.detail}"


def test_true_is_no_number():
    with pytest.raises(SettingsError):
        declared("network.retries").check(True)


def test_an_unknown_key_names_what_is_near():
    with pytest.raises(SettingsError) as caught:
        declared("appearance.tehme")
    assert "appearance.theme" in caught.value.hint
