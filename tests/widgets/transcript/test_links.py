"""Links: what is one, where it truly leads, what is said of it, and what is never opened."""

import pytest
from PySide6.QtCore import QUrl

from desktop_app.widgets.transcript import links
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.remote import RemoteImageUnit
from tests.widgets.transcript.screens import answer, question, shown

CYRILLIC = "https://\u0410PPLE.com/x"  # begins with another alphabet's A
NEVER = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "\u202ehttps://a.org",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "tel:123",
    "//evil.org",
    "http:evil.org",
    "http:///evil.org",
    "https://evil.org\\@good.org/",
    "https:\\\\evil.org",
    "https://go\tod.org",
    "https://good.org\u3000.evil.org",
    "https://a.org:0/",
    "https://a.org:99999/",
    "https://[::1/",
    "mailto:",
    "mailto:a@b.org\nBcc: x",
]


@pytest.mark.parametrize("target", NEVER)
def test_never_opened(qtbot, target):
    assert not links.is_allowed(target)
    written = target.replace("\n", "&#10;").replace("\t", "&#9;").replace("\\", "\\\\")
    view = shown(qtbot, [answer(f"[words](<{written}>) and {target.strip()}\n")])
    opened = []
    view.link_clicked.connect(opened.append)
    unit = next(each.unit for each in view.layout_.shown if isinstance(each.unit, ProseUnit))
    for stop in unit.links():
        assert stop.payload != target
        assert QUrl(stop.payload, QUrl.ParsingMode.StrictMode).isValid()
        assert stop.payload.startswith(("http://", "https://", "mailto:"))
    view.follow(target)
    assert opened == []


@pytest.mark.parametrize(
    ("text", "target", "told"),
    [
        ("google.com", "https://evil.org", "evil.org"),
        ("go to https://google.com now", "https://evil.org", "evil.org"),
        ("www.google.com", "https://google.com/x", ""),
        ("here", "https://google.com@evil.org/", "evil.org"),
        ("https://google.com@evil.org/", "https://google.com@evil.org/", "evil.org"),
        ("here", "https://google.com%2f@evil.org/", "evil.org"),
        ("here", CYRILLIC, "xn--pple-43d.com"),
        ("he\u202ere", "https://a.org", "a.org"),
        ("here", "https://a.org/\u200b", "a.org"),
        ("me@bank.org", "mailto:me@evil.org", "me@evil.org"),
        ("me@bank.org", "mailto:me@bank.org?subject=x", ""),
        ("here", "https://münchen.de", ""),
    ],
)
def test_what_stands_beside_a_link_that_misleads(text, target, told):
    assert links.is_allowed(target)
    assert links.warning(text, target) == told


@pytest.mark.parametrize(
    ("target", "shown_as"),
    [
        (CYRILLIC, "https://xn--pple-43d.com/x"),
        (
            "https://user\u202e@\u0430pple.com/\u0430",
            "https://user⟨U+202E⟩@xn--pple-43d.com/\u0430",
        ),
        ("https://a.org/\u202egpj.exe", "https://a.org/⟨U+202E⟩gpj.exe"),
        ("https://a.org/x", "https://a.org/x"),
    ],
)
def test_the_address_is_shown_as_it_is(target, shown_as):
    assert links.shown(target) == shown_as


@pytest.mark.parametrize("target", ["https://a.org/{id}?q=100% <b>|^", "https://a.org/a b"])
def test_what_qt_would_refuse_is_spelled_as_browsers_spell_it(target):
    url = QUrl(links.cleaned(target), QUrl.ParsingMode.StrictMode)
    assert url.isValid()
    assert url.host() == "a.org"


