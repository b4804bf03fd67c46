"""What can be wrong with a file that is to be imported."""

from desktop_app.domain.errors import AppError


class NotUnderstood(AppError):
    """The file is none of those that can be read, or it is broken."""

    def __init__(self, text: str, *, detail: str = "") -> None:
        super().__init__(
            text,
            hint="Rivulet reads exports of ChatGPT and Claude (the zip as it came, or its "
            "conversations.json), its own JSON and zip, and Markdown with roles.",
            detail=detail,
        )
