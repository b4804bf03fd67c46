#!/usr/bin/env bash
# Sets up what tests need and runs them without a screen.
#
#   bash packaging/test.sh [PYTEST ARGUMENT…]
#   bash packaging/test.sh --all [PYTEST ARGUMENT…]   the slow ones too: clean root, Wine, full counts
#   bash packaging/test.sh --setup-only
#
# Real windows open on a display of their own (Xvfb). What is not installed and cannot be is
# skipped, with its reason in pytest's summary.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/packaging/setup.sh"

all=
limit=1170 # seconds: 20 minutes with the time to end; pytest still prints its closing line
select=(-m "not slow")
if [ "${1:-}" = --all ]; then
    shift
    all=yes
    limit=14400
    select=()
    export RIVULET_FUZZ=${RIVULET_FUZZ:-100000}
fi

cd "$root"
need_environment packaging/dev.lock
need_model "$root/.venv/bin/python"
need_commands Xvfb:xvfb openbox:openbox xdotool:xdotool xdpyinfo:x11-utils import:imagemagick \
    dbus-run-session:dbus gnome-keyring-daemon:gnome-keyring \
    desktop-file-validate:desktop-file-utils appstreamcli:appstream \
    /usr/libexec/at-spi-bus-launcher:at-spi2-core \
    /usr/libexec/at-spi-bus-launcher:python3-pyatspi \
    /usr/libexec/at-spi-bus-launcher:gir1.2-atspi-2.0
if [ -n "$all" ]; then
    need_commands mmdebstrap:mmdebstrap lintian:lintian shellcheck:shellcheck makensis:nsis \
        wine:wine xvfb-run:xvfb osslsigncode:osslsigncode \
        x86_64-w64-mingw32-gcc-win32:gcc-mingw-w64-x86-64-win32 tinyproxy:tinyproxy \
        microsocks:microsocks danted:dante-server mitmdump:mitmproxy
    bash packaging/test_tools/litellm.sh || say "Going on without LiteLLM."
fi

[ "${1:-}" = --setup-only ] && exit
export QT_QPA_PLATFORM=offscreen
exec timeout --signal=INT --kill-after=60 "$limit" \
    .venv/bin/python -m pytest "${select[@]}" "$@" </dev/null