@pytest.mark.parametrize("target", ["https://a.org/é", "http://u@b.org:8080/?x#y", CYRILLIC])
def test_the_host_that_is_told_is_the_one_that_is_asked(target):
    url = QUrl(target, QUrl.ParsingMode.StrictMode)
    assert QUrl.toAce(url.host()).toStdString() == links.shown_host(target).lower()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("see www.a.org and https://a.org/b_(c).", ["http://www.a.org", "https://a.org/b_(c)"]),
        ("(https://a.org/x)", ["https://a.org/x"]),
        ("mail me@a.org, or not", ["mailto:me@a.org"]),
        ("请看https://a.org/中文。后面", ["https://a.org/中文"]),
        ("react@18.2.0, a@b, www.x, http://, ftp://a.org, xhttps://a.org", []),
        ("http://localhost:8080/x?", ["http://localhost:8080/x"]),
        ("“https://a.org”", ["https://a.org"]),
        ("https://google.com@evil.org/x", ["https://google.com@evil.org/x"]),
    ],
)
def test_addresses_among_words(words, found):
    pieces = list(links.among(words))
    assert "".join(text for text, _ in pieces) == words
    assert [target for _, target in pieces if target] == found


def _words(view):
    units = [each.unit for each in view.layout_.shown if isinstance(each.unit, ProseUnit)]
    return "\n".join(unit.text_between(0, unit.length) for unit in units)


def test_links_in_an_answer_say_what_they_are(qtbot):
    text = (
        "[`google.com`](https://evil.org) [x\u202ey](https://a.org) turned\u202eword\n\n"
        f"[![alt](https://h.org/p.png) badge](https://b.org) ![p]({CYRILLIC}) me\n"
    )
    view = shown(qtbot, [answer(text)])
    assert _words(view) == (
        "google.com (evil.org) x\ufffdy (a.org) turned\ufffdword\n"
        "[h.org: alt] badge [xn--pple-43d.com: p] (xn--pple-43d.com) me"
    )
    targets = [stop.payload for each in view.layout_.shown for stop in each.unit.links()]
    assert targets == [
        "https://evil.org",
        "https://a.org",
        "https://b.org",
        "https://h.org/p.png",
        "https://b.org",
        CYRILLIC,
    ]


@pytest.mark.parametrize("pieces", [["www.ex", "ample.org", "/page", " is it"], ["me@ex", "a.org"]])
def test_an_address_that_grows_is_a_link_as_if_it_came_at_once(qtbot, pieces):
    from tests.widgets.transcript.screens import Live

    streamed = shown(qtbot, [question("Where?")])
    live = Live(streamed, "a1")
    for piece in ["See ", *pieces]:
        live.write(piece)
        streamed.grab()
    live.end()
    once = shown(qtbot, [question("Where?"), answer("See " + "".join(pieces))])
    found = []
    for view in (streamed, once):
        units = [each.unit for each in view.layout_.shown if isinstance(each.unit, ProseUnit)]
        found.append([stop.payload for stop in units[-1].links()])
    assert found[0] == found[1]
    assert found[0]


def test_an_address_is_copied_as_it_was_written(qtbot):
    view = shown(qtbot, [answer("Ask https://a.org/x or me@a.org today, **please**.\n")])
    unit = next(each.unit for each in view.layout_.shown if isinstance(each.unit, ProseUnit))
    assert (
        unit.markdown_between(1, unit.length) == "sk https://a.org/x or me@a.org today, **please**."
    )


@pytest.mark.parametrize(
    ("text", "target", "caption"),
    [
        ("![a *b* `c`](https://h.org/x?a=1&amp;b=2 'title')", "https://h.org/x?a=1&b=2", "a b c"),
        ("![](<https://h.org/a b.png>)", "https://h.org/a%20b.png", ""),
    ],
)
def test_a_picture_is_what_the_parser_says(qtbot, text, target, caption):
    view = shown(qtbot, [answer(text)])
    unit = next(each.unit for each in view.layout_.shown if isinstance(each.unit, RemoteImageUnit))
    assert (unit.target, unit.caption) == (target, caption)


def test_two_pictures_in_a_line_are_words(qtbot):
    view = shown(qtbot, [answer("![a](https://h.org/a) ![b](https://h.org/b)")])
    assert _words(view) == "[h.org: a] [h.org: b]"
