using System.Text;
using Google.Protobuf;
using Unrolled.Onnx;
using Unrolled.Onnx.Protocol;
using static Unrolled.Onnx.Protocol.AttributeProto.Types;

namespace Unrolled.Fuzz;

/// <summary>
/// Damage to what a model means: a file of the format still, whose nodes take other values, have other attributes, whose tensors have other
/// extents.
/// </summary>
internal static class OnnxDamage
{
    private const int MostChanges = 4;

    private static readonly long[] s_numbers =
    [
        0, 1, -1, 2, 3, 4, 5, 7, 8, 16, 31, 255, 1 << 12, 1 << 20, 1 << 24, 1_000_003, 2_000_006, int.MaxValue, int.MinValue, 1L << 40,
        long.MaxValue, long.MinValue,
    ];

    private static readonly float[] s_floats =
        [0, 1, -1, 0.5f, 2, 1e-30f, 1e30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    private static readonly string[] s_names = ["", "a.weight", "\0", "\"", "\\", "<&>", "\ud83d\ude00", "Input", new string('n', 300)];

    // Operators that are folded, matched or refused have no layer of their own.
    private static readonly string[] s_operators =
    [
        .. OnnxModel.Operators, "Constant", "ConstantOfShape", "Shape", "Size", "Cast", "Range", "Expand", "Tile", "Where", "Erf", "Ceil",
        "Equal", "Mod", "ReduceProd", "LpPool", "If",
    ];

    private static readonly Action<OnnxPlace>[] s_changes =
    [
        static at => at.Node.OpType = at.Of(s_operators),
        static at => at.Node.Domain = at.Of(["", "ai.onnx", "com.microsoft"]),
        static at => Replace(at, at.Node.Input, at.Value),
        static at => Replace(at, at.Node.Input, at.Value),
        static at => at.Node.Input.Add(at.Value),
        static at => at.Node.Output.Add(at.Fresh),
        static at => Replace(at, at.Node.Output, at.Of(s_names)),
        static at => at.Node.Name = at.Of(s_names),
        static at => Copy(at),
        static at => Remove(at),
        static at => Swap(at, at.Graph.Node),
        static at => Attribute(at, at.Attribute),
        static at => Attribute(at, at.Attribute),
        static at => at.Attribute.Name = at.Other.Name,
        static at => at.Attribute.Type = (AttributeType)at.Random.Next(16),
        static at => at.Node.Attribute.Add(at.Other.Clone()),
        static at => Extents(at, at.Tensor),
        static at => Extents(at, at.Tensor),
        static at => Numbers(at, at.Tensor),
        static at => Numbers(at, at.Tensor),
        static at => at.Tensor.DataType = at.Random.Next(18),
        static at => at.Tensor.Name = at.Value,
        static at => External(at, at.Tensor),
        static at => at.Graph.Initializer.Add(at.OtherTensor.Clone()),
        static at => Input(at),
        static at => at.Graph.Output[at.Index(at.Graph.Output.Count)].Name = at.Value,
        static at => at.Model.OpsetImport[0].Version = at.Random.Next(29),
        static at => at.Model.ProducerName = at.Of(s_names),
        static at => Bytes(at, at.Graph.Node),
        static at => Bytes(at, at.Graph.Node),
        static at => Bytes(at, at.Graph.Initializer),
        static at => Bytes(at, at.Graph.Input),
    ];

    /// <summary>What damage to a file's bytes may put in.</summary>
    public static IReadOnlyList<byte[]> Words { get; } =
        [.. s_operators.Concat(s_names).Select(Encoding.UTF8.GetBytes).Where(static w => w.Length > 0)];

    /// <summary>A model with one to four changes; null where the file is none any more.</summary>
    public static byte[]? Of(byte[] file, byte[] other, Random random)
    {
        if (Parsed(file) is not { Graph: not null } model)
            return null;
        var place = new OnnxPlace(model, Parsed(other) ?? model, random);
        for (int changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
        {
            try
            {
                place.Of(s_changes)(place);
            }
            catch (ArgumentOutOfRangeException)
            {
                // Nothing there of what would change: a graph without tensors, a node without inputs.
            }
        }

        return model.ToByteArray();
    }

    /// <summary>Damage to a part as bytes, whose length the file tells as it is then.</summary>
    private static void Bytes<T>(OnnxPlace at, IList<T> all) where T : IMessage<T>, new()
    {
        int index = at.Index(all.Count);
        byte[] damaged = Mutation.Of(all[index].ToByteArray(), at.Of(all).ToByteArray(), Words, at.Random);
        try
        {
            var made = new T();
            made.MergeFrom(damaged);
            all[index] = made;
        }
        catch (Exception damage) when (IsNone(damage))
        {
            // No part any more.
        }
    }

    private static ModelProto? Parsed(byte[] file)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(file);
        }
        catch (Exception damage) when (IsNone(damage))
        {
            return null;
        }
    }

