#!/usr/bin/env bash
# Training over MPI, with Open MPI and with MPICH: bytes between ranks, the bits of one process for two ranks, a rank that is killed, what fails otherwise. With --all for one to four ranks, in two
# network namespaces over TCP, and over the standard's ABI. Installs what it needs where it may (Debian: openmpi-bin, mpich; iproute2); says so and ends with 77 where it cannot.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
all=${1:-}
[ -z "$all" ] || [ "$all" = --all ] || { echo "mpi: expected --all or nothing, but got '$all'"; exit 2; }

tools=(mpirun.openmpi mpirun.mpich)
if [ "$(uname -s)" != Linux ]; then
    echo "mpi: NOT RUN: MPI is for Linux, and here is $(uname -s)"
    exit 77
fi
if ! command -v "${tools[@]}" > /dev/null; then
    if ! { apt-get update -q && apt-get install -y -q --no-install-recommends openmpi-bin mpich; } > /tmp/unrolled-mpi.log 2>&1; then
        echo "mpi: NOT RUN: the launchers (${tools[*]}) are missing and could not be installed, see /tmp/unrolled-mpi.log"
        exit 77
    fi
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ranks=$PWD/tests/Mpi/bin/Release/net10.0/Unrolled.Mpi.Tests.dll
[ -e "$ranks" ] || dotnet build tests/Mpi -c Release -v quiet -nologo
# More ranks than processors, and as whoever runs this.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1

# Of a terminal that a launcher makes, nothing else is in the logs.
run() { local library=$1 count=$2; shift 2; TERM=dumb timeout 300 "mpirun.$library" -n "$count" dotnet exec "$ranks" "$@" 2>&1; }
fail() { cat "$work/log"; echo "mpi: $1"; exit 1; }
step() { echo "mpi: $1, after $SECONDS s"; }
parameters() { grep -o '[a-z0-9]* [0-9]* parameters: [0-9a-f]*' "$1"; }
same() { diff <(parameters "$work/alone") <(parameters "$work/log") || fail "$1: other parameters than one process has"; }

# Each failure is told by every other rank, with the name of the one at fault; and mpirun ends with an error.
fault() {
    local library=$1 kind=$2 says=$3 rank
    ! run "$library" 3 fault "$kind" 1 --timeout 1 > "$work/log" || fail "$library: a rank $kind, and the run ends well"
    for rank in 0 2; do
        grep -q "rank $rank: ExchangeException: Rank 1 (.*$says" "$work/log" || fail "$library: a rank $kind, of which rank $rank does not tell"
    done
}

# Whether a process is there, and not merely unburied.
runs() { grep -q "^State:[[:space:]]*[^ZX]" "/proc/$1/status" 2> /dev/null; }

