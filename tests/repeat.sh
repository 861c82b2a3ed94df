#!/usr/bin/env bash
# Builds repeat: two clones of this commit in folders of different names give the same packages and bills of materials, to the byte;
# and each bill has its package's hash. Packages of UNROLLED_PACKAGES stand for the first clone's where they are of this commit.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

is_packed() {
    [ -n "${UNROLLED_PACKAGES:-}" ] && [ -z "$(git status --porcelain)" ] \
        && unzip -p "$UNROLLED_PACKAGES"/Unrolled.Data.*.nupkg '*.nuspec' | grep "commit=\"$(git rev-parse HEAD)\"" > /dev/null
}
clones=(one another/longer)
if is_packed; then
    bash tests/pack.sh "$work/one/packed"
    clones=(another/longer)
fi
unset UNROLLED_PACKAGES

# Both before anything is built, so that they are of one commit whatever happens here meanwhile.
for folder in "${clones[@]}"; do
    git clone -q . "$work/$folder"
done
for folder in "${clones[@]}"; do
    # A compiler that knows nothing of the other build; what analyzers say does not change what is built.
    bash "$work/$folder/tests/pack.sh" "$work/$folder/packed" -p:UseSharedCompilation=false -p:RunAnalyzers=false
done

# Versions come from tags; a tree that is in no repository has one too.
mkdir "$work/exported"
git archive HEAD | tar x -C "$work/exported"
version=$(cd "$work/exported" && dotnet restore src/Tasks -v quiet && dotnet msbuild src/Tasks -nologo -t:MinVer -getProperty:PackageVersion)
if [ "$version" != 0.1.0-alpha.0 ]; then
    echo "repeat: a tree without git has the version '$version'"
    exit 1
fi

packages=$(cd "$work/one/packed" && ls)
for package in $packages; do
    if ! cmp "$work/one/packed/$package" "$work/another/longer/packed/$package"; then
        # Which of the files in it differ.
        for folder in one another/longer; do
            unzip -qo "$work/$folder/packed/$package" -d "$work/$folder/content"
        done
        diff -rq "$work/one/content" "$work/another/longer/content" || true
        echo "repeat: $package differs from build to build"
        exit 1
    fi
    # A bill of materials names the package that it lies beside.
    if [ "${package##*.}" = nupkg ]; then
        hash=$(sha256sum < "$work/one/packed/$package" | cut -d' ' -f1)
        if ! grep -q "\"alg\": \"SHA-256\", \"content\": \"$hash\"" "$work/one/packed/${package%.nupkg}.cdx.json"; then
            echo "repeat: the bill of materials does not have the hash of $package, $hash"
            exit 1
        fi
    fi
    echo "repeat: $package $(sha256sum < "$work/one/packed/$package" | cut -d' ' -f1)"
done
