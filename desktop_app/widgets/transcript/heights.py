"""Heights of all messages, and where each begins: correcting one costs nothing for the others.

Runs of messages have sums of their own, so that 10,000 are never added up for one frame.
"""

RUN = 128  # messages


class Heights:
    """Pixels of each message, its gap above included. `total` is all of them."""

    def __init__(self, each: list[int] | None = None) -> None:
        self._each = each or []
        starts = range(0, len(self._each), RUN)
        self._runs = [sum(self._each[start : start + RUN]) for start in starts]
        self.total = sum(self._runs)

    def append(self, height: int) -> None:
        """A message came at the end."""
        if len(self._each) % RUN == 0:
            self._runs.append(0)
        self._each.append(0)
        self.correct(len(self._each) - 1, height)

    def correct(self, place: int, height: int) -> None:
        """A message is so high."""
        more = height - self._each[place]
        self._each[place] = height
        self._runs[place // RUN] += more
        self.total += more

    def of(self, place: int) -> int:
        """How high a message is."""
        return self._each[place]

    def top(self, place: int) -> int:
        """Where a message begins."""
        run = place // RUN
        return sum(self._runs[:run]) + sum(self._each[run * RUN : place])

    def at(self, y: int) -> int:
        """The message at a height; the first or last one beyond the ends."""
        place = top = 0
        for run in self._runs[:-1]:
            if top + run > y:
                break
            top += run
            place += RUN
        while place + 1 < len(self._each) and top + self._each[place] <= y:
            top += self._each[place]
            place += 1
        return place
