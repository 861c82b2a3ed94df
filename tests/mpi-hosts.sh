#!/usr/bin/env bash
# Ranks on two hosts, over TCP: network namespaces with names and addresses of their own, and a cable between them. tests/mpi.sh gives it the program and what one process prints; it ends with 77 where
# namespaces are not allowed.
set -euo pipefail
ranks=$1 reference=$2
command -v ip > /dev/null || { apt-get update -q && apt-get install -y -q --no-install-recommends iproute2; } > /tmp/unrolled-mpi-hosts.log 2>&1 || true
names=("unrolled-$$-a" "unrolled-$$-b") addresses=(10.213.7.1 10.213.7.2)
work=$(mktemp -d)
trap 'for name in "${names[@]}"; do ip netns del "$name" 2> /dev/null || true; done; rm -rf "$work"' EXIT
for name in "${names[@]}"; do
    if ! ip netns add "$name" 2> "$work/log" || ! ip -n "$name" link set lo up; then
        echo "mpi: NOT RUN: two hosts: no network namespace can be made here ($(head -1 "$work/log"))"
        exit 77
    fi
done
ip link add name cable0 netns "${names[0]}" type veth peer name cable1 netns "${names[1]}"
for host in 0 1; do
    link=cable$host
    ip -n "${names[$host]}" addr add "${addresses[$host]}/24" dev "$link"
    ip -n "${names[$host]}" link set "$link" up
done

# What launchers take for ssh: options, a host's address, a command.
cat > "$work/agent" << AGENT
#!/usr/bin/env bash
while [[ \$1 == -* ]]; do shift; done
address=\$1
shift
name=${names[0]}
[ "\$address" = ${addresses[0]} ] || name=${names[1]}
exec ip netns exec "\$name" unshare --uts bash -c "hostname \$name && \$*"
AGENT
chmod +x "$work/agent"

sent() { ip netns exec "${names[0]}" cat /sys/class/net/cable0/statistics/tx_bytes; }
hosts=${addresses[0]}:2,${addresses[1]}:2
openmpi="mpirun.openmpi --host $hosts --mca plm_rsh_agent $work/agent --mca pml ob1 --mca btl tcp,self"
openmpi+=" --mca btl_tcp_if_include ${addresses[0]}/24 --mca oob_tcp_if_include ${addresses[0]}/24"
mpich="mpirun.mpich -hosts $hosts -launcher ssh -launcher-exec $work/agent"
for library in openmpi mpich; do
    for count in 2 4; do
        # Of two ranks, one on each.
        launcher=${!library}
        [ "$count" -eq 4 ] || launcher=${launcher//:2/:1}
        before=$(sent)
        code=0
        UCX_TLS=tcp,self TERM=dumb timeout 120 "$work/agent" "${addresses[0]}" \
            "$launcher -n $count dotnet exec $ranks train --mpi" > "$work/log" 2>&1 || code=$?
        # MPICH before 4.2 may hang in its own end (docs/distributed.md): all is done by then.
        if [ "$code" -ne 0 ] && { [ "$library" != mpich ] || [ "$code" -ne 124 ]; }; then
            cat "$work/log"
            echo "mpi: $library, $count ranks on two hosts: ended with $code"
            exit 1
        fi
        [ "$code" -eq 0 ] || echo "mpi: MPICH hung in MPI_Finalize, after the training"
        grep -q "$count ranks, $((count / 2)) on this machine" "$work/log" || { cat "$work/log"; echo "mpi: not on two hosts"; exit 1; }
        diff <(grep -o '[a-z0-9]* [0-9]* parameters: .*' "$reference") <(grep -o '[a-z0-9]* [0-9]* parameters: .*' "$work/log") ||
            { echo "mpi: $library, two hosts: other parameters than one process has"; exit 1; }
        echo "mpi: $library, $count ranks on two hosts: the bits of one process, $((($(sent) - before) / 1024)) KB sent by the first host"
    done
done
