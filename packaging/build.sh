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

need_commands strip:binutils
need_build_environment
need_model "$build_python"

rm -rf build/frozen
QT_QPA_PLATFORM=offscreen "$build_python" packaging/icons.py build/icons
"$build_python" -m PyInstaller --noconfirm --log-level ERROR \
    --distpath build/frozen --workpath build/pyinstaller packaging/rivulet.spec

frozen=build/frozen/rivulet
ln -s rivulet "$frozen/rivulet-gui"
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
RIVULET_HOME=$home QT_QPA_PLATFORM=offscreen "$frozen/rivulet" --self-check
RIVULET_HOME=$home "$frozen/rivulet" ask --temporary "What is the capital of France?"
du -sh "$frozen"
