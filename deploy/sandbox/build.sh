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

if [ -z "${BASE_IMAGE:-}" ]; then
    SUITE=$(. /etc/os-release; echo "$VERSION_CODENAME")
    BASE_IMAGE=steelyard-sandbox-base:$SUITE
    if ! docker image inspect "$BASE_IMAGE" >/dev/null 2>&1; then
        MIRROR=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' \
            'Created-By: Packages' "Codename: $SUITE" 'Component: main' | head -n1)}
        ROOT=$(mktemp -d)
        trap 'rm -rf "$ROOT"' EXIT
        debootstrap --variant=minbase --include=python3,ca-certificates "$SUITE" "$ROOT" "$MIRROR"
        rm -rf "$ROOT"/var/cache/apt/archives/*.deb "$ROOT"/var/lib/apt/lists/* "$ROOT"/usr/share/{doc,man,locale}/*
        tar -C "$ROOT" --numeric-owner -c . | docker import \
            -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' -c 'ENV LANG=C.UTF-8' \
            - "$BASE_IMAGE"
    fi
fi

# A machine behind a proxy of its own trusts certificates that the build needs too. They are never committed.
rm -rf certs && mkdir certs
cp /usr/local/share/ca-certificates/*.crt certs/ 2>/dev/null || true
trap 'rm -rf certs "${ROOT:-/nonexistent}"' EXIT
docker build --build-arg BASE_IMAGE="$BASE_IMAGE" --build-arg PACKAGES="$PACKAGES" -t "$IMAGE" .
