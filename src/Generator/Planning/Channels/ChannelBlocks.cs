using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Neighbouring operations that work on each channel for itself, block by block of channels: what one leaves is in the cache for the next,
/// where whole values, of 16 samples each, would come from memory for every operation. No sum changes its order.
/// </summary>
internal static class ChannelBlocks
{
    /// <summary>Floats of all operands of a block: a quarter of a second-level cache of 512 KB.</summary>
    private const int Cache = 32 * 1024;

    private const string Counter = "block";

    /// <summary>The statements of a group, with loops over blocks where several in a row allow it.</summary>
    public static IReadOnlyList<Statement> Of(IReadOnlyList<Statement> statements)
    {
        var result = new List<Statement>();
        for (int i = 0; i < statements.Count;)
        {
            Run run = Run.From(statements, i);
            if (run.Blocks > 1)
                result.AddRange(run.Statements());
            else
                result.Add(statements[i]);
            i += run.Blocks > 1 ? run.Length : 1;
        }

        return result;
    }

    /// <summary>Statements in a row, some of which wait until the loop is done.</summary>
    private sealed class Run
    {
        private readonly List<(Statement.Call Call, ChannelSlices Slices)> _members = [];
        private readonly List<Statement> _behind = [];

        /// <summary>How many statements it is made of.</summary>
        public int Length { get; private set; }

        /// <summary>Turns of the loop; 1 where nothing is won by one.</summary>
        public int Blocks { get; private set; } = 1;

        public static Run From(IReadOnlyList<Statement> statements, int first)
        {
            var run = new Run();
            int behind = 0;
            for (int i = first; i < statements.Count; i++)
            {
                int? channels = run._members.Count == 0 ? null : run._members[0].Slices.Channels;
                if (ChannelSlices.Find(statements[i], channels) is { } slices && run.Takes((Statement.Call)statements[i], slices))
                {
                    run._members.Add(((Statement.Call)statements[i], slices));
                    // What waits behind the last member waits for nothing.
                    (run.Length, behind) = (i + 1 - first, run._behind.Count);
                    continue;
                }

                if (run._members.Count == 0 || statements[i] is not Statement.Call { Callee: Callee.Library })
                    break;
                run._behind.Add(statements[i]);
            }

            run._behind.RemoveRange(behind, run._behind.Count - behind);
            run.Blocks = run.Choose();
            return run;
        }

        public IEnumerable<Statement> Statements()
        {
            int block = _members[0].Slices.Channels / Blocks;
            IEnumerable<Statement> body = _members.Select(m => (Statement)Moved(m.Slices.Of(block), m.Slices.Strides, block));
            return [new Statement.Repeat(Counter, Blocks, Backward: false, new([.. body])), .. _behind];
        }

        private static Statement.Call Moved(Statement.Call call, IReadOnlyList<int> strides, int block) => call with
        {
            Operands = new([.. call.Operands.Select((operand, i) =>
                operand is Operand.At at ? at with { Address = at.Address.EachTurn(Counter, block * strides[i]) } : operand)]),
        };

        /// <summary>Whether a call may join: it meets the others' values channel by channel, and nothing that waits.</summary>
        private bool Takes(Statement.Call call, ChannelSlices slices)
        {
            bool meets = _behind.Any(waiting => waiting.Uses.Any(w => call.Uses.Any(
                u => u.Address.Memory == w.Address.Memory && (u.Use, w.Use) is not (Use.Read, Use.Read))));
            return !meets && _members.All(member => Pairs(member.Call, member.Slices).All(a => Pairs(call, slices).All(b => Agree(a, b))));
        }

        private static IEnumerable<(Operand.At At, int Stride)> Pairs(Statement.Call call, ChannelSlices slices) =>
            call.Operands.Select((operand, i) => (operand as Operand.At, slices.Strides[i])).Where(static p => p.Item1 is not null)!;

        private static bool Agree((Operand.At At, int Stride) a, (Operand.At At, int Stride) b)
        {
            if (a.At.Address.Memory != b.At.Address.Memory || (a.At.Use, b.At.Use) is (Use.Read, Use.Read))
                return true;
            // A padded operand begins a little in front of its value.
            int apart = Math.Abs(a.At.Address.Offset - b.At.Address.Offset);
            return a.Stride == b.Stride && a.Stride > 0 && apart < a.Stride;
        }

        private int Choose()
        {
            if (_members.Count < 2)
                return 1;
            int channels = _members[0].Slices.Channels;
            Dictionary<Memory, int> strides = [];
            foreach ((Operand.At at, int stride) in _members.SelectMany(m => Pairs(m.Call, m.Slices)))
                strides[at.Address.Memory] = Math.Max(stride, strides.TryGetValue(at.Address.Memory, out int known) ? known : 0);
            int each = strides.Values.Sum(), most = Math.Max(1, Cache / Math.Max(each, 1));
            int block = Enumerable.Range(1, Math.Min(most, channels)).Last(size => channels % size == 0);
            return channels / block;
        }
    }
}
