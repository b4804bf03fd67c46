# shellcheck shell=bash
# Sourced by run.sh, test.sh and build.sh: what a fresh machine lacks, brought once.
#
#   need_system              Python with venv, and the shared libraries of the window and the model
#   need_commands CMD:PKG…   programs, by the Debian package that has them
#   need_environment LOCK    .venv with exactly the pinned dependencies, and Rivulet itself
#   need_build_environment   the same for builds, in .cache/build-venv
#   need_model PYTHON        the weights of the built-in model
#
# $root is the checkout. Nothing here reads standard input or changes the folder.

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# Root rights without asking for a password, or an empty answer and status 1.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null
}

# Debian packages by name; their output is shown only if it fails.
apt_install() {
    say "Installing from Debian: $*"
    local log
    log=$(mktemp)
    if ! {
        { [ -n "${apt_updated:-}" ] || as_root apt-get update; } &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
                --no-install-recommends "$@"
    } </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
    apt_updated=yes
}

libraries="libEGL.so.1:libegl1 libGL.so.1:libgl1 libglib-2.0.so.0:libglib2.0-0
libxkbcommon.so.0:libxkbcommon0 libdbus-1.so.3:libdbus-1-3 libfontconfig.so.1:libfontconfig1
libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4 libxcb-image.so.0:libxcb-image0
libxcb-keysyms.so.1:libxcb-keysyms1 libxcb-render-util.so.0:libxcb-render-util0
libxcb-shape.so.0:libxcb-shape0 libxcb-util.so.1:libxcb-util1 libxcb-xkb.so.1:libxcb-xkb1
libxkbcommon-x11.so.0:libxkbcommon-x11-0 libwayland-cursor.so.0:libwayland-cursor0
libwayland-egl.so.1:libwayland-egl1 libgomp.so.1:libgomp1"

# Debian packages of what Python, the window and the model need and this machine lacks.
missing_packages() {
    if [ -z "$python" ]; then
        echo python3 python3-venv
    elif ! "$python" -c 'import ensurepip' 2>/dev/null; then
        [ "$python" = python3 ] && echo python3-venv || echo "$python-venv"
    fi
    [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
    local known pair
    known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p)
    for pair in $libraries; do
        case $known in *"${pair%%:*}"*) ;; *) echo "${pair##*:}" ;; esac
    done
}

need_system() {
    local packages
    python=$(find_python)
    if [ "$(uname)" = Linux ]; then
        packages=$(missing_packages | xargs)
        if [ -z "$packages" ]; then
            :
        elif can_install; then
            # shellcheck disable=SC2086  # a list of names
            apt_install $packages
            python=$(find_python)
        elif command -v apt-get >/dev/null; then
            stop "Rivulet needs these first:
    sudo apt-get install $packages"
        else
            say "Missing here, by their Debian names: $packages"
        fi
    fi
    [ -n "$python" ] || stop "Rivulet needs Python 3.11, 3.12 or 3.13."
}

# Missing programs are not an error: the tests that want them skip and say so.
need_commands() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
    done
    [ ${#missing[@]} = 0 ] && return
    if can_install; then
        apt_install "${missing[@]}" || say "Going on without them."
    else
        say "Not installed (tests that need them skip): ${missing[*]}"
    fi
}

is_supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

# The first Python that Rivulet runs on, or nothing.
find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if is_supported "$name"; then
            echo "$name"
            return
        fi
    done
}

# shellcheck disable=SC2154  # root is the caller's
# What was set up, as far as it can be seen without starting Python.
fingerprint() {
    printf '%s\n' "$root"
    cat "$1" "$root"/requirements.lock "$root"/packaging/{install.lock,setup.sh} \
        "$root/pyproject.toml" | cksum
}

need_environment() {
    local lock=$root/$1 stamp=$root/.venv/.set-up-from-${1##*/}
    if [ -e "$root/.venv/bin/rivulet" ] && [ -e "$stamp" ] &&
        [ "$(cat "$stamp")" = "$(fingerprint "$lock")" ]; then
        return
    fi
    need_system
    if ! is_supported "$root/.venv/bin/python" ||
        ! "$root/.venv/bin/python" -m pip --version >/dev/null 2>&1; then
        say "Making an environment in $root/.venv"
        "$python" -m venv --clear "$root/.venv"
    fi
    say "Installing the pinned dependencies"
    local pip=("$root/.venv/bin/python" -m pip install -qq --disable-pip-version-check)
    "${pip[@]}" --require-hashes -r "$lock" -r "$root/packaging/install.lock"
    "${pip[@]}" --no-deps --no-build-isolation --editable "$root"
    # The first start need not compile what it imports: half of its time otherwise.
    "$root/.venv/bin/python" -m compileall -q "$root/desktop_app"
    fingerprint "$lock" >"$stamp"
}

need_model() {
    compgen -G "$root/.cache/model/*.gguf" >/dev/null && return
    say "Fetching the built-in model (93 MB)"
    "$1" "$root/packaging/fetch_model.py" >&2
}

# PyInstaller takes Python as a library; Debian keeps that in a package of its own.
need_shared_python() {
    local library
    library=$("$python" -c 'import sys, sysconfig
print(sysconfig.get_config_var("INSTSONAME") if sys.base_prefix == "/usr" else "")')
    [ -n "$library" ] || return 0
    case $(PATH=$PATH:/usr/sbin:/sbin ldconfig -p) in
    *"$library"*) ;;
    *) apt_install "${library%%.so*}" ;;
    esac
}

# An environment of its own for builds, without what tests need. Sets build_python.
need_build_environment() {
    local env=$root/.cache/build-venv lock=$root/packaging/build.lock
    build_python=$env/bin/python
    [ "$(cat "$env/.set-up-from" 2>/dev/null)" != "$(fingerprint "$lock")" ] || return 0
    need_system
    need_shared_python
    say "Making the build environment in $env"
    "$python" -m venv --clear "$env"
    "$build_python" -m pip install -qq --disable-pip-version-check --require-hashes \
        -r "$root/requirements.lock" -r "$lock"
    fingerprint "$lock" >"$env/.set-up-from"
}
