#!/usr/bin/env bash
# Builds all images without any registry: steelyard, steelyard-sandbox-service and steelyard-redis.
# Usage: build.sh [tag]. BASE_IMAGE and SANDBOX_IMAGE skip making those.
set -euo pipefail
cd "$(dirname "$0")/.."

TAG=${1:-latest}
PYTHON=${PYTHON:-python3}
NUMBER=0

step() { # what it does and how long that takes without a cache
    NUMBER=$((NUMBER + 1))
    echo "steelyard: ${SECONDS} s: $NUMBER of 5: $1" >&2
}

# A machine behind a proxy of its own trusts certificates that builds need too. They are never committed.
cp /usr/local/share/ca-certificates/*.crt deploy/certs/ 2>/dev/null || true

step "a Debian with Python, by debootstrap (1 to 3 min, once)"
BASE_IMAGE=${BASE_IMAGE:-$(deploy/base.sh)}

step "the sandbox and its languages (2 to 8 min; SANDBOX_IMAGE names one that is there)"
if [ -z "${SANDBOX_IMAGE:-}" ]; then
    SANDBOX_IMAGE=steelyard-sandbox:latest
    BASE_IMAGE="$BASE_IMAGE" deploy/sandbox/build.sh "$SANDBOX_IMAGE"
fi
docker build --build-arg BASE_IMAGE="$SANDBOX_IMAGE" --build-arg PACKAGES= -f deploy/Dockerfile.sandbox \
    -t "steelyard-sandbox-service:$TAG" .

step "the broker, beside the steps that follow (1 min)"
docker build --build-arg BASE_IMAGE="$BASE_IMAGE" -f deploy/Dockerfile.redis -t "steelyard-redis:$TAG" . &
REDIS=$!

step "wheels into deploy/wheels (1 to 3 min, once)"
# Downloads happen out here, with the machine's own configuration; the build needs no package index.
# langdetect comes as source only: what builds it comes along.
if ! ls deploy/wheels/pip-*.whl deploy/wheels/setuptools-*.whl >/dev/null 2>&1; then
    "$PYTHON" -m pip download --quiet --no-deps --only-binary :all: --dest deploy/wheels pip setuptools wheel packaging
fi
# The image's Python may be an older 3.11 than this one, and then needs what newer ones do not.
sed "s/ ; python_full_version < '3.11[^\\]*/ /" deploy/requirements.lock >deploy/wheels/requirements.txt
"$PYTHON" -m pip download --quiet --require-hashes --only-binary :all: --no-binary langdetect \
    --find-links deploy/wheels --dest deploy/wheels --requirement deploy/wheels/requirements.txt
rm -f deploy/wheels/requirements.txt

step "gateway and workers (1 to 3 min)"
docker build --build-arg BASE_IMAGE="$BASE_IMAGE" -f deploy/Dockerfile -t "steelyard:$TAG" .
wait "$REDIS"
echo "steelyard: ${SECONDS} s: steelyard, steelyard-sandbox-service and steelyard-redis are tagged $TAG" >&2
