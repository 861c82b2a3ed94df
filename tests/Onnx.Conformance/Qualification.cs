using Unrolled.Onnx.Protocol;
using Unrolled.Onnx.Reading;
using static Unrolled.Onnx.Protocol.AttributeProto.Types;
using static Unrolled.Onnx.Protocol.TensorProto.Types;

namespace Unrolled.Onnx.Conformance;

/// <summary>Whether a test asks for something that a network on samples of floats can be: one rule, whatever the importer knows.</summary>
/// <param name="Data">The inputs that differ from sample to sample.</param>
/// <param name="Reason">Why the test is none for networks; null where it qualifies.</param>
internal sealed record Qualification(IReadOnlyList<int> Data, string? Reason)
{
    /// <summary>The rule in words, as the manifest begins with it.</summary>
    public const string Rule = """
        A test qualifies where a network of floats, sample by sample, can be asked for it at all:
        - The model has no control flow, and takes and gives tensors only.
        - Its data are float32 and have a batch in front and at least one axis behind it; so have all outputs, where scalars of samples may
          have no axis but the batch. Data are the first such input and all others of two or more axes with as many samples; they become
          stretches of one input. Other inputs are constants, with the numbers of the test, and so are those that the operator's
          specification has as parameters: weights, biases, scales, statistics, slopes, recurrences and first states.
        - Samples stay apart and are treated alike: a batch of copies of one sample gives copies of what that sample gives among others,
          and a batch of one, doubled, gives the same twice. ONNX Runtime is asked; what it does not run counts by its extents.
        - Every output has elements, and the same numbers each time.
        A test passes where each of its outputs, imported, compiled and predicted, is as near to the expected numbers as ONNX's own runner
        asks: within 1e-7 and 1e-3 of the number. Beside it stands the largest difference, in units in the last place of the expected number
        or of a thousandth of the largest one, whichever is more.
        """;

    // The inputs that operators' specifications have as parameters.
    private static readonly Dictionary<string, int[]> Parameters = new()
    {
        ["BatchNormalization"] = [1, 2, 3, 4],
        ["Conv"] = [1, 2],
        ["ConvTranspose"] = [1, 2],
        ["GRU"] = [1, 2, 3, 4, 5],
        ["Gemm"] = [1],
        ["InstanceNormalization"] = [1, 2],
        ["LSTM"] = [1, 2, 3, 4, 5, 6, 7],
        ["LayerNormalization"] = [1, 2],
        ["PRelu"] = [1],
        ["RNN"] = [1, 2, 3, 4, 5],
    };

    public static Qualification Of(OnnxTest test)
    {
        if (test.Model.Graph.Node.Any(static n => n.Attribute.Any(static a => a.Type is AttributeType.Graph or AttributeType.Graphs)))
            return No("control flow");
        if (test.Inputs.Concat(test.Outputs).FirstOrDefault(static v => v.Type.TensorType is null) is { } other)
            return No($"{other.Name} is {other.Type.ValueCase switch
            {
                TypeProto.ValueOneofCase.SequenceType => "a sequence",
                TypeProto.ValueOneofCase.OptionalType => "an optional",
                _ => "no tensor",
            }}");
        if (test.Outputs.FirstOrDefault(static v => !IsFloat(v)) is { } given)
            return No($"gives {Type(given)}");
        int first = test.Inputs.ToList().FindIndex(static v => IsFloat(v) && Rank(v) >= 2);
        if (first < 0)
            return No(test.Inputs.Count == 0 ? "takes nothing"
                : test.Inputs.FirstOrDefault(static v => !IsFloat(v)) is { } taken ? $"takes {Type(taken)}" : "no axis behind a batch");
        bool IsData(ValueInfoProto input) =>
            Rank(input) >= 2 && Extent(input) == Extent(test.Inputs[first]) && !IsParameter(test, input.Name);
        int[] data = [.. Enumerable.Range(0, test.Inputs.Count).Where(i => i == first || IsData(test.Inputs[i]))];
        if (data.Select(i => test.Inputs[i]).FirstOrDefault(static v => !IsFloat(v)) is { } mixed)
            return No($"takes {Type(mixed)}");
        if (test.Inputs.Where((_, i) => data.Contains(i)).Any(static v => v.Type.TensorType.Shape.Dim.Any(static d => d.DimValue < 1))
            || Enumerable.Range(0, test.Outputs.Count).Any(i => test.Output(i).Length == 0))
            return No("no elements");
        return new Qualification(data, Separation.Problem(test, data));
    }

    private static Qualification No(string reason) => new([], reason);

    private static bool IsParameter(OnnxTest test, string name) => test.Model.Graph.Node.Any(node =>
        Parameters.TryGetValue(node.OpType, out int[]? places)
            && places.Any(place => place < node.Input.Count && node.Input[place] == name));

    private static bool IsFloat(ValueInfoProto value) => value.Type.TensorType.ElemType == (int)DataType.Float;

    private static int Rank(ValueInfoProto value) => value.Type.TensorType.Shape?.Dim.Count ?? 0;

    private static long Extent(ValueInfoProto value) => value.Type.TensorType.Shape.Dim[0].DimValue;

    private static string Type(ValueInfoProto value) => TensorReader.Name((DataType)value.Type.TensorType.ElemType);
}
