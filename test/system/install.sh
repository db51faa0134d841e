#!/bin/sh
# Installs from Debian's packages what the system tests start: ClickHouse servers, ZooKeeper, PostgreSQL 15, PgBouncer,
# Prometheus and Chromium; systemd to check the unit; and what other tests use where it is installed, and need where CI
# is set: psql, zsh and fish, mandoc. May be run again.
set -eu
packages="clickhouse-server clickhouse-client zookeeper default-jre-headless iproute2 postgresql-15 pgbouncer strace openssl prometheus systemd chromium zsh fish mandoc"
missing=""
for package in $packages; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "installed already: $packages"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
# The packages' own services stay off: the tests start servers of their own.
# shellcheck disable=SC2086
apt-get install -y --no-install-recommends $missing
