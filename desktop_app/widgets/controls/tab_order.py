"""The order in which Tab goes through a page: as its layouts have it, however late a row came."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def neighbour(root: QWidget, start: QWidget | None, *, is_next: bool) -> QWidget | None:
    """The control after (or before) `start` below `root`, round from the last to the first.

    None if nothing below `root` takes the focus.
    """
    found = [widget for widget in _in_order(root) if _takes_tab(widget)]
    if not found:
        return None
    if start not in found:
        return found[0 if is_next else -1]
    return found[(found.index(start) + (1 if is_next else -1)) % len(found)]


def tab_stops(root: QWidget) -> list[QWidget]:
    """The controls below `root` that Tab may ever stop at, whether or not they are shown now."""
    return [widget for widget in _in_order(root) if _may_take_tab(widget)]


def _in_order(widget: QWidget) -> Iterator[QWidget]:
    """All widgets below, those in layouts first and in the layout's order."""
    laid_out = list(_of_layout(widget.layout()))
    # `children()` would make every class of Qt that there is, to tell what each of them is.
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    children = [x for x in widget.findChildren(QWidget, options=direct) if not x.isWindow()]
    others = [x for x in children if x not in laid_out]
    for child in (*laid_out, *others):
        yield child
        yield from _in_order(child)


def _of_layout(layout: QLayout | None) -> Iterator[QWidget]:
    for index in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(index) if layout is not None else None
        if item is not None and (widget := item.widget()) is not None:
            yield widget
        elif item is not None:
            yield from _of_layout(item.layout())


def _may_take_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def _takes_tab(widget: QWidget) -> bool:
    return _may_take_tab(widget) and widget.isEnabled() and widget.isVisible()
