#!/usr/bin/env bash
# Pins every dependency anew, with hashes and without any registry's address:
#   requirements.lock       what the app needs (run.sh, frozen builds)
#   packaging/install.lock  what an editable install needs beside it (run.sh, test.sh)
#   packaging/dev.lock      what the app, its tests and its checks need (test.sh)
#   packaging/build.lock    what freezes the app (build.sh)
# Needs uv. Further arguments go to `uv lock`, for example --upgrade.
set -euo pipefail
cd "$(dirname "$0")/.."

uv lock --quiet "$@"
export=(uv export --quiet --locked --no-emit-project --format requirements-txt)
"${export[@]}" --no-dev --output-file requirements.lock
"${export[@]}" --all-groups --output-file packaging/dev.lock
for name in install build; do
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
        --constraint packaging/dev.lock "packaging/$name.in" --output-file "packaging/$name.lock"
done

if grep -nE '(https?|file)://|--(extra-)?index-url' requirements.lock packaging/*.lock; then
    echo "An address got into a lock file." >&2
    exit 1
fi
