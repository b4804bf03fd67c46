"""Texts become parameters or complaints, and back without loss."""

import pytest

from desktop_app.domain.completion import Parameters
from desktop_app.domain.profile import Profile
from desktop_app.domain.provider import Model
from desktop_app.viewmodels.parameter_fields import read, taken_by, written

FULL = Parameters(
    temperature=0.0, top_p=0.95, max_tokens=2_000_000, effort="low", stop=("\n\n", "a\\nb", " END"),
    tool_choice="auto", verbosity="high",
)  # fmt: skip
ALL = taken_by(Profile(has_verbosity=True), Model("m"), "chat")


def test_what_is_set_comes_back():
    assert ALL.missing == ()
    assert read(written(FULL), ALL.fields, Parameters(tool_choice="auto")) == (FULL, {})
    assert read(written(Parameters()), ALL.fields, FULL)[0] == Parameters(tool_choice="auto")


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("temperature", "2.1", "A number from 0 to 2."),
        ("temperature", "warm", "A number from 0 to 2."),
        ("temperature", "nan", "A number from 0 to 2."),
        ("top_p", "-1", "A number from 0 to 1."),
        ("max_tokens", "0", "A whole number from 1 to 4,096."),
        ("max_tokens", "4097", "A whole number from 1 to 4,096."),
        ("max_tokens", "1.5", "A whole number from 1 to 4,096."),
        ("max_tokens", "inf", "A whole number from 1 to 4,096."),
        ("stop", "x\n" * 17, "At most 16 lines."),
    ],
)
def test_a_bad_value_is_told_and_changes_nothing(name, text, complaint):
    taken = taken_by(Profile(), Model("m", max_output=4096), "chat")
    before = Parameters(temperature=1.0, top_p=1.0, max_tokens=5, stop=("a",))
    texts = written(before) | {name: text}
    assert read(texts, taken.fields, before) == (before, {name: complaint})


@pytest.mark.parametrize(
    ("profile", "model", "protocol", "missing"),
    [
        (Profile(), Model("m"), "responses", ("verbosity", "stop at")),
        (Profile(has_verbosity=True), Model("m"), "messages", ("verbosity",)),
        (Profile(has_sampling=False), Model("m"), "chat", ("temperature", "top p", "verbosity")),
        (Profile(), Model("m", has_reasoning=False), "chat", ("reasoning effort", "verbosity")),
        (Profile(reasons=True), Model("m", has_reasoning=False), "chat", ("verbosity",)),
    ],
)
def test_only_what_a_model_takes_is_a_field(profile, model, protocol, missing):
    taken = taken_by(profile, model, protocol)
    assert taken.missing == missing
    assert not {field.title.lower() for field in taken.fields} & set(missing)
