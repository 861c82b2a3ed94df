#!/usr/bin/env bash
# What NativeAOT links with: installs clang where there is neither it nor gcc; says so and ends with 77 where it cannot.
set -euo pipefail
if command -v clang > /dev/null || command -v gcc > /dev/null; then
    exit 0
fi
log=$(mktemp)
if ! { apt-get update -q && apt-get install -y -q clang zlib1g-dev; } > "$log" 2>&1; then
    echo "NOT RUN: there is no linker, and none could be installed, see $log"
    exit 77
fi
