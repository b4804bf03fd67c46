#!/usr/bin/env bash
# Builds dist/Rivulet-VERSION-setup.exe for 64-bit Windows 10 and later, on Linux.
#
#   bash packaging/windows/build.sh [--fast]     --fast packs with less effort, for tests
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/packaging/setup.sh"
cd "$root"

fast=()
[ "${1:-}" != --fast ] || fast=(-DFAST)
need_commands makensis:nsis
need_build_environment
need_model "$build_python"

version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' desktop_app/__init__.py)
tree=$root/build/windows/Rivulet
QT_QPA_PLATFORM=offscreen "$build_python" packaging/icons.py build/icons
"$build_python" packaging/windows/assemble.py "$tree"
# shellcheck disable=SC2016  # for makensis to expand
find "$tree" -maxdepth 1 -type f -printf 'Delete "$INSTDIR\\%f"\n' | sort \
    >build/windows/top_files.nsh

mkdir -p dist
makensis -V2 "-DVERSION=$version" "-DTREE=$tree" "-DTOP_FILES=$root/build/windows/top_files.nsh" \
    "-DSIZE=$(du -sk --apparent-size "$tree" | cut -f1)" \
    "-DOUT=$root/dist/Rivulet-$version-setup.exe" "${fast[@]}" packaging/windows/setup.nsi
du -sh "$tree" "dist/Rivulet-$version-setup.exe"
