"""A place on a page for what comes up: a question before what is final, and what failed."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout

from desktop_app.domain.errors import AppError
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.question import Question
from desktop_app.widgets.theme import Appearance


class Place(QVBoxLayout):
    """Asks one question at a time; what failed stays until it is understood."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.question: Question | None = None
        scaled(self, appearance)

    def ask(
        self,
        title: str,
        words: str,
        answers: Sequence[tuple[str, str]],
        answered: Callable[[str], None],
    ) -> None:
        """`answered` is told the answer, "" for Cancel, once the question is gone."""
        self._drop_question()
        question = self.question = Question(title, words, answers, self._appearance)

        def end(answer: str) -> None:
            self._drop_question()
            answered(answer)

        question.answered.connect(end)
        self.addWidget(question)
        question.show()  # a layout would do it later, and what is hidden takes no focus
        question.take_focus()

    def tell(self, error: AppError) -> None:
        """Show what went wrong."""
        card = ErrorCard(error, self._appearance, [("hide", self.tr("Understood"))])
        card.acted.connect(card.deleteLater)
        self.addWidget(card)
        card.show()

    def _drop_question(self) -> None:
        if self.question is not None:
            self.question.hide()
            self.question.deleteLater()
            self.question = None
