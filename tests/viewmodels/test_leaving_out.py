"""Which questions a conversation may begin with, and which one is proposed."""

import pytest

from desktop_app.domain.completion import Parameters
from desktop_app.domain.message import ImagePart, Message, Role, State, TextPart
from desktop_app.viewmodels.leaving_out import about_tokens, beginnings, proposed


def message(name: str, role: Role, text: str = "word " * 80) -> Message:
    return Message(name, role, State.COMPLETE, (TextPart(text),), 1.0)


def talk(turns: int) -> list[Message]:
    found = []
    for turn in range(turns):
        found += [message(f"q{turn}", Role.USER), message(f"a{turn}", Role.ASSISTANT)]
    return found[:-1]


def test_every_question_but_the_first_may_be_the_beginning() -> None:
    found = beginnings(talk(4))
    assert [each.message_id for each in found] == ["q1", "q2", "q3"]
    assert [each.kept for each in found] == [5, 3, 1]
    assert [each.tokens for each in found] == [520, 312, 104]


@pytest.mark.parametrize("turns", [0, 1])
def test_a_single_question_leaves_nothing_to_leave_out(turns: int) -> None:
    found = beginnings(talk(turns))
    assert found == []
    assert proposed(found, 1000) == -1


@pytest.mark.parametrize(("context", "place"), [(1000, 0), (500, 1), (100, 2), (None, 2)])
def test_the_first_that_leaves_room_is_proposed(context: int | None, place: int) -> None:
    assert proposed(beginnings(talk(4)), context) == place


def test_pictures_weigh_too() -> None:
    shown = Message("p", Role.USER, State.COMPLETE, (ImagePart("image/png", "x"),), 1.0)
    assert about_tokens(shown) > 500


def test_what_is_sent_begins_where_the_person_wants() -> None:
    all_ = talk(3)
    assert Parameters().sent_of(all_) == all_
    assert [each.id for each in Parameters(begins_with="q2").sent_of(all_)] == ["q2"]
    assert Parameters(begins_with="elsewhere").sent_of(all_) == all_  # another branch: send it all
