"""The table of what is sent again, and when."""

import pytest

from desktop_app.domain.errors import (
    AppError,
    BalanceUsedUp,
    CertificateRejected,
    ConnectionLost,
    KeyRejected,
    Offline,
    Overloaded,
    ProxyFailed,
    RateLimited,
    RequestRefused,
    ServerFailed,
    TimedOut,
    WireError,
)
from desktop_app.services.retries import is_temporary, pause
from desktop_app.wire.errors import Speaker, error_from_response


@pytest.mark.parametrize(
    ("error", "unsent", "sent"),
    [
        (RateLimited("", status=429), True, True),
        (Overloaded("", status=529), True, True),
        (ServerFailed("", status=502), True, True),
        (ServerFailed("", status=408), True, True),
        (ServerFailed("", status=409), True, True),
        (RequestRefused("", status=400), False, False),
        (BalanceUsedUp("", status=429), False, False),
        (KeyRejected("", status=401), False, False),
        (Offline(""), True, True),
        (TimedOut("", which="connect"), True, True),
        (TimedOut("", which="first"), False, False),
        (ConnectionLost(""), True, False),
        (ProxyFailed(""), False, False),
        (CertificateRejected(""), False, False),
        (WireError(""), False, False),
        (AppError(""), False, False),
    ],
)
def test_what_is_sent_again(error, unsent, sent) -> None:
    assert is_temporary(error, was_sent=False) is unsent
    assert is_temporary(error, was_sent=True) is sent


@pytest.mark.parametrize(
    ("statuses", "is_again"),
    [
        ((400, 401, 402, 403, 404, 405, 410, 412, 413, 415, 418, 422, 424, 451, 499), False),
        ((408, 409, 425, 429, 498, 500, 502, 503, 504, 520, 524, 529), True),
    ],
)
def test_every_status_is_sent_again_or_not(statuses, is_again) -> None:
    speaker = Speaker("NagaAI", "", "m", has_key=True)
    for status in statuses:
        error = error_from_response(status, {}, b"{}", speaker)
        assert is_temporary(error, was_sent=True) is is_again, status


def test_the_servers_own_word_wins_except_over_money() -> None:
    refused, busy, money = RequestRefused(""), Overloaded(""), BalanceUsedUp("")
    assert is_temporary(refused, was_sent=True, told="true")
    assert not is_temporary(busy, was_sent=True, told="false")
    assert is_temporary(busy, was_sent=True, told="perhaps")
    assert not is_temporary(money, was_sent=True, told="true")


def test_pauses_grow_and_are_spread() -> None:
    error = Overloaded("", status=503)
    assert [pause(error, n, 9, chance=lambda: 0.0) for n in range(1, 8)] == [
        0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0,
    ]  # fmt: skip
    assert pause(error, 1, 9, chance=lambda: 1.0) == 0.375


def test_pauses_end() -> None:
    assert pause(Overloaded("", status=503), 4, 3) is None
    assert pause(Overloaded("", status=503), 1, 0) is None
    assert pause(ServerFailed("", status=500), 2, 3) is not None
    assert pause(ServerFailed("", status=500), 3, 3) is None, "500 may be a client's mistake"
    assert pause(ServerFailed("", status=502), 3, 3) is not None


def test_the_servers_wish_wins_if_it_can_be_waited_for() -> None:
    error = RateLimited("", status=429)
    assert pause(error, 1, 3, asked=17.0) == 17.0
    assert pause(error, 1, 3, asked=120.0) == 120.0
    assert pause(error, 1, 3, asked=121.0) is None
    assert pause(error, 1, 3, asked=0.0) is not None, "Azure says 0 and means nothing"
