"""What is known about models before any server was asked: context, prices, capabilities.

Reads the bundled table (prices age: show them as "about", with its date). What a server lists
itself wins over it, field by field.
"""

from pathlib import Path

import msgspec

from desktop_app.domain.provider import Model

TABLE_DATE = "2026-11"


class _Row(msgspec.Struct):
    """One entry of the table, in its own words. Prices in US dollars per token."""

    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    input_cost_per_token: float | None = None
    output_cost_per_token: float | None = None
    cache_read_input_token_cost: float | None = None
    supports_vision: bool | None = None
    supports_function_calling: bool | None = None
    supports_reasoning: bool | None = None


class ModelFacts:
    """The table, read when first asked (about 15 ms)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[str, _Row] | None = None

    def completed(self, model: Model, kind: str, *, is_free: bool = False) -> Model:
        """The model with what the table knows where the server said nothing.

        `kind` is the provider's name in providers.toml; `is_free` leaves prices out, for models
        that run on this computer.
        """
        row = self._row(model.id, kind)
        if row is None:
            return model
        known: dict[str, int | float | bool | None] = {
            "context": row.max_input_tokens,
            "max_output": row.max_output_tokens,
            "has_images": row.supports_vision,
            "has_tools": row.supports_function_calling,
            "has_reasoning": row.supports_reasoning,
        }
        if not is_free:
            known |= {
                "input_price": row.input_cost_per_token,
                "output_price": row.output_cost_per_token,
                "cached_price": row.cache_read_input_token_cost,
            }
        news = {name: value for name, value in known.items() if getattr(model, name) is None}
        return msgspec.structs.replace(model, **news)

    def _row(self, model_id: str, kind: str) -> _Row | None:
        if self._rows is None:
            import gzip

            packed = self._path.read_bytes()
            self._rows = msgspec.json.decode(gzip.decompress(packed), type=dict[str, _Row])
        names = (f"{kind}/{model_id}", model_id, model_id.rpartition("/")[2])
        return next((self._rows[name] for name in names if name in self._rows), None)
