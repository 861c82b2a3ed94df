#!/usr/bin/env bash
# samples/NativeLibrary as samples/NativeLibrary/README.md builds it, line by line, and the program in C that calls it: it reads what
# samples/Classifier reads, and what is no picture is an error with a reason.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
    echo "native library: NOT RUN: its page builds it for linux-x64, and this is $(uname -s) on $(uname -m)"
    exit 77
fi

bash tests/linker.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
page() { grep "^$1" samples/NativeLibrary/README.md | sed "s|\bout/|$work/|g; s|-o out$|-o $work|"; }
bash -c "$(page 'dotnet publish') -v quiet -nologo"
bash -c "$(page cc) -Werror"
bash -c "$(page out/read)" | grep -q "^7  0\.99"

for digit in 0 1 2 3 4 7; do
    read -r answer rest < <("$work/read" "samples/Classifier/pictures/$digit.png")
    [ "$answer" = "$digit" ] || { echo "native library: reads '$answer $rest' for $digit"; exit 1; }
done
if "$work/read" samples/NativeLibrary/read.c 2> "$work/error"; then
    echo "native library: read.c was read as a picture"
    exit 1
fi
grep -q "error: samples/NativeLibrary/read.c: .*PNG" "$work/error" || { cat "$work/error"; exit 1; }
echo "native library: $(stat -c %s "$work/digits.so") bytes, called from C"
