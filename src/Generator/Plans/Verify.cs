using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;

namespace Unrolled.Generator.Plans;

/// <summary>
/// Looks for what no program may do, apart from how its memory was planned: reading what nobody wrote, or what something
/// else has overwritten meanwhile.
/// </summary>
internal static class Verify
{
    /// <summary>The learned parameters whose gradient no statement of training writes.</summary>
    public static IEnumerable<string> Gradients(Program train, IEnumerable<Parameter> learned)
    {
        IEnumerable<Address> written = train.Phases.SelectMany(static p => p.All).SelectMany(static s => s.Uses)
            .Where(static u => u.Use != Use.Read).Select(static u => u.Address);
        IEnumerable<Plans.Memory.Slot> slots = written.Select(static a => a.Memory).OfType<Plans.Memory.Slot>();
        var known = new HashSet<Parameter>(slots.Select(static m => m.Parameter));
        known.UnionWith(train.Tables.Keys.Select(static t => t.Table));
        return learned.Where(p => !known.Contains(p)).Select(static p => $"Nothing writes the gradient of {p.Name}.");
    }

    /// <summary>What is wrong with a program; nothing if it is sound.</summary>
    public static IReadOnlyList<string> Of(Program program)
    {
        var problems = new List<string>();
        Dictionary<Region, Memory> regions = new()
        {
            [Region.Group] = new(),
            [Region.Chunk] = new(),
            [Region.Batch] = new(),
            [Region.Shared] = new(),
        };
        Stage(program.Prepare);
        foreach (Phase phase in program.Phases)
        {
            // What a group leaves in its own memory is gone in the next stage, and what a chunk does once it is done.
            regions[Region.Chunk] = new();
            Stage(phase.Group);
            Stage(phase.Chunk);
            regions[Region.Chunk] = new();
            Stage(phase.Merge);
            foreach (Statement.WideLoop wide in phase.Wide)
            {
                Stage(wide.Body);
                Stage(wide.Rest);
            }
        }

        Stage(program.Finish);
        foreach (Buffer rows in program.Tables.Values)
            Read(rows, "the runtime");
        return problems;

        void Stage(IEnumerable<Statement> statements)
        {
            regions[Region.Group] = new();
            foreach (Statement statement in statements)
                Run(statement);
        }

        // Whichever way a choice goes, what follows finds what both have written.
        void Run(Statement statement)
        {
            foreach (Statement inner in statement.Inner)
                Run(inner);
            if (statement.Inner.Any())
                return;
            foreach ((Buffer buffer, Use use) in statement.Touches)
            {
                if (use != Use.Write)
                    Read(buffer, statement is Statement.Call read ? $"{read.Callee}" : statement.GetType().Name);
                if (use != Use.Read)
                    Write(buffer);
            }

            if (statement is Statement.Call { Callee: Callee.Generated { Kernel: NestCode nest } } call)
                Kinds(call, nest);
        }

        void Read(Buffer buffer, string reader)
        {
            string? owner = regions[buffer.Region].Differs(buffer);
            if (owner is not null)
                problems.Add($"{reader} reads {buffer}, where there is {owner}.");
        }

        void Write(Buffer buffer)
        {
            int size = buffer.Region switch
            {
                Region.Group => program.Values,
                Region.Chunk => program.ChunkStride,
                Region.Batch => program.BatchStride,
                _ => program.SharedValues,
            };
            if (buffer.Offset < 0 || buffer.Offset + buffer.Length > size)
                problems.Add($"{buffer} ends at {buffer.Offset + buffer.Length} of {size} in {buffer.Region}.");
            regions[buffer.Region].Take(buffer);
        }

        void Kinds(Statement.Call call, NestCode nest)
        {
            int pointers = NestEmitter.Pointers(nest.Nest).Count();
            int limits = nest.Nest.Sums.Select(static s => s.Limit).OfType<string>().Distinct().Count();
            int wanted = pointers + limits + (nest.Nest.Accumulates ? 1 : 0);
            if (call.Operands.Count != wanted)
                problems.Add($"{call.Callee} takes {wanted} operands, and is given {call.Operands.Count}.");
            if (call.Operands.OfType<Operand.At>().Any(static at => at.Address.Memory is Plans.Memory.Caller { Element: Element.Int32 }))
                problems.Add($"{call.Callee} takes floats, and is given integers.");
        }
    }

    /// <summary>Whose the floats of a region are now.</summary>
    private sealed class Memory
    {
        /// <summary>In the order of places, for no two have one in common.</summary>
        private readonly List<Buffer> _owners = [];

        /// <summary>A buffer takes its place from all that lie there.</summary>
        public void Take(Buffer buffer)
        {
            (int first, int behind) = Meeting(buffer);
            _owners.RemoveRange(first, behind - first);
            _owners.Insert(first, buffer);
        }

        /// <summary>What lies in a buffer's place instead of its own values; null if they do.</summary>
        public string? Differs(Buffer buffer)
        {
            (int first, int behind) = Meeting(buffer);
            return first == behind ? "nothing" : _owners[first] == buffer ? null : _owners[first].ToString();
        }

        /// <summary>The owners that have something of a buffer's place.</summary>
        private (int First, int Behind) Meeting(Buffer buffer)
        {
            int first = 0, high = _owners.Count;
            while (first < high)
            {
                int middle = (first + high) / 2;
                (first, high) = End(_owners[middle]) <= buffer.Offset ? (middle + 1, high) : (first, middle);
            }

            int behind = first;
            while (behind < _owners.Count && _owners[behind].Offset < End(buffer))
                behind++;
            return (first, behind);
        }

        private static int End(Buffer buffer) => buffer.Offset + buffer.Length;
    }
}
