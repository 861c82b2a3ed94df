using Google.Protobuf;
using Unrolled.Onnx.Protocol;

namespace Unrolled.Onnx.Tests;

/// <summary>Small files that ask for much: they are refused before much is done or taken.</summary>
public class BoundTests
{
    private const long MostBytes = 1L << 30, Large = 4096, Huge = 1L << 40;

    public static TheoryData<string, string> Greedy => new()
    {
        { "constants from extents", "the constants that are computed in advance have more than" },
        { "one weight transposed by all", "the constants that are computed in advance have more than" },
        { "one constant of all", "at most 16,777,216 are computed in advance" },
        { "scales that are left out", "at most 16,777,216 are computed in advance" },
        { "rows of nothing", "do not fit each other" },
        { "parts of nothing", "do not fit each other" },
        { "an axis for each number", "its axis 0 is none of 100003 axes" },
        { "numbers beside the model", "at most 536,870,897 are read" },
    };

    [Theory]
    [MemberData(nameof(Greedy))]
    public void A_small_file_that_asks_for_much_is_refused(string title, string expected)
    {
        var m = new ModelBuilder([4, 6]);
        string x = m.Last;
        string Filled(params long[] extents) => m.Node("ConstantOfShape", [m.Integers(extents)]);
        ModelProto model;
        switch (title)
        {
            case "constants from extents":
                string constant = Filled(Large, Large);
                for (int i = 0; i < 100; i++)
                    constant = m.Node("Neg", [constant]);
                m.Node("Add", [x, constant]);
                break;
            case "one weight transposed by all":
                string weights = Filled(Large, Large / 2), back = Filled(Large / 2, Large);
                m.Node("Reshape", [x, m.Integers(0, 24)]);
                m.Node("Gemm", [m.Last, m.Random(24, Large)]);
                for (int i = 0; i < 50; i++)
                    m.Then("MatMul", [weights]).Then("MatMul", [back]);
                break;
            case "one constant of all": m.Node("Add", [x, Filled(Large, Large, 2)]); break;
            case "scales that are left out":
                m = new ModelBuilder([2 * Large, Large]);
                m.Then("LayerNormalization", [""], ("axis", 1));
                break;
            case "rows of nothing": m.Node("Add", [x, m.Node("Gather", [Filled(Huge, 1, 0), m.Integers(0)], ("axis", 1))]); break;
            case "parts of nothing": m.Node("Add", [x, m.Node("Concat", [Filled(Huge, 0), Filled(Huge, 0)], ("axis", 1))]); break;
            case "an axis for each number":
                m.Then("Unsqueeze", [m.Integers([.. Enumerable.Range(0, 100_000).Select(static i => (long)i)])]);
                break;
            default:
                m.Then("Add", ["w"]);
                break;
        }

        model = m.Model();
        if (title == "numbers beside the model")
        {
            model.Graph.Initializer.Add(new TensorProto
            {
                Name = "w",
                DataType = 1,
                Dims = { Huge },
                DataLocation = TensorProto.Types.DataLocation.External,
            });
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception refused = Assert.ThrowsAny<Exception>(() => OnnxModel.Import(model.ToByteArray(), "m"));
        Assert.True(refused is InvalidDataException or UnsupportedModelException, refused.ToString());
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("Transpose")]
    [InlineData("Identity")]
    [InlineData("Add")]
    public void A_long_chain_is_imported(string type)
    {
        const int Nodes = 4000;
        var m = new ModelBuilder([6, 6]);
        string constant = m.Number(1);
        for (int i = 0; i < Nodes; i++)
        {
            _ = type switch
            {
                "Transpose" => m.Then(type, null, ("perm", new long[] { 0, 2, 1 })),
                "Add" => m.Then(type, [constant]),
                _ => m.Then(type),
            };
        }

        int layers = OnnxModel.Import(m.ToArray(), "m").Layers.Length;
        Assert.InRange(layers, 1, Nodes);
    }

    [Fact]
    public void A_number_joined_to_a_large_value_is_not_spread_over_it()
    {
        var m = new ModelBuilder([4096, 4096]);
        byte[] model = m.Then("Add", [m.Number(1)]).Then("Mul", [m.Number(2)]).Then("PRelu", [m.Number(0.5f)]).ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(3, OnnxModel.Import(model, "m").Layers.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }
}
