namespace Unrolled.Onnx.Reading;

/// <summary>
/// Looks through a model's bytes before anything is made of them: how many messages there are, since an empty one is two bytes in a
/// file and a hundred in memory. With that, reading takes at most <see cref="MemoryFactor"/> times the file's length and
/// <see cref="MemoryBase"/> bytes.
/// </summary>
internal static class WireCheck
{
    /// <summary>Messages of all kinds.</summary>
    public const int Messages = 1_000_000;

    /// <summary>What reading may take: so many bytes for each byte of the file, and so many besides.</summary>
    public const long MemoryFactor = 24, MemoryBase = 512L << 20;

    // As deep as messages may lie in each other, as the parser has it; graphs may lie in the nodes of graphs.
    private const int Depth = 100;

    // The fields that are messages, by the message that they are in.
    private static readonly Dictionary<string, Dictionary<int, string>> Nested = new()
    {
        ["model"] = new() { [7] = "graph", [8] = "plain", [14] = "plain", [25] = "plain" },
        ["graph"] = new() { [1] = "node", [5] = "tensor", [11] = "value", [12] = "value", [13] = "value", [15] = "sparse" },
        ["node"] = new() { [5] = "attribute" },
        ["attribute"] = new() { [5] = "tensor", [6] = "graph" },
        ["sparse"] = new() { [1] = "tensor" },
        ["tensor"] = new() { [13] = "plain" },
        ["value"] = new() { [2] = "type" },
        ["type"] = new() { [1] = "tensortype" },
        ["tensortype"] = new() { [2] = "shape" },
        ["shape"] = new() { [1] = "plain" },
        ["plain"] = [],
    };

    private static readonly Dictionary<string, string> Words = new()
    {
        ["graph"] = "graph",
        ["node"] = "node",
        ["attribute"] = "node's attribute",
        ["sparse"] = "sparse tensor",
        ["tensor"] = "tensor",
        ["value"] = "value's description",
        ["type"] = "value's type",
        ["tensortype"] = "value's type",
        ["shape"] = "value's shape",
        ["plain"] = "pair of names or numbers",
    };

    /// <exception cref="InvalidDataException">There are too many messages, or they do not fit into each other.</exception>
    public static void Check(ReadOnlySpan<byte> model)
    {
        int left = Messages;
        Walk(model, "model", Depth, ref left);
    }

    private static void Walk(ReadOnlySpan<byte> rest, string kind, int depth, ref int left)
    {
        if (depth == 0)
            throw new InvalidDataException($"{Damaged(kind)} it lies {Depth} messages deep, the most that are read.");
        while (rest.Length > 0)
        {
            ulong tag = Varint(ref rest, kind);
            switch (tag & 7)
            {
                case 0:
                    Varint(ref rest, kind);
                    break;
                case 1:
                    Take(ref rest, sizeof(ulong), kind);
                    break;
                case 2:
                    ReadOnlySpan<byte> inside = Take(ref rest, Varint(ref rest, kind), kind);
                    if (!Nested[kind].TryGetValue((int)Math.Min(tag >> 3, int.MaxValue), out string? inner))
                        break;
                    if (--left < 0)
                        throw new InvalidDataException(
                            $"the model has more than {Messages:N0} nodes, tensors and attributes, the most that are read.");
                    Walk(inside, inner, depth - 1, ref left);
                    break;
                case 5:
                    Take(ref rest, sizeof(uint), kind);
                    break;
                default:
                    throw new InvalidDataException($"{Damaged(kind)} a field has the unknown form {tag & 7}.");
            }
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, ulong length, string kind)
    {
        if (length > (ulong)rest.Length)
            throw new InvalidDataException($"{Damaged(kind)} a field of {length:N0} bytes is followed by {rest.Length:N0}.");
        ReadOnlySpan<byte> taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest, string kind)
    {
        ulong value = 0;
        for (int i = 0; i < 10 && i < rest.Length; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] >= 0x80)
                continue;
            rest = rest[(i + 1)..];
            return value;
        }

        throw new InvalidDataException($"{Damaged(kind)} a number has no end.");
    }

    private static string Damaged(string kind) =>
        kind == "model" ? "the file is no ONNX model, or damaged:" : $"the file is damaged in a {Words[kind]}:";
}
