#!/bin/sh
# Start the product or test it, from a fresh checkout. README.md says more.
set -eu

usage() {
    cat <<'EOF'
./lhs start [--host HOST] [--port PORT]   install, prepare the demo community and serve it (http://127.0.0.1:5000)
./lhs test [PYTEST ARGUMENTS]             install what tests need, then check everything; with arguments, only those tests
./lhs lock                                work out the hashed lock files again after changing pyproject.toml

Set PYTHON=/path/to/python to choose the Python (3.11 or newer). Data is kept in instance/, or where LHS_DATA_FOLDER says.
EOF
}

# Where this file lies, also when it is called through a link or from another folder.
self=$0
while [ -h "$self" ]; do
    link=$(readlink "$self")
    case $link in /*) self=$link ;; *) self=$(dirname -- "$self")/$link ;; esac
done
here=$(CDPATH='' cd -- "$(dirname -- "$self")" && pwd -P)
venv=$here/.venv
py=$venv/bin/python
log=$venv/install.log
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PYTHONUTF8=1

nl='
'
say() { printf '%s\n' "$*"; }
stop() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# ---- what the machine has -------------------------------------------------------------------------------------

# Run a command as root: directly, or through a sudo that asks nothing. Fails where neither is possible.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

# Install Debian or Ubuntu packages. Quiet, tried twice; fails where there is no apt or no right to use it.
apt_install() {
    command -v apt-get >/dev/null 2>&1 && as_root true || return 1
    say "Installing from the system's packages: $*"
    for attempt in 1 2; do
        as_root apt-get update -qq >/dev/null 2>&1 || true
        if as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
        then return 0; fi
        [ "$attempt" = 2 ] || sleep 3
    done
    return 1
}

# The same for a package that brings a service. Tests start their own on free ports, so what apt has started is stopped.
apt_install_stopped() {
    apt_install "$1" || return 1
    as_root service "$1" stop >/dev/null 2>&1 || true
    if command -v systemctl >/dev/null 2>&1; then as_root systemctl disable --quiet "$1" >/dev/null 2>&1 || true; fi
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if new_enough "$name"; then
            python=$name
            return 0
        fi
    done
    return 1
}

need_python() {
    if [ -n "${PYTHON:-}" ] && ! new_enough "$PYTHON"; then
        stop "PYTHON is set to '$PYTHON', which does not run or is older than Python 3.11. Point it to a newer one."
    fi
    find_python && return
    apt_install python3 python3-venv && find_python && return
    found=$(python3 --version 2>&1 || true)
    stop "This needs Python 3.11 or newer; found: ${found:-none}.
On Debian 12 or later and Ubuntu 24.04 or later:  sudo apt-get install python3 python3-venv
Elsewhere install a newer Python and run:  PYTHON=/path/to/python ./lhs start"
}

need_space() {
    free=$(df -Pk "$here" | awk 'NR == 2 { print int($4 / 1024) }')
    [ "${free:-0}" -ge "$1" ] || stop "Only $free MB are free where '$here' lies; installing needs about $1 MB. Make room, then run this again."
}

# ---- the virtual environment ----------------------------------------------------------------------------------

make_venv() {
    if [ -x "$py" ] && new_enough "$py" && "$py" -m pip --version >/dev/null 2>&1; then return; fi
    need_python
    [ -w "$here" ] || stop "'$here' cannot be written to. Copy the checkout to a folder of your own, then run this again."
    need_space 400
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        apt_install "$package" || stop "Python's venv module is missing. Install it, then run this again:  sudo apt-get install $package"
    fi
    say "Making a virtual environment with $("$python" --version)"
    "$python" -m venv --clear "$venv" || stop "The virtual environment could not be made in '$venv'; the lines above say why."
}

# What an installation depends on: the lock, the project file, the Python and where the checkout lies.
stamp_of() {
    { cat "$here/$1" "$here/pyproject.toml"; say "$here"; "$py" --version; } | cksum
}

install() { # install LOCK: bring the environment to the lock, or do nothing when it is there already
    lock=$1
    make_venv
    stamp=$(stamp_of "$lock")
    if [ "$(cat "$venv/stamp-$lock" 2>/dev/null)" = "$stamp" ]; then return; fi
    total=$(grep -c '==' "$here/$lock")
    say "Installing $total packages, each checked against its hash; this takes a minute or two the first time"
    rm -f "$venv"/stamp-* "$venv/failed"
    : >"$log"
    {
        "$py" -m pip install --progress-bar off --require-hashes -r "$here/$lock" 2>&1 &&
            "$py" -m pip install --progress-bar off --no-deps --no-build-isolation -e "$here" 2>&1 ||
            : >"$venv/failed"
    } | progress
    if [ -e "$venv/failed" ]; then
        tail -n 12 "$log" >&2
        stop "The packages could not be installed; the lines above say why ('$log' has all of them).
Often: no network, a proxy that pip does not know (set https_proxy), or a full disk. Then run this again."
    fi
    stamp_of "$lock" >"$venv/stamp-$lock"
    # The lock for tests holds all of the lock for running.
    if [ "$lock" = requirements-dev.txt ]; then stamp_of requirements.txt >"$venv/stamp-requirements.txt"; fi
}

progress() {
    count=0
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        case $line in
            Collecting* | "Requirement already"*) count=$((count + 1)) ;;
            "Installing collected"*) say "  unpacking" ;;
            *) continue ;;
        esac
        if [ $((count % 20)) -eq 0 ] && [ "$count" -gt 0 ]; then say "  $count of $total fetched"; fi
    done
}

# ---- start ----------------------------------------------------------------------------------------------------

start() {
    for argument in "$@"; do
        case $argument in -h | --help) usage; exit 0 ;; esac
    done
    install requirements.txt
    cd "$here"
    export LHS_DEMO="${LHS_DEMO:-true}"
    exec "$py" -m lhs_community.cli run --with-demo "$@"
}

# ---- test -----------------------------------------------------------------------------------------------------

find_chromium() {
    for name in chromium google-chrome chrome; do command -v "$name" >/dev/null 2>&1 && return 0; done
    [ -n "${LHS_TEST_CHROMIUM:-}" ]
}

find_pango() {
    "$py" -c 'import ctypes; ctypes.CDLL("libpangoft2-1.0.so.0")' >/dev/null 2>&1
}

find_postgresql() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

find_redis() { command -v redis-server >/dev/null 2>&1; }

find_nginx() { command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ]; }

outcomes=''
failed=0
note() { outcomes="$outcomes
  $*"; }

check() { # check NAME COMMAND...: run one check, remember how it went, go on
    name=$1
    shift
    say "$nl== $name"
    code=0
    "$@" || code=$?
    if [ "$code" -eq 0 ]; then
        note "passed      $name"
    elif [ "$code" -eq 5 ] && [ "$name" = "tests on PostgreSQL" ]; then
        note "NOT TESTED  $name: none of the tests asked for uses the database"
    else
        note "FAILED      $name"
        failed=1
    fi
}

run_tests() { # run_tests DATABASE [PYTEST ARGUMENTS]
    database=$1
    shift
    LHS_TEST_DATABASE=$database "$py" -m pytest -n "$workers" --dist loadgroup "$@"
}

run_checks() {
    find_chromium || apt_install chromium || true
    find_postgresql || apt_install postgresql || true
    find_redis || apt_install_stopped redis-server || true
    find_nginx || apt_install_stopped nginx || true
    install requirements-dev.txt
    find_pango || apt_install libpangoft2-1.0-0 fontconfig || true
    cd "$here"
    workers=$("$py" -c 'import os; print(min(4, os.cpu_count() or 1))')
    if [ $# -eq 0 ]; then
        check "ruff" "$py" -m ruff check .
        check "mypy" "$py" -m mypy
        check "djlint" "$py" -m djlint --quiet --lint templates
    else
        note "NOT TESTED  ruff, mypy, djlint and all tests but: $*"
    fi
    check "tests on SQLite" run_tests sqlite "$@"
    if find_postgresql; then
        check "tests on PostgreSQL" run_tests postgresql -m "not once" "$@"
    else
        note "NOT TESTED  PostgreSQL: it is not installed (sudo apt-get install postgresql)"
    fi
    find_pango || note "NOT TESTED  PDF: there is no pango (sudo apt-get install libpangoft2-1.0-0)"
    find_chromium || note "NOT TESTED  pages in a browser: there is no Chromium (sudo apt-get install chromium)"
    find_redis || note "NOT TESTED  several processes, and Redis lost: there is no Redis (sudo apt-get install redis-server)"
    find_nginx || note "NOT TESTED  several processes behind a proxy: there is no nginx (sudo apt-get install nginx)"
    say "$nl== What was tested, with $("$py" --version)$outcomes"
    return "$failed"
}

# ---- lock -----------------------------------------------------------------------------------------------------

compile() { # compile OUTPUT [ARGUMENTS]
    output=$1
    shift
    # Universal: one file for every Python from 3.11 and every processor. No address of a package registry gets in.
    printf 'hatchling\neditables\n' | "$uv" pip compile pyproject.toml - --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --output-file "$output" "$@"
}

lock() {
    cd "$here"
    uv=$(command -v uv || true)
    [ -n "$uv" ] || uv=$venv/bin/uv
    [ -x "$uv" ] || stop "This needs uv:  .venv/bin/python -m pip install uv"
    compile requirements.txt "$@"
    compile requirements-dev.txt --extra dev --constraint requirements.txt "$@"
    say "Wrote requirements.txt and requirements-dev.txt"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
    start) start "$@" ;;
    test) run_checks "$@" ;;
    lock) lock "$@" ;;
    help | -h | --help) usage ;;
    *) usage >&2; exit 2 ;;
esac
