"""The steps of the zoom, in percent. Pure functions."""

from desktop_app.domain.zoom import LARGEST, SMALLEST

_STEPS = (SMALLEST, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, LARGEST)


def stepped(percent: int, step: int) -> int:
    """The next larger (1) or smaller (-1) zoom, the same at the ends; 0 is as the system has it."""
    if step == 0:
        return 100
    further = [each for each in _STEPS if (each - percent) * step > 0]
    return (further[0] if step > 0 else further[-1]) if further else percent
