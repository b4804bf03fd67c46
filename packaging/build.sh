#!/usr/bin/env bash
# Freezes Rivulet into build/frozen/rivulet: one folder with the built-in model and its server.
#
#   bash packaging/build.sh
#
# From the pinned dependencies alone, in an environment of its own (.cache/build-venv).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/packaging/setup.sh"
cd "$root"

need_system
need_commands strip:binutils objdump:binutils
env=$root/.cache/build-venv
if [ "$(cat "$env/.set-up-from" 2>/dev/null)" != "$(fingerprint packaging/build.lock)" ]; then
    say "Making the build environment"
    "$python" -m venv --clear "$env"
    "$env/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes \
        -r requirements.lock -r packaging/build.lock
    fingerprint packaging/build.lock >"$env/.set-up-from"
fi

need_model "$env/bin/python"

rm -rf build/frozen
QT_QPA_PLATFORM=offscreen "$env/bin/python" packaging/icons.py build/icons
"$env/bin/python" -m PyInstaller --noconfirm --log-level WARN \
    --distpath build/frozen --workpath build/pyinstaller packaging/rivulet.spec

frozen=build/frozen/rivulet
ln -s rivulet "$frozen/rivulet-gui"
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
RIVULET_HOME=$home QT_QPA_PLATFORM=offscreen "$frozen/rivulet" --self-check
RIVULET_HOME=$home "$frozen/rivulet" ask --temporary "What is the capital of France?"
du -sh "$frozen"
