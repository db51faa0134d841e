#!/usr/bin/env bash
# Installs what the tests in this folder need, from Debian's packages. Run as root; running it again does no harm.
set -euo pipefail

packages=(
  clickhouse-server clickhouse-client zookeeper # a real server, and a cluster of them
  postgresql-15 pgbouncer                       # the oldest PostgreSQL that is supported, and a pooler
  strace iproute2                               # what a write asks of the kernel; networks that can be cut
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

# The tests start their own servers: no package may start one.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
