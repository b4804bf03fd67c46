"""The fonts of this computer as choices of a setting."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase


def font_choices(*, is_fixed: bool) -> dict[str, str]:
    """The system's own first, then every family; with `is_fixed` those for code."""
    own = QCoreApplication.translate("fonts", "Like the system")
    families = [
        name for name in QFontDatabase.families() if not QFontDatabase.isPrivateFamily(name)
    ]
    if is_fixed:
        families = [name for name in families if QFontDatabase.isFixedPitch(name)]
    return {"": own} | {name: name for name in families}
