#!/usr/bin/env bash
# The templates as a stranger meets them: packed, installed, and the four commands of docs/deployment.md run in an empty folder, with an
# empty package cache. Then the published service is asked, and its weights are changed while it runs: damaged, and by those that the other
# template's program has learned.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
work=$(mktemp -d)
service=
trap '[ -z "$service" ] || kill "$service" || true; rm -rf "$work"' EXIT

bash tests/linker.sh
bash tests/pack.sh "$work/source" -p:RunAnalyzers=false
version=$(basename "$work"/source/Unrolled.Templates.*.nupkg .nupkg | sed 's/^Unrolled\.Templates\.//')
# Templates are kept by user, packages by machine: both are the script's own. The sources are those of the machine, and the packages of
# this commit.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_HOME=$work/home NUGET_PACKAGES=$work/packages RestoreAdditionalProjectSources=$work/source
dotnet new install "$work"/source/Unrolled.Templates.*.nupkg > /dev/null

mkdir "$work/fruits"
cd "$work/fruits"
commands=$(sed -n '/^dotnet new unrolled-service$/,/^out\/fruits answer/p' "$repository/docs/deployment.md")
[ "$(wc -l <<< "$commands")" -eq 4 ]
echo "templates: $(head -1 <<< "$commands") … $(tail -1 <<< "$commands")"
bash -euo pipefail -c "$commands" > log 2>&1 || { cat log; exit 1; }
if grep -E "warning" log; then
    exit 1
fi
grep -q "Version=\"$version\"" fruits.csproj
tail -1 log
tail -1 log | grep -q "^apple 0\.9"

: > ../service.log
out/fruits --urls http://127.0.0.1:0 > ../service.log &
service=$!
until port=$(sed -n 's|.*Now listening on: http://127.0.0.1:||p' ../service.log) && [ -n "$port" ]; do
    kill -0 "$service" || { cat ../service.log; exit 1; }
    sleep 0.1
done
# A request over a connection of its own: the status, and the body behind the empty line.
ask() {
    exec 3<> "/dev/tcp/127.0.0.1/$port"
    printf '%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
        "$1" "${#2}" "$2" >&3
    cat <&3
    exec 3>&-
}
expect() {
    local answer
    for _ in $(seq 200); do
        answer=$(ask "$1" "$2")
        ! grep -q "$3" <<< "$answer" || return 0
        sleep 0.1
    done
    echo "templates: $1 did not answer '$3' but $answer"
    exit 1
}
measures='{"weight":170,"width":76,"height":71,"hue":14}'
expect "POST /predict" "$measures" '"kind":"apple","probability":0\.9'
expect "POST /predict" '{"weight":170}' "400 Bad Request"
expect "GET /healthz" "" Healthy
echo "templates: the published service answers, $(stat -c %s out/fruits) bytes"

echo damaged > out/fruit.safetensors
expect "GET /healthz" "" Degraded
expect "POST /predict" "$measures" '"kind":"apple"'

echo "templates: dotnet new unrolled-train"
cd "$work"
dotnet new unrolled-train -n learned > /dev/null
cd learned
# Another one than that which the service has.
sed -i 's/new Fruit(seed: 1)/new Fruit(seed: 2)/' Program.cs
dotnet run -c Release > log 2>&1 || { cat log; exit 1; }
grep -q "^wrote fruit.safetensors" log
dotnet run -c Release -- 190 78 77 32 | grep -q "^orange 0\.[5-9]"
probability=$(dotnet run -c Release -- 170 76 71 14 | sed 's/^apple //')
! cmp -s fruit.safetensors "$work/fruits/fruit.safetensors"
cp fruit.safetensors "$work/fruits/out/arriving"
mv "$work/fruits/out/arriving" "$work/fruits/out/fruit.safetensors"
expect "GET /healthz" "" Healthy
expect "POST /predict" "$measures" "\"kind\":\"apple\",\"probability\":${probability%?}"
echo "templates: all well"
