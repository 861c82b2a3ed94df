#!/usr/bin/env bash
# The commands that pages show, with the packages of this commit, in empty folders: docs/start.md is followed from its first line to its
# last, its files written, its program run and published; the packages that tutorials and packages' pages name are added to one project.
# tests/Docs.Tests compiles and runs the tutorials' programs, and sees to it that no page is left out here.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests=$PWD/tests/Docs.Tests/bin/Release/net10.0/Unrolled.Docs.Tests.dll

dotnet build tests/Docs.Tests -c Release -v quiet -nologo
bash tests/pack.sh "$work/source" -p:RunAnalyzers=false
# Beside whatever sources the machine has.
cat > "$work/nuget.config" << XML
<configuration><packageSources><add key="this-commit" value="$work/source" /></packageSources></configuration>
XML
# A package cache of its own, for ours of another day have the same version; the others are the same.
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
export NUGET_PACKAGES=$work/packages
mkdir -p "$cache" "$NUGET_PACKAGES"
find "$cache" -mindepth 1 -maxdepth 1 -type d -not -name 'unrolled*' -exec ln -s {} "$NUGET_PACKAGES/" \;
bash tests/linker.sh

follow() {
    dotnet exec "$tests" script "$1" > "$work/page.sh"
    (cd "$2" && bash "$work/page.sh") > "$work/log" 2>&1 || { cat "$work/log"; echo "docs: $1 does not do what it says"; exit 1; }
}

follow docs/start.md "$work"
if [ "$(grep -c '^(0.5, 0.5) belongs to moon' "$work/log")" -ne 2 ] || grep -E 'warning [A-Z]+[0-9]+' "$work/log"; then
    cat "$work/log"
    echo "docs: docs/start.md does not print what it says, from the project and published"
    exit 1
fi

dotnet new console --output "$work/tutorials" > /dev/null
while read -r page; do
    follow "$page" "$work/tutorials" < /dev/null
done << 'PAGES'
docs/tutorials/images.md
docs/tutorials/tables.md
docs/tutorials/sound.md
docs/tutorials/text.md
docs/tutorials/sequences.md
docs/tutorials/gan.md
src/Runtime/README.md
src/Data/README.md
src/Console/README.md
src/Plots/README.md
src/Onnx/README.md
src/Hosting/README.md
src/Tensors/README.md
src/Mpi/README.md
PAGES
added=$(grep -c PackageReference "$work"/tutorials/*.csproj)
echo "docs: $added packages of pages, and docs/start.md, which publishes $(stat -c %s "$work/Moons/app/Moons") bytes"
