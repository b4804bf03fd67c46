"""What a 400 lets us leave out."""

import json

import msgspec
import pytest

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.errors import AppError
from desktop_app.domain.profile import Profile
from desktop_app.domain.provider import Endpoint
from desktop_app.wire.errors import Speaker, error_from_response
from desktop_app.wire.repair import repair_words, repaired

REQUEST = CompletionRequest(
    Endpoint("demo", "Demo", "https://d.example", "chat", "https://d.example/c"), "m", (), "System"
)


def refusal(message: str, param: str = "", status: int = 400) -> AppError:
    body = json.dumps({"error": {"message": message, "param": param or None}})
    return error_from_response(status, {}, body.encode(), Speaker())


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (refusal("Unsupported value", "temperature"), "temperature"),
        (refusal("Unsupported parameter", "reasoning.summary"), "reasoning"),
        (refusal("budget_tokens must be smaller"), "thinking"),
        (refusal("Extra inputs", "stream_options.include_usage", 422), "stream_options"),
        (refusal("unknown field include_usage"), "stream_options"),
        (
            refusal("Unsupported: use 'max_completion_tokens' not 'max_tokens'", "max_tokens"),
            "max_tokens",
        ),
        (refusal("`stop` is not supported with this model"), "stop"),
        (refusal("'text.verbosity' is unknown here"), "text"),
        (refusal("unknown field: verbosity"), "verbosity"),
        (refusal("'text.format' is unknown here"), "text"),
        (refusal("'max_tokens' is not supported. Use 'max_completion_tokens'."), "max_tokens"),
        (
            refusal('"thinking.type.enabled" is not supported. Use "output_config.effort".'),
            "thinking",
        ),
    ],
)
def test_the_named_field_is_left_out(error: AppError, field: str) -> None:
    again = repaired(REQUEST, error)
    assert again is not None
    assert again.without == {field}
    assert repair_words(again) == field
    assert repaired(again, error) is None


@pytest.mark.parametrize(
    ("role", "other"), [("system", "developer"), ("developer", "system"), ("user", "user")]
)
def test_a_refused_role_becomes_another(role: str, other: str) -> None:
    asked = msgspec.structs.replace(REQUEST, profile=Profile(system_role=role))
    again = repaired(asked, refusal("messages[0].role does not support 'developer'"))
    assert again is not None
    assert again.role_override == other
    assert other in repair_words(again)
    assert repaired(again, refusal("'system' role is not supported")) is None


@pytest.mark.parametrize(
    "error",
    [
        refusal("please stop sending text in this store"),
        refusal("temperature", "", 500),
        refusal("Invalid schema", "tools[0].function.parameters"),
        refusal("the model does not exist"),
        AppError("temperature"),
    ],
)
def test_anything_else_stays_refused(error: AppError) -> None:
    assert repaired(REQUEST, error) is None


def test_a_role_matters_only_with_a_system_prompt() -> None:
    asked = msgspec.structs.replace(REQUEST, system="")
    assert repaired(asked, refusal("'system' role is not supported")) is None
