#!/usr/bin/env bash
# Packs every package of src into a folder: tests/pack.sh FOLDER [what dotnet pack takes].
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
for project in src/*/*.csproj; do
    grep -q '<IsPackable>false' "$project" || dotnet pack "$project" -c Release -v quiet -nologo -o "$folder" "$@"
done
