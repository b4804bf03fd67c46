"""Model facts: the rules of models.toml and how they match."""

from pathlib import Path

import msgspec
import pytest

from desktop_app.domain.errors import TimedOut
from desktop_app.domain.profile import ModelRule, Profile, bare_name, profile_of, rules_in

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
RULES = rules_in((RESOURCES / "models.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("gpt-5.6-sol", "gpt-5-6-sol"),
        ("openai/GPT-5.6:free", "gpt-5-6"),
        ("models/gemini-3", "gemini-3"),
    ],
)
def test_bare_names(model: str, name: str) -> None:
    assert bare_name(model) == name


def test_later_rules_win_and_a_stranger_gets_the_defaults() -> None:
    rules = (
        ModelRule("a*|b", {"reasons": True, "max_output": 1}),
        ModelRule("a1", {"max_output": 2}),
    )
    assert profile_of("a1", rules) == Profile(reasons=True, max_output=2)
    assert profile_of("b", rules) == Profile(reasons=True, max_output=1)
    assert profile_of("c", rules) == Profile()


@pytest.mark.parametrize(
    ("model", "facts"),
    [
        ("gpt-4.1", {"max_tokens_field": "max_tokens", "has_sampling": True}),
        ("o3", {"max_tokens_field": "max_completion_tokens", "has_stop": False}),
        ("gpt-5-chat-latest", {"has_sampling": True, "reasons": False}),
        ("openai/gpt-5.6-sol", {"chat_tools_without_effort": True, "has_sampling": False}),
        (
            "claude-3-5-haiku-20241022",
            {"thinking": "none", "max_output": 8192, "has_prefill": True},
        ),
        ("claude-opus-4-20250514", {"thinking": "budget", "max_output": 32000}),
        (
            "claude-sonnet-4-5-20250929",
            {"thinking": "budget", "max_output": 64000, "has_prefill": True},
        ),
        (
            "anthropic/claude-opus-4.6",
            {"thinking": "adaptive", "has_prefill": False, "has_sampling": True},
        ),
        ("claude-opus-4-8", {"thinking": "adaptive", "has_sampling": False}),
        ("claude-fable-5", {"thinking": "adaptive", "can_stop_thinking": False}),
        ("claude-opus-5-5", {"can_stop_thinking": False, "max_output": 128000}),
        ("mistral-small-latest", {"has_prefill": True}),
    ],
)
def test_what_the_file_says_of_models_people_use(model: str, facts: dict[str, object]) -> None:
    profile = msgspec.structs.asdict(profile_of(model, RULES))
    assert {name: profile[name] for name in facts} == facts


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.pattern)
def test_every_rule_names_facts_that_there_are(rule: ModelRule) -> None:
    assert set(rule.facts) <= set(Profile.__struct_fields__)
    msgspec.convert(rule.facts, Profile)


def test_a_misspelt_rule_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        rules_in('[[model]]\npatern = "x"\nfacts = {}')


def test_a_limit_says_which_one_it_was() -> None:
    error = TimedOut("slow", which="first", hint="wait")
    assert (error.which, error.hint, error.name) == ("first", "wait", "TimedOut")
