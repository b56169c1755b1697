#!/usr/bin/env bash
# Builds the image of the sandbox without any registry: a base from this machine's own apt mirror, then the Dockerfile.
# Usage: build.sh [image-name]. LANGUAGES chooses from languages/ by name ("all" takes everything, for a fat image);
# BASE_IMAGE skips the base; PACKAGES overrides what languages/ says.
set -euo pipefail
cd "$(dirname "$0")"

IMAGE=${1:-steelyard-sandbox:latest}
LANGUAGES=${LANGUAGES:-python bash c cpp javascript}
[ "$LANGUAGES" != all ] || LANGUAGES=$(ls languages)
PACKAGES=${PACKAGES:-$(cd languages && cat $LANGUAGES | tr '\n' ' ')}

BASE_IMAGE=${BASE_IMAGE:-$(../base.sh)}

# A machine behind a proxy of its own trusts certificates that the build needs too. They are never committed.
rm -rf certs && mkdir certs
cp /usr/local/share/ca-certificates/*.crt certs/ 2>/dev/null || true
trap 'rm -rf certs' EXIT
docker build --build-arg BASE_IMAGE="$BASE_IMAGE" --build-arg PACKAGES="$PACKAGES" -t "$IMAGE" .
