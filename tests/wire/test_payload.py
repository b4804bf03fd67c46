"""What can be read of an event that is not as it should be."""

import msgspec
import pytest

from desktop_app.wire.payload import decode, raw, untyped


class Inner(msgspec.Struct):
    name: str | None = None


class Shape(msgspec.Struct):
    id: str | None = None
    count: int | None = None
    inner: Inner | None = None
    items: list[Inner] | None = None
    kept: msgspec.Raw = msgspec.Raw(b"null")


SHAPE = msgspec.json.Decoder(Shape)


def test_what_fits_is_kept_and_the_rest_left_out() -> None:
    body = b'{"id":5,"count":"7","inner":[1],"items":[{"name":"a"},3,{"name":[]}],"kept":{"a":1}}'
    shape = decode(body, SHAPE)
    assert shape is not None
    assert (shape.id, shape.count, shape.inner) == ("5", 7, None)
    assert shape.items == [Inner("a"), Inner()]
    assert bytes(shape.kept) == b'{"a":1}'


@pytest.mark.parametrize("body", [b"", b"nope", b"[1]", b"5", b'{"a":', b"[" * 5000, b"null"])
def test_no_object_is_none(body: bytes) -> None:
    assert decode(body, SHAPE) is None


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (rb'{"id":"\ud83d\ude00 \ud83d \\ud83d \n"}', "😀 � \\ud83d \n"),
        (b'{"id":"caf\xe9"}', "caf�"),
        (b'{"id":"tab\there","count":NaN}', "tab\there"),
        (b'{"id":"x","count":1e999}', "x"),
        (b'{"id":"x","items":{"a":1}}', "x"),
        (b'{"id":"x","count":"' + b"9" * 5000 + b'"}', "x"),
    ],
)
def test_words_survive_what_strict_parsers_refuse(body: bytes, name: str) -> None:
    shape = decode(body, SHAPE)
    assert shape is not None
    assert shape.id == name
    name.encode()


def test_untyped_reads_plain_values() -> None:
    assert untyped(b'{"a":[1]}') == {"a": [1]}
    assert bytes(raw({"a": None})) == b'{"a":null}'
