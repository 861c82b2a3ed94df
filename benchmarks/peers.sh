#!/usr/bin/env bash
# The comparison with other libraries. TorchSharp's native part needs a C++ library of GCC 13 or newer; where the system's is older, as on Debian 12,
# the C and C++ libraries of a newer Debian are brought along for this program alone, nothing is installed but patchelf.
set -euo pipefail
cd "$(dirname "$0")"
[ -n "${UNROLLED_NEWER_LIBRARIES:-}" ] || dotnet build -c Release -v quiet -nologo >&2
export UNROLLED_NEWER_LIBRARIES=1
program=bin/Release/net10.0/Benchmarks
# Both awks read to the end: one that stopped would end the script by the signal that its writer gets.
system=$(ldconfig -p | awk '/libstdc\+\+\.so\.6 .*x86-64/ && !found++ { print $NF }')
if grep -q GLIBCXX_3.4.32 "$system"; then
    exec "$program" peers "$@"
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/unrolled-benchmarks
libraries=$cache/root/usr/lib/x86_64-linux-gnu
if [ ! -e "$libraries/libstdc++.so.6" ]; then
    command -v patchelf > /dev/null || { apt-get update -q && apt-get install -y -q patchelf; } > /dev/null
    mkdir -p "$cache"/{sources,lists/partial,archives/partial,root}
    mirror=$(awk '/^URIs:/ && !found++ { print $2 }' /etc/apt/sources.list.d/*.sources)
    printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$mirror" > "$cache/sources/trixie.sources"
    apt=(apt-get -q -oDir::Etc::SourceList=/dev/null -oDir::Etc::SourceParts="$cache/sources" -oDir::State::Lists="$cache/lists" -oDir::Cache="$cache")
    "${apt[@]}" update > /dev/null
    (cd "$cache" && "${apt[@]}" download libc6 libstdc++6 > /dev/null && for package in ./*.deb; do dpkg -x "$package" root; done)
fi

cp "$program" "$program-newer"
patchelf --set-interpreter "$libraries/ld-linux-x86-64.so.2" --set-rpath "$libraries:/usr/lib/x86_64-linux-gnu" "$program-newer"
LD_LIBRARY_PATH="$PWD/bin/Release/net10.0/runtimes/linux-x64/native:$libraries" exec "$program-newer" peers "$@"
