#!/usr/bin/env bash
# The whole life of the package on a machine that has nothing: a minimal Debian root.
#
#   bash packaging/linux/clean_root.sh [FOLDER]
#
# Installs version 0.0.1 (the same tree under an older name), starts it from its desktop entry in a
# real window, types a question, waits for the built-in model's answer, upgrades, starts again,
# removes; the person's data is compared byte by byte at each step. Prints sizes and start times;
# pictures are put into FOLDER (build/clean-root).
#
# Needs root rights, mmdebstrap, Xvfb, openbox, xdotool and imagemagick.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)

# The rest runs in name spaces of its own: nothing it mounts or starts outlives it.
if [ "${1:-}" != --inside ]; then
    work=$(mktemp -d)
    screen=$((7000 + $$ % 1000))
    trap 'rm -rf "$work" "/tmp/.X$screen-lock" "/tmp/.X11-unix/X$screen"' EXIT
    unshare --mount --mount-proc --pid --fork --kill-child \
        bash "$0" --inside "$work" "$screen" "${1:-$checkout/build/clean-root}"
    exit
fi
work=$2
export DISPLAY=:$3
pictures=$4
mkdir -p "$pictures"
root=$work/root
suite=${RIVULET_SUITE:-bookworm}
question="What is the capital of France?"

step() { printf '%-58s %s\n' "$1" "${2:-}"; }
fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }
person() {
    chroot --userspec=person:person "$root" env -i --chdir=/home/person PATH=/usr/bin:/bin \
        HOME=/home/person LANG=C.UTF-8 DISPLAY="$DISPLAY" XDG_RUNTIME_DIR=/run/person "$@"
}
now() { date +%s%N; }
since() { printf '%d.%02d s' $((($(now) - $1) / 1000000000)) $((($(now) - $1) / 10000000 % 100)); }
until_true() { # LIMIT-SECONDS COMMAND…
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.02
    done
}

# --- packages of both versions, and the root
deb() { echo "$checkout/dist/rivulet_$1_$(dpkg --print-architecture).deb"; }
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$checkout/desktop_app/__init__.py")
bash "$here/deb.sh" --fast 0.0.1 >/dev/null
bash "$here/deb.sh" --fast >/dev/null
step "package" "$(du -h "$(deb "$version")" | cut -f1)"

mmdebstrap --quiet --variant=minbase --components=main "$suite" "$root"
cp --remove-destination /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev"
for node in null zero full random urandom; do
    touch "$root/dev/$node"
    mount --bind "/dev/$node" "$root/dev/$node"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir -p "$root/dev/shm" "$root/tmp/.X11-unix" "$root/run/person"
mount -t tmpfs tmpfs "$root/dev/shm"
inside useradd --create-home person
inside chown person: /run/person
chmod 700 "$root/run/person"
step "minimal root ($suite)" "$(du -shx "$root" | cut -f1)"

# --- a screen
mkdir -p /tmp/.X11-unix
Xvfb "$DISPLAY" -noreset -screen 0 1280x800x24 -nolisten tcp -ac 2>/dev/null &
until_true 20 xdpyinfo || fail "no screen"
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
openbox 2>/dev/null &

install_deb() {
    cp "$(deb "$1")" "$root/tmp/rivulet.deb"
    inside DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends \
        /tmp/rivulet.deb >"$work/apt.log" 2>&1 || { cat "$work/apt.log" >&2; fail "install $1"; }
    rm "$root/tmp/rivulet.deb"
}
window() { xdotool search --onlyvisible --name Rivulet; }
start() { # LABEL: as a menu does it, from the desktop entry
    local begun
    begun=$(now)
    person gio launch /usr/share/applications/app.rivulet.Rivulet.desktop >"$work/app.log" 2>&1 &
    until_true 60 window || { cat "$work/app.log" >&2; fail "no window"; }
    step "$1: window after" "$(since "$begun")"
    xdotool windowactivate --sync "$(window | head -n 1)"
}
shot() { import -window root "$pictures/$1.png"; }
quit() {
    xdotool key ctrl+q
    until_true 20 is_gone || fail "still running after Ctrl+Q"
}
is_gone() { # the window's process and the model's
    local exe
    for exe in /proc/[0-9]*/exe; do
        [ "$(readlink "$exe")" != "$root/usr/lib/rivulet/rivulet" ] || return 1
    done
}
latest() { person rivulet conversations list --json | python3 -c '
import json, sys
print(json.load(sys.stdin)[0]["id"])'; }
answer() { person rivulet conversations show "$(latest)" --json | python3 -c '
import json, sys
message = json.load(sys.stdin)["messages"][-1]
assert message["role"] == "assistant" and message["state"] == "complete", message
print(message["text"])'; }
data() { (cd "$root/home/person" && find . -type f ! -path './.cache/*' ! -name '*.log*' \
    ! -name '*-shm' -print0 | sort -z | xargs -0 sha256sum); }

# --- install, ask, answer
inside apt-get update >/dev/null
inside DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends \
    libglib2.0-bin >/dev/null 2>&1 # the menu's part: it starts desktop entries
before=$(du -skx "$root" | cut -f1)
begun=$(now)
install_deb 0.0.1
step "install 0.0.1 with what it depends on" "$(since "$begun")"
step "disk it takes" "$((($(du -skx "$root" | cut -f1) - before) / 1024)) MB"
person rivulet --self-check || fail "self-check"

start "first start"
sleep 2 # a person reads the window first
shot first
xdotool type --delay 15 "$question"
xdotool key Return
begun=$(now)
until_true 120 answer || { shot no-answer; fail "no answer"; }
step "answer of the built-in model" "$(answer | head -c 40) ($(since "$begun"))"
sleep 1
shot answered
quit

# --- a second start, then the upgrade
start "second start"
quit
data >"$work/before"
install_deb "$version"
data >"$work/after"
cmp "$work/before" "$work/after" || fail "the upgrade touched the person's data"
step "upgrade to $version: files of the person unchanged" "$(wc -l <"$work/after")"
answer >/dev/null || fail "after the upgrade the conversation is gone"
start "start after the upgrade"
sleep 2
shot upgraded
quit

# --- remove
data >"$work/before"
inside apt-get remove --quiet --yes rivulet >/dev/null 2>&1
data >"$work/after"
cmp "$work/before" "$work/after" || fail "removing touched the person's data"
left=$(find "$root/usr" "$root/etc" -iname '*rivulet*')
[ -z "$left" ] || fail "left behind: $left"
step "removed; the person's data stays" "ok"
