"""What a link truly points at: allowed schemes, true hosts, tricks made visible. Pure text."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from desktop_app.domain import unseen

_HOST = r"((?:[\w-]+\.)+[a-z]{2,})"
_HOST_LIKE = re.compile(rf"{_HOST}(?:[/:?#]\S*)?", re.IGNORECASE)
_NAMED_HOST = re.compile(rf"(?:https?://|\bwww\.){_HOST}", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"[\0-\x20\x7f-\xa0\\\u2028\u2029\u3000]")  # browsers drop or turn them
_ENCODED = re.compile(r"[ \"<>`{}|^]|%(?![0-9A-Fa-f]{2})")
_LONGEST = 2000  # characters of an address that is found among words
_BARE = re.compile(
    r"(?<![A-Za-z0-9@/_.])"
    r"(?:https?://(?=[\w\[])|www\.(?=[\w-]+\.\w))"
    r"[^\s<>\"`\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65“”‘’«»]"
    rf"{{1,{_LONGEST}}}"
    r"|(?<![\w.+/-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-]|\.\w)",
    re.ASCII,
)
_BEHIND = "?!.,:;*_~'\""


def cleaned(target: str, kind: str = "") -> str:
    """A target as the parser gives it, as an address; `kind` is the parser's word for the link."""
    if kind == "Email":
        return f"mailto:{target}"
    return _ENCODED.sub(lambda found: f"%{ord(found[0]):02X}", target)


def is_allowed(target: str) -> bool:
    """Whether the product opens such an address at all."""
    if target[:7].lower() == "mailto:":
        return len(target) > 7 and not _NO_ADDRESS.search(target)
    return is_web(target)


def refusal(target: str) -> str:
    """What has to stand beside a link that is never opened; nothing for a path or a fragment."""
    scheme = _SCHEME.match(target)
    if scheme is None or is_allowed(target):
        return ""
    name = scheme[1].lower()
    return "no sound address" if name in {"http", "https", "mailto"} else f"{name}: is not opened"


def is_web(target: str) -> bool:
    """Whether it is a web address that names a host and that everybody reads alike."""
    scheme, sign, _ = target.partition("://")
    is_sound = bool(sign) and not _NO_ADDRESS.search(target)
    return is_sound and scheme.lower() in {"http", "https"} and bool(host(target))


def shown(target: str) -> str:
    """The true address for people's eyes: unseen signs spelled out, foreign hosts in Punycode."""
    scheme, sign, rest = target.partition("://")
    place = re.match(r"[^/?#]*", rest)
    if not sign or place is None or place[0].isascii():
        return unseen.told(target)
    user, at, name = place[0].rpartition("@")
    name = _punycode(unseen.told(name) if unseen.is_in(name) else name)
    return unseen.told(f"{scheme}{sign}{user}{at}{name}{rest[place.end() :]}")


def host(target: str) -> str:
    """The host that is asked, or an empty string."""
    try:
        parts = urlsplit(target)
        is_sound = parts.port != 0  # which is only looked at when it is asked for
    except ValueError:
        return ""
    return (parts.hostname or "") if is_sound else ""


def shown_host(target: str) -> str:
    """The host that is asked, as everybody reads it alike."""
    name = host(target)
    return name if name.isascii() else _punycode(name)


def _punycode(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name.encode("unicode_escape").decode("ascii")


def warning(text: str, target: str) -> str:
    """What has to stand beside a link whose text misleads: where it leads; else nothing."""
    if target[:7].lower() == "mailto:":
        address = target[7:].partition("?")[0]
        named = _MAIL.fullmatch(text.strip().removeprefix("mailto:"))
        return unseen.told(address) if named and named[0].lower() != address.lower() else ""
    true_host = host(target)
    if not true_host:
        return ""
    named = _NAMED_HOST.search(text) or _HOST_LIKE.fullmatch(text.strip())
    is_other = named is not None and _bare(named[1]) != _bare(true_host)
    is_tricky = unseen.is_in(text + target) or _mixes_scripts(true_host) or _has_user(target)
    return shown_host(target) if is_other or is_tricky else ""


def _bare(name: str) -> str:
    return name.lower().removeprefix("www.")


def _has_user(target: str) -> bool:
    """Whether something stands before the host that may be taken for it."""
    return "@" in urlsplit(target).netloc


def _mixes_scripts(name: str) -> bool:
    """Letters of more than one alphabet in one label, or any that look like Latin but are not."""
    if name.isascii():
        return False
    scripts = {unicodedata.name(sign, "?").split(" ")[0] for sign in name if sign.isalpha()}
    return len(scripts) > 1 or bool(scripts & {"CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN"})


def among(words: str) -> Iterator[tuple[str, str]]:
    """Words in pieces, each with the address that it is; none for what is no address.

    Addresses that nobody put signs around, as GitHub finds them, and no punctuation behind them.
    """
    at = 0
    for found in _BARE.finditer(words):
        address = _without_end(found[0])
        is_mail = not address.startswith("www.") and "://" not in address
        target = cleaned(address, "Email" if is_mail else "")
        if address.startswith("www."):
            target = f"http://{target}"
        if found.start() < at or not is_allowed(target):
            continue
        yield words[at : found.start()], ""
        yield address, target
        at = found.start() + len(address)
    yield words[at:], ""


def _without_end(address: str) -> str:
    """An address without the punctuation of the sentence around it."""
    while address:
        is_unopened = address[-1] == ")" and address.count(")") > address.count("(")
        if address[-1] not in _BEHIND and not is_unopened:
            break
        address = address[:-1]
    return address
