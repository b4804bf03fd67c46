"""Variables of a prompt, and how a model is told of words that were there before a person's."""

import pytest

from desktop_app.domain import opening
from desktop_app.domain.library import Variable, pieces
from desktop_app.domain.message import Message, Role, State, TextPart


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no variable", ["no variable"]),
        ("{{name}}", [Variable("name")]),
        ("Hello {{ name }}!", ["Hello ", Variable("name"), "!"]),
        ("{{to=English}}: {{text}}", [Variable("to", "English"), ": ", Variable("text")]),
        ("{{a}}{{b = two words }}", [Variable("a"), Variable("b", "two words")]),
        ("{{a=}}", [Variable("a")]),
        ("{{=x}} {{}} {{ }} {{a\nb}}", ["{{=x}} {{}} {{ }} {{a\nb}}"]),
        ("{ {a} } {{{a}}}", ["{ {a} } {", Variable("a"), "}"]),
        ("f'{{{x}}}' and {{größe}}", ["f'{", Variable("x"), "}' and ", Variable("größe")]),
    ],
)
def test_pieces(text, expected):
    assert pieces(text) == expected


def said(role, text):
    return Message(text, role, State.COMPLETE, (TextPart(text),), 1.0)


def test_opening_words_are_told_in_the_system_prompt():
    hello, question = said(Role.ASSISTANT, "Which file?"), said(Role.USER, "a.txt")
    answer = said(Role.ASSISTANT, "Thanks.")
    system, messages = opening.told("Be brief.", [hello, question, answer])
    assert messages == (question, answer)
    assert system.startswith("Be brief.\n\n")
    assert system.endswith("Which file?")


def test_without_opening_words_nothing_changes():
    question = said(Role.USER, "a")
    assert opening.told("Be brief.", [question]) == ("Be brief.", (question,))
    empty = Message("e", Role.ASSISTANT, State.COMPLETE, (), 1.0)
    assert opening.told("", [empty, question]) == ("", (question,))
