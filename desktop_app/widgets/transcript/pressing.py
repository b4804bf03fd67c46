"""What pressing a place in a unit does, by mouse or by key."""

from typing import TYPE_CHECKING

from desktop_app.widgets.transcript.menu import put
from desktop_app.widgets.transcript.placed import Placed
from desktop_app.widgets.transcript.saving import save_code
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.errors import ErrorUnit
from desktop_app.widgets.transcript.units.painted import FoldUnit
from desktop_app.widgets.transcript.units.pictures import PictureUnit
from desktop_app.widgets.transcript.units.spots import Spot
from desktop_app.widgets.transcript.units.structured import StructuredUnit
from desktop_app.widgets.transcript.units.tools import ToolUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

_TREE = {"show_tree", "show_json", "copy_json", "fold_node"}


def press(view: "TranscriptView", placed: Placed, number: int) -> None:
    """Do what spot `number` of a unit stands for."""
    unit = placed.unit
    spots = unit.stops()
    if not 0 <= number < len(spots):
        return
    spot = spots[number]
    if isinstance(unit, CodeUnit) and spot.name == "wrap":
        _toggle_wrap(view, unit)
    elif isinstance(unit, CodeUnit) and spot.name == "source":
        unit.card.toggle_source()
        view.moving.card_changed(unit.card)
    elif isinstance(unit, CodeUnit) and spot.name == "copy_code":
        put(view, unit.card.code)
    elif isinstance(unit, CodeUnit) and spot.name == "save":
        save_code(view, unit.card)
    elif isinstance(unit, StructuredUnit) and spot.name in _TREE:
        _press_tree(view, placed, unit, number)
    elif isinstance(unit, ToolUnit) and spot.name != "fold":
        view.tool_action_requested.emit(spot.name, unit.call_id)
    elif spot.name == "fold":
        _fold(view, placed)
    elif not _press_payload(view, spot):
        view.act(spot.name, view.model.items[placed.entry].message.id)


def _press_payload(view: "TranscriptView", spot: Spot) -> bool:
    """Do what a place stands for that says by itself what it concerns; False for other places."""
    deeds = {
        "load_remote": view.model.remote.load,
        "cancel_remote": view.model.remote.cancel,
        "copy_detail": lambda text: put(view, text),
        "open_link": view.follow,
    }
    deed = deeds.get(spot.name)
    if deed is not None:
        deed(spot.payload)
    return deed is not None


def _press_tree(view: "TranscriptView", placed: Placed, unit: StructuredUnit, number: int) -> None:
    name = unit.spots()[number].name
    entry = view.layout_.entry(placed.entry)
    if name == "copy_json":
        put(view, unit.text)
        return
    if name == "fold_node":
        unit.toggle(unit.folds(number))
    else:
        before = entry.units
        entry.show_json(unit, is_shown=name == "show_json")
        entry.rejoin(view.around.style, view.layout_.width)
        view.selection.moved(placed.entry, before, entry.units)
    view.moving.unit_changed(placed)


def _toggle_wrap(view: "TranscriptView", unit: CodeUnit) -> None:
    unit.card.toggle_wrap()
    view.moving.card_changed(unit.card)


def _fold(view: "TranscriptView", placed: Placed) -> None:
    unit = placed.unit
    if isinstance(unit, FoldUnit):
        entry = view.layout_.entry(placed.entry)
        before = entry.units
        entry.turn(unit)
        entry.rejoin(view.around.style, view.layout_.width)
        view.selection.moved(placed.entry, before, entry.units)
    elif isinstance(unit, PictureUnit):
        unit.fold()
    elif isinstance(unit, ToolUnit | ErrorUnit):
        unit.is_open = not unit.is_open
    view.moving.unit_changed(placed)
