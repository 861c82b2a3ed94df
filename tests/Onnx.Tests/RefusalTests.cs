using Google.Protobuf;
using Unrolled.Onnx.Protocol;

namespace Unrolled.Onnx.Tests;

/// <summary>Models that cannot be had: every message names the node, or the field, and says what to do.</summary>
public class RefusalTests : TempDirectory
{
    [Fact]
    public void All_nodes_that_cannot_be_had_are_listed()
    {
        ModelBuilder m = new ModelBuilder([3, 8, 8]).Then("Celu2").Then("Relu").Then("NonZero");
        var refused = Assert.Throws<UnsupportedModelException>(() => OnnxModel.Import(m.ToArray(), "m"));

        Assert.Equal(["Celu2", "NonZero"], refused.Nodes.Select(static n => n.Operator));
        Assert.Equal("Celu2_0", refused.Nodes[0].Name);
        Assert.Contains("none of those that are read", refused.Nodes[0].Reason, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Nodes => new()
    {
        { "softmax over the batch", "samples must stay apart" },
        { "sum over samples", "mean over the batch" },
        { "samples chosen", "chooses among the batch's samples" },
        { "a matrix for each", "one matrix for all is expected" },
        { "GRU with lengths", "lengths of sequences" },
        { "transposed volume", "its window has 3 axes" },
        { "means of dilated windows", "its window has dilations" },
        { "smoothed", "it smooths what it makes smaller" },
        { "samples repeated", "and 1 for the batch, is expected" },
        { "transform of samples", "it transforms along the batch" },
        { "constants that repeat", "would repeat [batch, 4, 6]" },
        { "a bound that repeats", "would repeat [batch, 4, 6]" },
        { "an exponent that repeats", "would repeat [batch, 4, 6]" },
        { "slopes that repeat", "would repeat [batch, 4, 6]" },
        { "norm of other extents", "do not fit [6]" },
        { "six axes", "at most 5 axes behind the batch" },
        { "reshape that mixes", "keep the batch as an axis" },
        { "extents from the input", "must be known when the model is imported" },
        { "three operands", "it takes 3 values, but 2 are expected" },
        { "no operands", "it has no inputs" },
        { "a row of a number", "its axis 0 is none of 0 axes" },
        { "a function of a constant", "is a constant, or left out, but a value that depends on the model's input is expected" },
        { "a constant that is padded", "is a constant, or left out" },
        { "a product of constants", "is a constant, or left out" },
        { "attribute of another kind", "attribute axis is Single, but a whole number is expected" },
    };

    [Theory]
    [MemberData(nameof(Nodes))]
    public void A_node_s_reason_is_said(string title, string expected)
    {
        var m = new ModelBuilder([4, 6]);
        string x = m.Last;
        _ = title switch
        {
            "softmax over the batch" => m.Then("Softmax", null, ("axis", 0)),
            "sum over samples" => m.Then("ReduceMean", null, ("axes", new long[] { 0 })),
            "samples chosen" => m.Then("Gather", [m.Integers([], [0])]),
            "a matrix for each" => m.Then("MatMul", [m.Random(1, 6, 5)]),
            "GRU with lengths" => m.Then("Transpose", null, ("perm", new long[] { 1, 0, 2 }))
                .Then("GRU", [m.Random(1, 9, 6), m.Random(1, 9, 3), "", m.Integers(4)], ("hidden_size", 3)),
            "transposed volume" => m.Then("Reshape", [m.Integers(0, 1, 4, 3, 2)]).Then("ConvTranspose", [m.Random(1, 1, 2, 2, 2)]),
            "means of dilated windows" => m.Then("AveragePool", null, ("kernel_shape", new long[] { 2 }), ("dilations", new long[] { 2 })),
            "smoothed" => m.Then("Resize", ["", m.Floats([3], 1, 1, 0.5f)], ("mode", "linear"), ("antialias", 1)),
            "samples repeated" => m.Then("Tile", [m.Integers(2, 1, 1)]),
            "transform of samples" => m.Then("Reshape", [m.Integers(0, 24, 1)]).Then("DFT", null, ("axis", 0)),
            "constants that repeat" => m.Then("Add", [m.Random(3, 1, 1, 1)]),
            "a bound that repeats" => m.Then("Max", [m.Floats([2, 1, 1, 1], 1, 1)]),
            "an exponent that repeats" => m.Then("Pow", [m.Floats([2, 1, 1, 1], 2, 2)]),
            "slopes that repeat" => m.Then("PRelu", [m.Random(1, 1, 4, 6)]),
            "norm of other extents" => m.Then("LayerNormalization", [m.Random(4, 6)]),
            "six axes" => m.Then("Reshape", [m.Integers(0, 2, 2, 1, 3, 1, 2)]).Then("Slice", [m.Integers(1), m.Integers(2), m.Integers(1)]),
            "reshape that mixes" => m.Then("Reshape", [m.Integers(6, -1)]),
            "extents from the input" => m.Then("Expand", [m.Node("Cast", [x], ("to", 7))]),
            "three operands" => m.Then("Mul", [m.Number(2), x]),
            "no operands" => Bare(m, "Max"),
            "a row of a number" => m.Then("Add", [m.Node("Gather", [m.Number(1), m.Integers(0)])]),
            "a function of a constant" => m.Then("Add", [m.Node("Softmax", [m.Random(4, 6)])]),
            "a product of constants" => m.Then("Add", [m.Node("Gemm", [m.Random(4, 6), m.Random(6, 6)])]),
            "a constant that is padded" => m.Then("Add", [m.Node("Pad", [m.Random(4, 6), m.Integers(1, 0, 1, 0)])]),
            _ => m.Then("Softmax", null, ("axis", 1f)),
        };
        var refused = Assert.Throws<UnsupportedModelException>(() => OnnxModel.Import(m.ToArray(), "m"));
        Assert.Contains(expected, string.Join("\n", refused.Nodes), StringComparison.Ordinal);
    }

    private static ModelBuilder Bare(ModelBuilder m, string type)
    {
        m.Node(type, []);
        return m;
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "empty graph", "has no graph" },
        { "old format", "version 2 of the format" },
        { "old operators", "operators of version 99" },
        { "two inputs", "takes 2 inputs (x, y)" },
        { "two outputs", "gives 2 outputs" },
        { "open extents", "axis 2 of input x is \"width\"" },
        { "no extents", "has no extents behind the batch" },
        { "doubles", "is double, but float" },
        { "unknown value", "takes nowhere, which no node before it gives" },
        { "given twice", "which is there already" },
        { "given twice by one", "which is there already" },
        { "short tensor", "tensor w: [2, 3] of float takes 6 times 4 bytes, but 8 came" },
        { "negative extent", "the extent -2 of [-2, 3] is negative" },
        { "huge tensor", "tensor w:" },
        { "branch from nowhere", "a branch gives nowhere, which no node before it gives" },
        { "graphs in graphs", "lies 100 messages deep" },
        { "constant output", "does not depend on the input" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_model_that_is_none_is_refused(string title, string expected)
    {
        ModelProto model = new ModelBuilder([4, 6]).Then("Relu").Model();
        ValueInfoProto input = model.Graph.Input[0];
        TensorProto w = new() { Name = "w", DataType = 1, Dims = { 2, 3 }, RawData = ByteString.CopyFrom(new byte[8]) };
        switch (title)
        {
            case "empty graph": model.Graph = null; break;
            case "old format": model.IrVersion = 2; break;
            case "old operators": model.OpsetImport[0].Version = 99; break;
            case "no operator": (model.Graph.Node[0].OpType, model.Graph.Node[0].Name) = ("", ""); break;
            case "two inputs": model.Graph.Input.Add(new ValueInfoProto(input) { Name = "y" }); break;
            case "two outputs": model.Graph.Output.Add(model.Graph.Output[0]); break;
            case "open extents": input.Type.TensorType.Shape.Dim[2].DimParam = "width"; break;
            case "no extents": input.Type.TensorType.Shape.Dim.Clear(); break;
            case "doubles": input.Type.TensorType.ElemType = 11; break;
            case "unknown value": model.Graph.Node[0].Input[0] = "nowhere"; break;
            case "given twice": model.Graph.Node.Add(model.Graph.Node[0]); break;
            case "given twice by one": model.Graph.Node[0].Output.Add(model.Graph.Node[0].Output[0]); break;
            case "short tensor": model.Graph.Initializer.Add(w); break;
            case "negative extent": w.Dims[0] = -2; model.Graph.Initializer.Add(w); break;
            case "huge tensor": w.Dims[0] = 1L << 62; model.Graph.Initializer.Add(w); break;
            case "branch from nowhere": Choose(model.Graph, new() { Output = { new ValueInfoProto { Name = "nowhere" } } }); break;
            case "graphs in graphs":
                GraphProto outer = model.Graph;
                for (int depth = 0; depth < 40; depth++)
                {
                    GraphProto inner = new();
                    Choose(outer, inner);
                    outer = inner;
                }

                break;
            default:
                Constant(model);
                break;
        }

        var refused = Assert.Throws<InvalidDataException>(() => OnnxModel.Import(model.ToByteArray(), "m.onnx"));
        Assert.StartsWith("m.onnx: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A node that chooses a branch.</summary>
    private static void Choose(GraphProto graph, GraphProto branch) => graph.Node.Add(new NodeProto
    {
        OpType = "If",
        Input = { "x" },
        Output = { "chosen" },
        Attribute = { new AttributeProto { Name = "then_branch", Type = AttributeProto.Types.AttributeType.Graph, G = branch } },
    });

    /// <summary>A model whose output is a tensor of its own.</summary>
    private static void Constant(ModelProto model)
    {
        model.Graph.Node.Clear();
        string name = model.Graph.Output[0].Name;
        model.Graph.Initializer.Add(
            new TensorProto { Name = name, DataType = 1, Dims = { 1, 2 }, RawData = ByteString.CopyFrom(new byte[8]) });
    }

    [Theory]
    [InlineData("numbers.bin", "0", "24", null)]
    [InlineData("numbers.bin", "8", "24", "byte 8 on of numbers.bin, which has 24")]
    [InlineData("numbers.bin", "x", "24", "the offset \"x\"")]
    [InlineData("numbers.bin", "0", "12", "external data of 12 are declared")]
    [InlineData("nowhere.bin", "0", "24", "which is not there")]
    [InlineData("../numbers.bin", "0", "24", "the model's own folder")]
    [InlineData("/etc/passwd", "0", "24", "the model's own folder")]
    [InlineData("link.bin", "0", "24", "a link out of the model's own folder")]
    [InlineData("", "0", "24", "the model's own folder")]
    public void External_data_lie_in_the_model_s_folder(string location, string offset, string length, string? refused)
    {
        System.IO.Directory.CreateDirectory(PathOf("models"));
        Put("numbers.bin", new byte[24]);
        Put("models/numbers.bin", new byte[24]);
        File.CreateSymbolicLink(PathOf("models/link.bin"), PathOf("numbers.bin"));
        ModelBuilder m = new ModelBuilder([3]).Then("Gemm", ["w"]);
        var w = new TensorProto { Name = "w", DataType = 1, Dims = { 3, 2 }, DataLocation = TensorProto.Types.DataLocation.External };
        foreach ((string key, string value) in new[] { ("location", location), ("offset", offset), ("length", length) })
            w.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        m.Graph.Initializer.Add(w);
        string path = Put("models/m.onnx", m.ToArray());

        if (refused is null)
            Assert.Equal("Dense(2, Bias = false)", Assert.Single(OnnxModel.Import(path).Layers).Declaration);
        else
            Assert.Contains(refused, Assert.Throws<InvalidDataException>(() => OnnxModel.Import(path)).Message, StringComparison.Ordinal);
    }
}
