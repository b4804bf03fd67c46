"""The transcript's context menu: copying in every form, and the actions of the message."""

import csv
import functools
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop_app.domain.message import Role
from desktop_app.widgets.transcript.actions import ANSWER, LOOKS, OWN
from desktop_app.widgets.transcript.layout import Placed
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.table import TableCard, TableUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView


def open_menu(view: "TranscriptView", placed: Placed | None, link: str, at: QPoint) -> None:
    """Show the menu for a unit at a point of the screen."""
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    if not view.selection.is_empty:
        menu.addAction(view.tr("Copy"), view.copy)
    if link:
        menu.addAction(view.tr("Copy the link's address"), lambda: put(link))
    if placed is not None:
        _add_parts(menu, view, placed.unit)
        _add_message(menu, view, placed.entry)
    menu.addSeparator()
    menu.addAction(view.tr("Select all"), view.keys.select_all)
    menu.popup(at)


def _add_parts(menu: QMenu, view: "TranscriptView", unit: Unit) -> None:
    if isinstance(unit, CodeUnit):
        menu.addAction(view.tr("Copy code"), lambda: put(unit.card.code))
    elif isinstance(unit, TableUnit):
        menu.addAction(view.tr("Copy table as CSV"), lambda: put(as_csv(unit.card)))
    elif isinstance(unit, ProseUnit):
        for formula in formulas_of(unit)[:3]:
            label = view.tr("Copy formula %1").replace("%1", formula[:32])
            menu.addAction(label, functools.partial(put, formula))


def _add_message(menu: QMenu, view: "TranscriptView", entry: int) -> None:
    menu.addSeparator()
    message = view.model.items[entry].message
    if view.model.is_live(entry):
        menu.addAction(view.tr("Copy message"), lambda: put(view.layout_.entry(entry).markdown()))
        return
    for name in OWN if message.role is Role.USER else ANSWER:
        words = view.tr(LOOKS[name][1])
        menu.addAction(words, functools.partial(view.act, name, message.id))


def formulas_of(unit: ProseUnit) -> list[str]:
    """LaTeX sources in a unit, in order."""
    spans = unit.leaf.spans if unit.leaf else []
    return [span.value for span in spans if span.kind in {"math", "display"}]


def as_csv(card: TableCard) -> str:
    """A table's cells as RFC 4180."""
    out = io.StringIO()
    csv.writer(out).writerows(card.rows())
    return out.getvalue()


def put(text: str) -> None:
    """Put words on the clipboard."""
    QGuiApplication.clipboard().setText(text)
