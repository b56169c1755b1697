#!/usr/bin/env bash
# Makes the secrets that Compose mounts as files, once: passwords, and API keys for you and for Prometheus.
# Usage: secrets.sh [folder]
set -euo pipefail
cd "$(dirname "$0")/.."

FOLDER=${1:-secrets}
mkdir -p -m 0700 "$FOLDER"
touch .env

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
# Containers of several users read the files: only the folder keeps others out.
keep() { [ -e "$FOLDER/$1" ] || { cat >"$FOLDER/$1.new" && chmod 0444 "$FOLDER/$1.new" && mv "$FOLDER/$1.new" "$FOLDER/$1"; }; }

secret | keep redis_password
echo "redis://:$(cat "$FOLDER/redis_password")@redis:6379/0" | keep steelyard_redis_url
secret | keep api_key
secret | keep prometheus_key
secret | keep grafana_password
{
    echo '{"key": "'"$(cat "$FOLDER/api_key")"'", "tenant": "me", "scopes": ["submit", "read", "admin"]}'
    echo '{"key": "'"$(cat "$FOLDER/prometheus_key")"'", "tenant": "prometheus", "scopes": ["read"]}'
} | keep keys
echo "Your API key is in $FOLDER/api_key."
