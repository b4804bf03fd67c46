"""Where an old text meets a new one."""

import pytest

from desktop_app.services.continuation import overlap


@pytest.mark.parametrize(
    ("old", "new", "anchor", "whole"),
    [
        ("The quick brown", " fox", "", "The quick brown fox"),
        ("The quick brown ", " fox", "", "The quick brown fox"),
        ("One.\n\n", "\n\nTwo.", "", "One.\n\nTwo."),
        ("The quick brown", "quick brown fox", "", "The quick brown fox"),
        ("The quick brown", "The quick brown fox", "The quick brown", "The quick brown fox"),
        ("The quick brown", "“…The quick brown fox”", "The quick brown", "The quick brown fox”"),
        ("The quick bro", "The quick brown", "The quick bro", "The quick brown"),
        ("The quick brown ", "quick brown fox", "quick brown", "The quick brown fox"),
        ("a cat", "at last", "", "a catat last"),  # three letters in common are chance
        ("", "All", "", "All"),
        ("All", "", "", "All"),
    ],
)
def test_the_seam_is_nowhere_in_the_text(old, new, anchor, whole) -> None:
    assert old + new[overlap(old, new, anchor) :] == whole
