"""What assistive technology gets over the accessibility bus, as JSON lines.

Run by the system's Python, whose packages know that bus; knows nothing of the app but its name.
Told a process, it prints what that offers; told a process and a name, it presses what is called so;
every announcement is printed when it is made.
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


def facts_of_text(node):
    """What a reader needs of a text besides its letters: lines, looks, places, what is selected."""
    try:
        text = node.queryText()
    except NotImplementedError:
        return {}
    end = max(0, text.characterCount - 1)
    return {
        "first_line": text.getTextAtOffset(0, pyatspi.TEXT_BOUNDARY_LINE_START)[0],
        "last_word": text.getTextAtOffset(max(0, end - 1), pyatspi.TEXT_BOUNDARY_WORD_START)[0],
        "looks": text.getAttributes(end),
        "last_letter": list(text.getCharacterExtents(end, pyatspi.DESKTOP_COORDS)),
        "selected": [text.getSelection(n) for n in range(text.getNSelections())],
    }


def described(node, depth=0):
    """A node with everything below it; nodes that end while they are read are left out."""
    node.clear_cache()  # names and states are to be asked for, not remembered
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
        "about_text": facts_of_text(node),
        "description": node.description,
        "attributes": node.getAttributes(),
        "children": children,
    }


def app_of(pid):
    apps = [app for app in pyatspi.Registry.getDesktop(0) if app is not None]
    mine = [app for app in apps if app.get_process_id() == pid]
    return mine[0] if mine else None


def say_tree(pid):
    app = app_of(pid)
    told(tree=described(app) if app is not None else None)


def press(pid, name):
    def is_meant(node):
        return node.name == name and node.getState().contains(pyatspi.STATE_SHOWING)

    action = pyatspi.findDescendant(app_of(pid), is_meant).queryAction()
    names = [action.getName(number) for number in range(action.nActions)]
    action.doAction(names.index("Press"))


def on_event(event):
    told(announced=str(event.any_data))


def obey():
    for line in sys.stdin:
        pid, _, name = line.strip().partition(" ")
        GLib.idle_add(press, int(pid), name) if name else GLib.idle_add(say_tree, int(pid))
    GLib.idle_add(pyatspi.Registry.stop)


pyatspi.Registry.registerEventListener(on_event, "object:announcement")
threading.Thread(target=obey, daemon=True).start()
told(ready=True)
pyatspi.Registry.start()
