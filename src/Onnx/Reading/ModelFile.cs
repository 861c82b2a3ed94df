using Google.Protobuf;
using Unrolled.Onnx.Protocol;

namespace Unrolled.Onnx.Reading;

/// <summary>A model's bytes as messages, after the rules of the format that need no look into the graph.</summary>
internal static class ModelFile
{
    /// <summary>The versions of the format, of its operators, and the length of a file that are read.</summary>
    public const int LeastFormat = 3, MostFormat = 20, LeastOperators = 1, MostOperators = 27;

    /// <exception cref="InvalidDataException">The file is no model, damaged, or too large.</exception>
    public static ModelProto Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (!file.CanSeek || file.Length == 0)
            throw new InvalidDataException("expected a regular file with content, but it is empty, or no regular file.");
        if (file.Length > Array.MaxLength)
            throw new InvalidDataException(
                $"the file has {file.Length:N0} bytes, but a model has at most 2 GB; keep its tensors as external data.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Parse(bytes);
    }

    /// <exception cref="InvalidDataException">It is no model, or damaged.</exception>
    public static ModelProto Parse(ReadOnlySpan<byte> bytes)
    {
        WireCheck.Check(bytes);
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (Exception damage) when (damage is InvalidProtocolBufferException or IndexOutOfRangeException)
        {
            // The latter comes of a number that ends behind the last byte.
            throw new InvalidDataException($"the file is no ONNX model, or damaged: {damage.Message}", damage);
        }

        Check(model);
        return model;
    }

    /// <summary>The version of the standard operators.</summary>
    public static long Operators(ModelProto model) =>
        model.OpsetImport.Where(static o => o.Domain is "" or "ai.onnx").Select(static o => o.Version).DefaultIfEmpty(1).Max();

    private static void Check(ModelProto model)
    {
        if (model.Graph is null)
            throw new InvalidDataException("the file is no ONNX model, or damaged: it has no graph.");
        if (model.IrVersion is < LeastFormat or > MostFormat)
        {
            throw new InvalidDataException(
                $"the model is of version {model.IrVersion} of the format, but {LeastFormat} to {MostFormat} are read; export it anew.");
        }

        long operators = Operators(model);
        if (operators is < LeastOperators or > MostOperators)
        {
            throw new InvalidDataException(
                $"the model has operators of version {operators}, but {LeastOperators} to {MostOperators} are read; export it with "
                + "another opset.");
        }

        if (model.Graph.SparseInitializer.Count > 0)
            throw new InvalidDataException("the model has sparse tensors, but dense ones are expected; export it without them.");
    }
}
