"""The gallery shows everything that the catalogue has, in both themes."""

from desktop_app.domain.message import State
from desktop_app.viewmodels.faults import FAULTS
from desktop_app.viewmodels.transcript import ToolState
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.gallery.examples import examples
from desktop_app.widgets.gallery.window import GalleryWindow


def test_every_error_of_the_catalogue_has_an_example() -> None:
    assert {error.name for error in examples()} == set(FAULTS)
    assert all(str(error).strip() for error in examples())


def test_everything_is_shown_in_both_themes(qtbot, appearance) -> None:
    window = GalleryWindow(appearance)
    qtbot.addWidget(window)
    window.show()
    messages = [item.message for item in window.model.items]
    assert {each.error.name for each in messages if each.error} == set(FAULTS)
    assert {each.state for each in messages} == set(State) - {State.STREAMING}
    told = {window.model.tool(call.id).state for each in messages for call in each.tool_calls}
    assert told == set(ToolState)
    assert len(window.findChildren(ErrorCard)) == len(examples())
    grounds = []
    for choice in ("light", "dark"):
        appearance.set_choice(choice)
        grounds.append(window.grab().toImage().pixelColor(4, 300).lightness())
    assert grounds[0] > 200 > 60 > grounds[1]
