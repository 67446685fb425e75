#!/usr/bin/env bash
# Passes the tests. Those of the pages need Chromium, those of the store
# PostgreSQL's programs: as root on Debian both are installed where they are
# missing; elsewhere the tests that need them are left out, and say so.
#
#     bash test.sh [arguments of go test]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

missing=()
for p in chromium chromium-browser google-chrome; do
	if command -v "$p" >/dev/null; then browser=$p && break; fi
done
[ -n "${browser:-}" ] || missing+=(chromium)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || missing+=(postgresql)

if [ "${#missing[@]}" -gt 0 ]; then
	if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
		echo "installing ${missing[*]}"
		apt-get -qq update
		DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
	else
		echo "without ${missing[*]}: the tests that need them are left out"
	fi
fi

go test "$@" ./...
