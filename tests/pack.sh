#!/usr/bin/env bash
# Packs every package of src into a folder: tests/pack.sh FOLDER [what dotnet pack takes]. Where UNROLLED_PACKAGES names a folder that has
# them, they are taken from there: who runs several scripts packs once.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
if [ -n "${UNROLLED_PACKAGES:-}" ]; then
    cp "$UNROLLED_PACKAGES"/* "$folder"
    exit
fi
for project in src/*/*.csproj; do
    grep -q '<IsPackable>false' "$project" || dotnet pack "$project" -c Release -v quiet -nologo -o "$folder" "$@"
done
