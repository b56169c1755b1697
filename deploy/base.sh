#!/usr/bin/env bash
# Makes a small Debian with Python out of this machine's own apt mirror, and prints the name of the image.
set -euo pipefail

SUITE=$(. /etc/os-release; echo "$VERSION_CODENAME")
IMAGE=${1:-steelyard-sandbox-base:$SUITE}
if ! docker image inspect "$IMAGE" >/dev/null 2>&1; then
    MIRROR=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' "Codename: $SUITE" 'Component: main' | head -n1)}
    ROOT=$(mktemp -d)
    trap 'rm -rf "$ROOT"' EXIT
    debootstrap --variant=minbase --include=python3,ca-certificates "$SUITE" "$ROOT" "$MIRROR" >&2
    rm -rf "$ROOT"/var/cache/apt/archives/*.deb "$ROOT"/var/lib/apt/lists/* "$ROOT"/usr/share/{doc,man,locale}/*
    tar -C "$ROOT" --numeric-owner -c . | docker import \
        -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' -c 'ENV LANG=C.UTF-8' \
        - "$IMAGE" >&2
fi
echo "$IMAGE"
