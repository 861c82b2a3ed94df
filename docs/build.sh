#!/usr/bin/env bash
# The site from these pages, the README in front and the packages' XML comments, into artifacts/site: to be served by anything that serves files, and to be read without a network.
# Fails where a page links to a page, a heading or a picture that is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
repository=https://github.com/unrolled-net/unrolled
pages=artifacts/docs/pages site=artifacts/site

# The tests of pages stand on every package, so that all assemblies and their comments lie with them.
dotnet build tests/Docs.Tests -c Release -v quiet -nologo
rm -rf "$pages" "$site"
mkdir -p "$pages"

# What lies outside of these pages is in the repository. A folder's page is its index.
outside='(src|samples|tests|benchmarks|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|SECURITY\.md|\.ci)'
stage() {
    mkdir -p "$(dirname "$2")"
    sed -E -e "s#\]\((\.\./)*$outside([/)])#]($repository/blob/main/\2\3#g" -e "s#\]\(((docs/)?diagnostics)/?\)#](\1/index.md)#g" \
        -e "s#\]\(([a-z./-]*)README\.md\)#](\1index.md)#g" "$1" > "$2"
}
while read -r page; do
    case $page in
        */README.md) stage "$page" "$pages/${page%README.md}index.md" ;;
        *) stage "$page" "$pages/$page" ;;
    esac
done < <(find docs -name '*.md' | sort)
stage README.md "$pages/index.md"
cp -r docs/images "$pages/docs/"
cp docs/navigation.yml "$pages/toc.yml"
cp docs/toc.yml "$pages/docs/toc.yml"

if ! dotnet tool restore > "$pages/restore.log" 2>&1; then
    tail -3 "$pages/restore.log"
    echo "docs: NOT BUILT: the tools of .config/dotnet-tools.json cannot be restored"
    exit 77
fi
dotnet docfx docs/docfx.json --warningsAsErrors --logLevel warning
dotnet exec tests/Docs.Tests/bin/Release/net10.0/Unrolled.Docs.Tests.dll links "$site"
# Maps of the template's scripts, for who debugs those.
find "$site/public" -name "*.map" -delete
echo "docs: $(find "$site" -name '*.html' | wc -l) pages in $site"
