#!/bin/sh
# Make the environment: .venv from the lock files, node_modules from package-lock.json, apt packages for the tests.
# Usage: scripts/setup.sh run | test      (run: what `make demo` needs; test: everything)
set -eu
cd "$(dirname "$0")/.."
want=${1:-test}
# Compile while installing: else every process of a first start does, and each that may not write there for ever.
export UV_COMPILE_BYTECODE=1
python=${PYTHON:-python3}

stamp() { cat requirements.txt requirements-dev.txt package-lock.json packages.txt scripts/setup.sh | cksum; }

need_apt() {  # $@: packages. Installs them as root; otherwise says how, and stops.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        echo "Missing system packages. Run: sudo apt-get install -y $*" >&2
        exit 2
    fi
}

make_venv() {
    [ -x .venv/bin/python ] && return 0
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv .venv
    elif "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip .venv
        "$python" -m pip --python .venv/bin/python install -q pip
    else
        need_apt python3-pip
        make_venv
    fi
}

make_venv
if [ "$(cat .venv/ready-run 2>/dev/null)" != "$(stamp)" ]; then
    echo "Setting up: Python packages and page assets (about a minute, once)"
    .venv/bin/python -m pip install -q --disable-pip-version-check uv
    .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements.txt
    .venv/bin/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
    stamp > .venv/ready-run
fi
[ "$want" = test ] || exit 0
if [ "$(cat .venv/ready-test 2>/dev/null)" != "$(stamp)" ]; then
    missing=""
    for package in $(cat packages.txt); do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    # shellcheck disable=SC2086
    [ -z "$missing" ] || need_apt $missing
    .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements-dev.txt
    stamp > .venv/ready-test
fi
