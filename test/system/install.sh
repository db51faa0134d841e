#!/bin/sh
# Installs from Debian's packages what the system tests start: ClickHouse servers, ZooKeeper, PostgreSQL 15, PgBouncer, nginx,
# Prometheus, and Chromium with the fonts of the pictures that its pages are compared with; systemd to check the unit; and
# what other tests use where it is installed, and need where CI is set: psql, zsh and fish, mandoc; what recipes are
# written in: pandas and R. From npm, the runtimes that the client is tested in. May be run again.
set -eu
runtimes=/opt/pulsebase-runtimes
case $(uname -m) in
  aarch64) node=arm64 bun=aarch64 ;;
  *) node=x64 bun=x64 ;;
esac
if [ ! -x "$runtimes/bin/bun" ]; then
  # The packages of one platform: those of all fetch them by scripts.
  npm install --prefix "$runtimes" --no-audit --no-fund \
    "node-linux-$node@22.18.0" "@deno/linux-$node-glibc@2.9.6" "@oven/bun-linux-$bun@1.4.5"
  mkdir -p "$runtimes/bin"
  ln -sf "$runtimes/node_modules/node-linux-$node/bin/node" "$runtimes/bin/node"
  ln -sf "$runtimes/node_modules/@deno/linux-$node-glibc/deno" "$runtimes/bin/deno"
  ln -sf "$runtimes/node_modules/@oven/bun-linux-$bun/bin/bun" "$runtimes/bin/bun"
fi
packages="clickhouse-server clickhouse-client zookeeper default-jre-headless iproute2 postgresql-15 pgbouncer nginx-light curl strace openssl prometheus systemd chromium fonts-dejavu-core fonts-dejavu-extra zsh fish mandoc python3-pandas python3-sqlalchemy python3-psycopg2 r-base-core r-cran-jsonlite"
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
