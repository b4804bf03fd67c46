#!/usr/bin/env bash
# Sets Rivulet up in this checkout (once) and opens it.
#
#   bash packaging/run.sh [ARGUMENT…]   open the window, or run a command: run.sh ask "Hello"
#   bash packaging/run.sh --setup-only  everything but opening it
#   bash packaging/run.sh --desktop     an entry in the person's menu; --no-desktop takes it out
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/packaging/setup.sh"

id=app.rivulet.Rivulet
share=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$share/applications/$id.desktop
icon=$share/icons/hicolor/scalable/apps/$id.svg

if [ "${1:-}" = --no-desktop ]; then
    rm -f "$entry" "$icon"
    exit
fi

need_environment requirements.lock
need_model "$root/.venv/bin/python"

case ${1:-} in
--setup-only) ;;
--desktop)
    mkdir -p "$(dirname "$entry")" "$(dirname "$icon")"
    cp "$root/resources/app-icon.svg" "$icon"
    sed "s|^Exec=.*|Exec=\"$root/.venv/bin/rivulet-gui\"|; /^TryExec=/d" \
        "$root/resources/$id.desktop" >"$entry"
    say "Rivulet is in your menu: $entry"
    ;;
*) exec "$root/.venv/bin/rivulet" "$@" ;;
esac
