"""What a link truly points at: allowed schemes, true hosts, tricks made visible. Pure text."""

import re
import unicodedata
from urllib.parse import urlsplit

ALLOWED = frozenset({"http", "https", "mailto"})
_HOST_LIKE = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?:[/:?#]\S*)?", re.IGNORECASE)
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\x00-\x1f\x7f]")


def is_allowed(target: str) -> bool:
    """Whether the product opens such an address at all."""
    scheme, colon, _ = target.partition(":")
    return bool(colon) and scheme.lower() in ALLOWED


def refusal(target: str) -> str:
    """What has to stand beside a link that is never opened; nothing for a path or a fragment."""
    scheme = _SCHEME.match(target)
    return f"{scheme[1].lower()}: is not opened" if scheme and not is_allowed(target) else ""


def is_web(target: str) -> bool:
    """Whether it is a web address that names a host."""
    return target.partition(":")[0].lower() in {"http", "https"} and bool(host(target))


def shown(target: str) -> str:
    """The true address for people's eyes: unseen signs spelled out, foreign hosts in Punycode."""
    spelled = _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", target)
    name = host(target)
    if name and not name.isascii():
        return spelled.replace(name, _punycode(name), 1)
    return spelled


def host(target: str) -> str:
    """The host that is asked, or an empty string."""
    try:
        return urlsplit(target).hostname or ""
    except ValueError:
        return ""


def _punycode(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name.encode("unicode_escape").decode("ascii")


def warning(text: str, target: str) -> str:
    """What has to stand beside a link whose text misleads: its true host; else nothing."""
    true_host = host(target)
    if not true_host:
        return ""
    named = _HOST_LIKE.fullmatch(text.strip())
    is_other = named is not None and _bare(named[1]) != _bare(true_host)
    is_tricky = _UNSEEN.search(text + target) is not None or _mixes_scripts(true_host)
    return host(shown(target)) or _punycode(true_host) if is_other or is_tricky else ""


def _bare(name: str) -> str:
    return name.lower().removeprefix("www.")


def _mixes_scripts(name: str) -> bool:
    """Letters of more than one alphabet in one label, or any that look like Latin but are not."""
    if name.isascii():
        return False
    scripts = {unicodedata.name(sign, "?").split(" ")[0] for sign in name if sign.isalpha()}
    return len(scripts) > 1 or bool(scripts & {"CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN"})


def without_tricks(text: str) -> str:
    """Link text with the signs that turn reading direction replaced by a visible one."""
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "\N{REPLACEMENT CHARACTER}", text)
