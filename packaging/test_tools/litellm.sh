#!/usr/bin/env bash
# Sets up LiteLLM's proxy for the tests against real servers, in .cache/litellm (about 740 MB).
# An environment of its own: what it depends on is not for Rivulet's. Does nothing when it is there.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
env=$root/.cache/litellm
release=1.106.2

[ "$(cat "$env/.set-up-from" 2>/dev/null)" != "$release" ] || exit 0
python=python3
[ -x "$root/.venv/bin/python" ] && python=$root/.venv/bin/python
"$python" -m venv --clear "$env"
"$env/bin/python" -m pip install -qq --disable-pip-version-check "litellm[proxy]==$release" </dev/null
echo "$release" >"$env/.set-up-from"
