#!/usr/bin/env bash
# Every layer on Arm64, trained and run: the same bits as here; with --all, every layer with all its options. Programs are cross-compiled by NativeAOT and run under qemu. Installs what it needs
# where it may (Debian: clang, lld, qemu-user-static and the Arm64 cross libraries); says so and ends with 77 where it cannot.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "$(uname -m)" != x86_64 ]; then
    echo "arm64: NOT RUN: this compares x64 with Arm64, and here is $(uname -m)"
    exit 77
fi

tools=(clang ld.lld qemu-aarch64-static aarch64-linux-gnu-objcopy)
if ! command -v "${tools[@]}" > /dev/null || [ ! -d /usr/aarch64-linux-gnu/lib ]; then
    if ! { apt-get update -q && apt-get install -y -q clang lld qemu-user-static gcc-aarch64-linux-gnu libc6-dev-arm64-cross; } > /tmp/unrolled-arm64.log 2>&1; then
        echo "arm64: NOT RUN: the tools (${tools[*]}) are missing and could not be installed, see /tmp/unrolled-arm64.log"
        exit 77
    fi
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cross=(-c Release -r linux-arm64 -p:LinkerFlavor=lld -p:ObjCopyName=aarch64-linux-gnu-objcopy -v quiet -nologo)
emulated() { qemu-aarch64-static -L /usr/aarch64-linux-gnu "$@"; }

echo "arm64: every layer"
[ -e tests/Numerics.Tests/bin/Release/net10.0/Unrolled.Numerics.Tests.dll ] || dotnet build tests/Numerics.Tests -c Release -v quiet -nologo
dotnet exec tests/Numerics.Tests/bin/Release/net10.0/Unrolled.Numerics.Tests.dll write-networks "$work/networks" "$@"
dotnet publish tests/Arm64 "${cross[@]}" -p:NetworksDirectory="$work/networks" -o "$work/arm64"
dotnet build tests/Arm64 -c Release -v quiet -nologo -p:NetworksDirectory="$work/networks" -o "$work/x64"
dotnet exec "$work/x64/bits.dll" > "$work/x64.txt"
emulated "$work/arm64/bits" > "$work/arm64.txt"
if ! diff "$work/x64.txt" "$work/arm64.txt"; then
    echo "arm64: bits differ"
    exit 1
fi
echo "arm64: $(wc -l < "$work/x64.txt") networks have the same bits, after prediction and after training"

echo "arm64: samples/Classifier"
dotnet publish samples/Classifier "${cross[@]}" -o "$work/classifier-arm64"
dotnet build samples/Classifier -c Release -v quiet -nologo -o "$work/classifier-x64"
pictures=(samples/Classifier/pictures/*.png)
dotnet exec "$work/classifier-x64/classifier.dll" --logits "${pictures[@]}" > "$work/x64.txt"
emulated "$work/classifier-arm64/classifier" --logits "${pictures[@]}" > "$work/arm64.txt"
diff "$work/x64.txt" "$work/arm64.txt"
echo "arm64: the classifier's logits are the same to the bit"
