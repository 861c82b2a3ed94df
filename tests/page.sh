#!/usr/bin/env bash
# The page of samples/ClassifierService in Debian's Chromium, headless: drawn on by mouse, finger and keys, at the widths of a phone and a desk. Screenshots go to artifacts/page,
# or to the folder that is given. Installs the browser where it may; says so and ends with 77 where it cannot. UNROLLED_STROKES names a file of other strokes to replay.
set -euo pipefail
cd "$(dirname "$0")/.."
export UNROLLED_SCREENSHOTS=${1:-artifacts/page} UNROLLED_CHROMIUM=${UNROLLED_CHROMIUM:-}
mkdir -p "$UNROLLED_SCREENSHOTS"
UNROLLED_SCREENSHOTS=$(realpath "$UNROLLED_SCREENSHOTS")

find_browser() { command -v chromium chromium-browser google-chrome | head -1; }
[ -n "$UNROLLED_CHROMIUM" ] || UNROLLED_CHROMIUM=$(find_browser || true)
if [ -z "$UNROLLED_CHROMIUM" ]; then
    { apt-get update -q && apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core; } > /tmp/unrolled-page.log 2>&1 || true
    UNROLLED_CHROMIUM=$(find_browser || true)
fi
if [ -z "$UNROLLED_CHROMIUM" ]; then
    echo "page: NOT RUN: there is no Chromium, and it could not be installed, see /tmp/unrolled-page.log"
    exit 77
fi

dotnet build tests/Page.Tests -c Release -v quiet -nologo
dotnet exec tests/Page.Tests/bin/Release/net10.0/Unrolled.Page.Tests.dll -noColor
echo "page: read in $("$UNROLLED_CHROMIUM" --version 2> /dev/null), screenshots in $UNROLLED_SCREENSHOTS"
