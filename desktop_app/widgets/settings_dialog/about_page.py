"""What Rivulet is, what it is made of, and what it never does."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout

from desktop_app import __version__, paths
from desktop_app.services.core import Core
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.card import Card
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.mark import Mark
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.page import Page
from desktop_app.widgets.theme import Appearance, Theme


class AboutPage(Page):
    """Version, privacy, licences."""

    def __init__(self, core: Core, appearance: Appearance) -> None:
        super().__init__(appearance)
        head = scaled(QHBoxLayout(), appearance, (4, 4, 4, 0), 16)
        head.addWidget(Mark(appearance))
        words = scaled(QVBoxLayout(), appearance)
        words.addWidget(Label("Rivulet", appearance, size=18, line=28, weight=600))
        version = self.tr("Version {version}").format(version=__version__)
        words.addWidget(Label(version, appearance, color="muted"))
        head.addLayout(words)
        head.addStretch(1)
        self.column.addLayout(head)
        self.add_heading(self.tr("What it never does"))
        self.add_text(
            self.tr(
                "Rivulet has no telemetry of any kind: it counts nothing, reports nothing and asks "
                "no server of ours for anything. It talks to the providers you set up, and to "
                "nobody else. Conversations stay on this computer; keys stay in its keyring."
            )
        )
        logs = Button(self.tr("Open the logs"), appearance, icon="folder-open")
        logs.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(core.locations.logs)))
        )
        row = scaled(QHBoxLayout(), appearance, (4, 4, 4, 4), 8)
        row.addWidget(logs)
        row.addStretch(1)
        self.column.addLayout(row)
        self.add_heading(self.tr("Licences"))
        self.add_text(self.tr("Rivulet is free software under the Apache License 2.0."))
        card = Card(appearance)
        card.add(_Licences(appearance))
        self.add_inset(card)
        self.fill_up()


class _Licences(QTextBrowser):
    """The list of what Rivulet is built on, to be read and copied."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        source = paths.resources() / "LICENSES.md"
        self._text = source.read_text(encoding="utf-8") if source.is_file() else ""
        self.setAccessibleName(self.tr("Licences of the parts"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setStyleSheet("background: transparent")  # the application's sheet gives it a ground
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Written anew: a document keeps the fonts and colours it was made with."""
        self.setFont(theme.font(12))
        self.setMinimumHeight(theme.px(240))
        self.setMarkdown(self._text)
        _calm(self.document(), theme)


def _calm(document: QTextDocument, theme: Theme) -> None:
    """Headings no larger than the page's own, tables with the theme's lines."""
    document.setDocumentMargin(theme.px(12))
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            look = QTextCharFormat()
            look.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            look.setFontWeight(600)
            cursor.mergeCharFormat(look)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            table = frame.format()
            table.setBorderBrush(theme.border)
            table.setBorder(1)
            frame.setFormat(table.toTableFormat())
