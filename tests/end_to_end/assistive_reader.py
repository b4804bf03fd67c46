"""What assistive technology gets over the accessibility bus, as JSON lines.

Run by the system's Python, whose packages know that bus; knows nothing of the app but its name.
Told `tree`, it prints what the app offers; every announcement is printed when it is made.
"""

import json
import sys
import threading

import pyatspi
from gi.repository import GLib

DEEPEST = 14
MOST_CHILDREN = 40


def told(**facts):
    print(json.dumps(facts), flush=True)


def text_of(node):
    try:
        text = node.queryText()
    except NotImplementedError:
        return ""
    return text.getText(0, min(text.characterCount, 200))


def described(node, depth=0):
    """A node with everything below it; nodes that end while they are read are left out."""
    children = []
    for number in range(min(node.childCount, MOST_CHILDREN) if depth < DEEPEST else 0):
        child = node.getChildAtIndex(number)
        if child is not None:
            children.append(described(child, depth + 1))
    states = sorted(pyatspi.stateToString(state) for state in node.getState().getStates())
    return {
        "role": node.getRoleName(),
        "name": node.name,
        "states": states,
        "text": text_of(node),
        "children": children,
    }


def say_tree(pid):
    apps = [app for app in pyatspi.Registry.getDesktop(0) if app is not None]
    mine = [app for app in apps if app.get_process_id() == pid]
    for app in mine:
        app.clear_cache()  # names are to be asked for, not remembered
    told(tree=described(mine[0]) if mine else None)


def on_event(event):
    told(announced=str(event.any_data))


def obey():
    for line in sys.stdin:
        GLib.idle_add(say_tree, int(line))
    GLib.idle_add(pyatspi.Registry.stop)


pyatspi.Registry.registerEventListener(on_event, "object:announcement")
threading.Thread(target=obey, daemon=True).start()
told(ready=True)
pyatspi.Registry.start()