# Kills a rank in mid-epoch, by the signal that nothing can be done about, and goes on from its checkpoint with another number of ranks.
killed() {
    local library=$1 count=$2 others=$3 options=(--networks "$4" --batches 37 --epochs 4) launcher victim process start
    dotnet exec "$ranks" train "${options[@]}" > "$work/alone"
    for network in ${4//,/ }; do
        options[1]=$network
        rm -f "$work/run.safetensors"
        run "$library" "$count" train --mpi "${options[@]}" --pace 50 --checkpoint "$work/run.safetensors" --processes > "$work/log" &
        launcher=$!
        for _ in $(seq 600); do [ -e "$work/run.safetensors" ] && break; sleep 0.05; done
        # Not at the checkpoint itself.
        sleep 0.3
        victim=$(grep -o "process [0-9]* is rank 1" "$work/log" | cut -d ' ' -f 2)
        start=$(date +%s%N)
        kill -9 "$victim"
        ! wait "$launcher" || fail "$library: a rank was killed, and the run ended well"
        for process in $(grep -o "process [0-9]* is rank" "$work/log" | cut -d ' ' -f 2); do
            while runs "$process" && [ $(( $(date +%s%N) - start )) -lt 10000000000 ]; do sleep 0.05; done
            ! runs "$process" || fail "$library: a rank was killed, and process $process runs on"
        done
        seconds=$(( ($(date +%s%N) - start) / 1000000000 ))
        [ "$seconds" -lt 10 ] || fail "$library: a rank was killed, and the others went on for $seconds s"
        grep -qiE "killed|signal 9|no such process|ended without a word" "$work/log" || fail "$library: nothing says that a rank was killed"
        ! grep -q parameters "$work/log" || fail "$library: the run was over before a rank was killed"
        run "$library" "$others" train --mpi "${options[@]}" --resume "$work/run.safetensors" > "$work/log" || fail "$library: it does not resume"
        grep -q "^resumed behind" "$work/log"
        diff <(parameters "$work/alone" | grep "$network") <(parameters "$work/log") || fail "$library: resumed, and other parameters"
        echo "mpi: $library: $network: killed, gone in $seconds s, $(grep -o 'resumed behind.*' "$work/log") by $others ranks: the same bits"
    done
}

dotnet exec "$ranks" launchers
# The commands of docs/distributed.md, one epoch of each.
command=$(sed -n '/^```bash tests\/mpi.sh$/ { n; s/ *#.*//; p }' docs/distributed.md)
[ -e samples/Digits/bin/Release/net10.0/Digits.dll ] || dotnet build samples/Digits -c Release -v quiet -nologo
sample=$(dotnet exec samples/Digits/bin/Release/net10.0/Digits.dll --epochs 1 --threads 2 | grep "^parameters:")
dotnet exec "$ranks" train > "$work/reference"
counts=(2)
[ -z "$all" ] || counts=(1 2 3 4)
for library in openmpi mpich; do
    for count in "${counts[@]}"; do
        step "$library, $count ranks: bytes"
        run "$library" "$count" transport --piece 1000 > "$work/log" || fail "$library: transport"
        grep -q "^transport: well" "$work/log" || fail "$library: transport"
        step "$library, $count ranks: bits"
        run "$library" "$count" train --mpi > "$work/log" || fail "$library: training"
        cp "$work/reference" "$work/alone"
        same "$library, $count ranks"
        echo "mpi: $(grep -o '[0-9]* ranks, .*' "$work/log" | head -1): $(parameters "$work/log" | wc -l) trainings have the bits of one process"
    done
    step "$library: the sample"
    # Unquoted: a command and its options.
    TERM=dumb timeout 300 ${command/mpirun/mpirun.$library} --epochs 1 --model "$work/digits.safetensors" > "$work/log" 2>&1 || fail "$library: the sample"
    [ "$(grep "^parameters:" "$work/log")" = "$sample" ] || fail "$library: the sample's parameters are not '$sample', and there once"
    [ -s "$work/digits.safetensors" ] || fail "$library: the sample saved nothing"
    step "$library: failures"
    fault "$library" fails "ended the run: its disk is full"
    fault "$library" "falls short" "sent 99999 bytes where rank 2 expects 100000"
    fault "$library" hangs "has not answered rank [02] for [0-9]* s"
    step "$library: a rank is killed"
    killed "$library" 2 3 letters
    [ -n "$all" ] || continue
    fault "$library" leaves "has left the run"
    fault "$library" "breaks off" "in the middle of a step"
    killed "$library" 4 2 letters,clipped
    killed "$library" 3 1 resnet8,lenet5
done
[ -n "$all" ] || { step "all well"; exit 0; }

step "a rank that dies where the launcher lets the others be"
# Open MPI's launcher then calls all well.
OMPI_MCA_orte_enable_recovery=1 run openmpi 3 fault dies 1 > "$work/log" || true
[ "$(grep -c "rank [02]: ExchangeException: Rank 1 (.* has ended without a word" "$work/log")" -eq 2 ] || fail "a rank died unnoticed"

step "two gigabytes in a message"
for library in openmpi mpich; do
    run "$library" 2 transport --huge 2100 > "$work/log" || fail "$library: a message of 2.1 GB"
done

step "a library that is not the launcher's is refused"
! UNROLLED_MPI_LIBRARY=libmpich.so.12 run openmpi 2 transport > "$work/log" || fail "MPICH ran under Open MPI's launcher"
grep -q "it is not that launcher's library" "$work/log" || fail "not said why"
! UNROLLED_MPI_LIBRARY=/nowhere/libmpi.so run openmpi 2 transport > "$work/log" || fail "a library that is not there was opened"
grep -q "UNROLLED_MPI_LIBRARY names '/nowhere/libmpi.so'" "$work/log" || fail "not said which"

step "the standard's ABI"
if command -v cc > /dev/null; then
    # No library of the standard's ABI is packaged: MPICH behind the standard's handles.
    cc -shared -fPIC -O2 -Wall -Werror -o "$work/libmpi_abi.so.1" tests/Mpi/standard.c
    UNROLLED_MPI_LIBRARY=$work/libmpi_abi.so.1 run mpich 3 transport > "$work/log" || fail "over the standard's ABI"
    grep -q "over MPICH" "$work/log" || fail "another library"
    UNROLLED_MPI_LIBRARY=$work/libmpi_abi.so.1 run mpich 3 train --mpi > "$work/log" || fail "training over the standard's ABI"
    cp "$work/reference" "$work/alone"
    same "the standard's ABI"
else
    echo "mpi: NOT RUN: the standard's ABI: there is no C compiler"
fi

step "published by NativeAOT"
if bash tests/linker.sh; then
    dotnet publish tests/Mpi -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" -o "$work/published" -v quiet -nologo
    for library in openmpi mpich; do
        TERM=dumb timeout 300 "mpirun.$library" -n 2 "$work/published/Unrolled.Mpi.Tests" transport > "$work/log" 2>&1 || fail "$library: published"
        TERM=dumb timeout 300 "mpirun.$library" -n 2 "$work/published/Unrolled.Mpi.Tests" train --mpi > "$work/log" 2>&1 || fail "$library: published"
        cp "$work/reference" "$work/alone"
        same "$library, published"
    done
fi

step "two ranks of one thread beside one process of two, LeNet-5 in batches of 512"
speed=(--networks lenet5 --batches 512 --samples 16384 --epochs 3)
dotnet exec "$ranks" train "${speed[@]}" --threads 2 > "$work/alone"
grep -o "[0-9]* samples/s" "$work/alone" | sed 's/^/mpi: one process of two threads: /'
for library in openmpi mpich; do
    run "$library" 2 train --mpi "${speed[@]}" > "$work/log" || fail "$library: batches of 512"
    same "$library, batches of 512"
    grep -o "[0-9]* samples/s" "$work/log" | sed "s/^/mpi: $library, two ranks: /"
done

step "two hosts over TCP"
bash tests/mpi-hosts.sh "$ranks" "$work/reference" || { code=$?; [ "$code" -eq 77 ] || exit "$code"; }
step "all well"
