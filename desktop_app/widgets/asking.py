"""A question over the window, for what cannot be taken back."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.question import Question
from desktop_app.widgets.theme import Appearance


class Asking(Layer):
    """Asked at once and gone with the answer; Cancel, Esc and a click beside it are no answer.

    `safe` are the words of answers that lose nothing.
    """

    def __init__(
        self,
        window: QWidget,
        appearance: Appearance,
        question: tuple[str, str],
        answers: Sequence[tuple[str, Callable[[], object]]],
        *,
        safe: Sequence[str] = (),
    ) -> None:
        super().__init__(window, question[0], appearance, width=440, height=140)
        kinds = [str(number) for number, (text, _) in enumerate(answers) if text in safe]
        words = [(str(number), text) for number, (text, _) in enumerate(answers)]
        self.question = Question(*question, words, appearance, has_card=False, safe=kinds)
        self.question.answered.connect(self._answered)
        self._answers = answers
        column = scaled(QVBoxLayout(self.panel), appearance, (4, 4, 4, 4))
        column.addWidget(self.question)
        column.addStretch(1)
        self.closed.connect(self.deleteLater)
        self.open()

    def take_focus(self) -> None:
        self.question.take_focus()

    def _answered(self, name: str) -> None:
        self.dismiss()
        if name:
            self._answers[int(name)][1]()
