"""How small and how large everything in a window may be, in percent."""

SMALLEST, LARGEST = 50, 300