    /// <summary>What the parser throws: a number that has no end leads it behind the last byte.</summary>
    private static bool IsNone(Exception damage) => damage is InvalidProtocolBufferException or IndexOutOfRangeException;

    private static void Replace(OnnxPlace at, IList<string> names, string by) => names[at.Index(names.Count)] = by;

    private static void Swap<T>(OnnxPlace at, IList<T> all)
    {
        (int i, int j) = (at.Index(all.Count), at.Index(all.Count));
        (all[i], all[j]) = (all[j], all[i]);
    }

    /// <summary>A node of another model, between one of this and those that take its value.</summary>
    private static void Copy(OnnxPlace at)
    {
        int place = at.Index(at.Graph.Node.Count);
        NodeProto before = at.Graph.Node[place], copy = at.OtherNode.Clone();
        string value = before.Output[0], made = at.Fresh;
        foreach (NodeProto node in at.Graph.Node.Skip(place + 1))
        {
            for (int i = 0; i < node.Input.Count; i++)
                node.Input[i] = node.Input[i] == value ? made : node.Input[i];
        }

        for (int i = 0; i < copy.Input.Count; i++)
            copy.Input[i] = i == 0 ? value : at.Graph.Initializer.Any(t => t.Name == copy.Input[i]) ? copy.Input[i] : at.Value;
        copy.Output.Clear();
        copy.Output.Add(made);
        at.Graph.Node.Insert(place + 1, copy);
    }

    /// <summary>A node goes; those behind take what it took.</summary>
    private static void Remove(OnnxPlace at)
    {
        NodeProto gone = at.Node;
        foreach (NodeProto node in at.Graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
                node.Input[i] = gone.Output.Contains(node.Input[i]) ? gone.Input[0] : node.Input[i];
        }

        at.Graph.Node.Remove(gone);
    }

    private static void Attribute(OnnxPlace at, AttributeProto attribute)
    {
        attribute.I = at.Of(s_numbers);
        attribute.F = at.Of(s_floats);
        if (attribute.Ints.Count == 0 || at.Random.Next(4) == 0)
            attribute.Ints.Add(at.Of(s_numbers));
        else if (at.Random.Next(4) == 0)
            attribute.Ints.RemoveAt(0);
        else
            attribute.Ints[at.Random.Next(attribute.Ints.Count)] = at.Of(s_numbers);
        if (attribute.T is { } tensor)
            Numbers(at, tensor);
    }

    private static void Extents(OnnxPlace at, TensorProto tensor)
    {
        switch (at.Random.Next(4))
        {
            case 0:
                tensor.Dims.Insert(at.Random.Next(tensor.Dims.Count + 1), 1);
                break;
            case 1:
                Swap(at, tensor.Dims);
                break;
            case 2:
                tensor.Dims.Add(0);
                tensor.RawData = ByteString.Empty;
                break;
            default:
                tensor.Dims[at.Index(tensor.Dims.Count)] = at.Of(s_numbers);
                break;
        }
    }

    private static void Numbers(OnnxPlace at, TensorProto tensor)
    {
        byte[] bytes = tensor.RawData.ToByteArray();
        bool isWhole = tensor.DataType == (int)TensorProto.Types.DataType.Int64;
        byte[] number = isWhole ? BitConverter.GetBytes(at.Of(s_numbers)) : BitConverter.GetBytes(at.Of(s_floats));
        int place = at.Index(bytes.Length / number.Length);
        number.AsSpan(0, Math.Min(number.Length, bytes.Length - place * number.Length)).CopyTo(bytes.AsSpan(place * number.Length));
        tensor.RawData = ByteString.CopyFrom(bytes);
    }

    private static void External(OnnxPlace at, TensorProto tensor)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = at.Of(s_names) });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = at.Of(["offset", "length"]), Value = $"{at.Of(s_numbers)}" });
    }

    private static void Input(OnnxPlace at)
    {
        if (at.Of(at.Graph.Input).Type?.TensorType?.Shape?.Dim is not { } extents)
            return;
        if (at.Random.Next(4) == 0)
            extents.Add(new TensorShapeProto.Types.Dimension { DimValue = 1 });
        else
            extents[at.Index(extents.Count)] = new() { DimValue = at.Of(s_numbers) };
    }
}
