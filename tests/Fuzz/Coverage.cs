using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Unrolled.Fuzz;

/// <summary>
/// The branches that inputs have taken. Instrumented assemblies count each pair of consecutive places in a byte of a map; an input is
/// of interest if it takes a pair that none has taken, or takes one more often by a class: once, twice, 3, 4-7, 8-15, 16-31, 32-127 times
/// or more.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;

    private static readonly byte[] s_class = [.. Enumerable.Range(0, 256).Select(ClassOf)];
    private static readonly byte* s_map = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] _seen = new byte[Size];

    /// <summary>The pairs of places that some input has taken.</summary>
    public int Branches => _seen.Count(static seen => seen != 0);

    /// <summary>Has branches counted; before any instrumented code runs, which needs the map.</summary>
    public static void Begin() => Trace.SharedMem = s_map;

    /// <summary>Forgets what the last input did; before each input.</summary>
    public static void Clear()
    {
        new Span<byte>(s_map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the last input took something new, which is not new any more afterwards.</summary>
    public bool Add()
    {
        bool found = false;
        var words = (ulong*)s_map;
        for (int word = 0; word < Size / sizeof(ulong); word++)
        {
            if (words[word] == 0)
                continue;
            for (int at = word * sizeof(ulong); at < (word + 1) * sizeof(ulong); at++)
            {
                byte reached = s_class[s_map[at]];
                found |= (reached & ~_seen[at]) != 0;
                _seen[at] |= reached;
            }
        }
        return found;
    }

    /// <summary>The pairs that the last input took, however often.</summary>
    public static HashSet<int> Taken() => [.. Enumerable.Range(0, Size).Where(static at => s_map[at] != 0)];

    private static byte ClassOf(int count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
