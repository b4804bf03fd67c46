"""Draws one Mermaid diagram in a process of its own: the library holds on to the interpreter.

Reads the source from its input and writes a PNG to its output. Run as a script, or by the app's
own executable with the word `--draw-diagram`. Needs nothing of the rest of the app.
"""

import sys


def main() -> int:
    """Theme, ground, most width and scale in a line, then the diagram. 1 if it is unreadable."""
    import mmdr

    theme, ground, width, scale = sys.stdin.readline().split()
    source = sys.stdin.read()
    if theme == "dark" and not source.lstrip().startswith("%%{"):
        source = "%%{init: {'theme':'dark'}}%%\n" + source
    try:
        drawn = mmdr.render(source)
        natural = drawn.raw()[1]
        wanted = min(float(width), float(natural) * float(scale)) if natural else float(width)
        sys.stdout.buffer.write(drawn.png(width=wanted, background=ground))
    except (RuntimeError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
