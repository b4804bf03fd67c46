"""Draws one Mermaid diagram in a process of its own: the library holds on to the interpreter.

Reads the source from its input and writes a PNG to its output. Run as a script, or by the app's
own executable with the word `--draw-diagram`. Needs nothing of the rest of the app.
"""

import json
import sys

MOST_PIXELS = 12_000_000  # unpacking more would hold up the window
_OWN_LOOK = ("%%{", "---")  # a diagram that says itself how it looks


def main() -> int:
    """Ground, most width, scale and Mermaid's theme variables as JSON in a line, then the diagram.

    1 if it is unreadable or enormous.
    """
    import mmdr

    asked = json.loads(sys.stdin.readline())
    source = sys.stdin.read()
    if not source.lstrip().startswith(_OWN_LOOK):
        look = {"theme": "base", "themeVariables": asked["variables"]}
        source = f"%%{{init: {json.dumps(look)}}}%%\n{source}"
    try:
        drawn = mmdr.render(source)
        _, natural, tall = drawn.raw()
        width = float(asked["width"])
        wanted = min(width, float(natural) * asked["scale"]) if natural else width
        if natural and wanted * wanted / natural * tall > MOST_PIXELS:
            sys.stderr.write("too large\n")
            return 1
        sys.stdout.buffer.write(drawn.png(width=wanted, background=asked["ground"]))
    except (RuntimeError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
