using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Unrolled.Onnx.Tests;

/// <summary>Networks saved as ONNX: ONNX Runtime gives what they give, and what is imported again gives the same bits.</summary>
[Trait("Category", "Slow")]
public class SaveTests : TempDirectory
{
    // Kinds that are not yet written.
    private static readonly string[] s_notWritten = [];

    public static TheoryData<string, string> Networks => [.. SavedNetworks.All.Select(static n => (n.Input, n.Layers))];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_saved_network_gives_what_it_gave(string input, string layers) =>
        RoundTrip.Check(CompiledNetwork.Of(SavedNetworks.Source(input, layers), "Saved"), PathOf("saved.onnx"));

    [Theory]
    [InlineData("4, 8, 6", "Conv2D(6, 3), BatchNorm, ReLU, Conv2D(4, 1, Bias = false), BatchNorm(Bias = false, Epsilon = 0.01)", 0)]
    [InlineData("3, 20", "Conv1D(4, 3, Stride = 2), BatchNorm", 0)]
    [InlineData("5, 6", "Dense(4, Bias = false), BatchNorm", 0)]
    [InlineData("7", "Dense(4), BatchNorm, ReLU, Dense(3), BatchNorm", 0)]
    [InlineData("4, 8, 6", "Residual<Same>, Conv2D(4, 3, Padding = 1), BatchNorm, Add(\"conv2d1\")", 1)]
    [InlineData("4, 8, 6", "Repeat<Alone>(2, Tied = true), BatchNorm", 1)]
    [InlineData("4, 8, 6", "BatchNorm, Conv2D(4, 3), ReLU, BatchNorm", 2)]
    public void Norms_become_part_of_the_weights_in_front_of_them(string input, string layers, int left)
    {
        IRunner network = CompiledNetwork.Of(SavedNetworks.Source(input, layers), "Saved");
        network.Shake();
        string path = PathOf("folded.onnx");
        network.SaveOnnx(path, new() { FoldsNorms = true });
        byte[] model = File.ReadAllBytes(path);
        var random = new Random(2);
        float[] inputs = [.. Enumerable.Range(0, 2 * network.Info.InputLength).Select(_ => random.NextSingle())];

        Assert.Equal(left, Protocol.ModelProto.Parser.ParseFrom(model).Graph.Node.Count(static n => n.OpType == "BatchNormalization"));
        Reference.Compare(Reference.Run(model, inputs, [2, .. network.Info.Input], "input"), network.Predict(inputs), layers);
    }

    [Fact]
    public void A_kind_without_a_writer_is_named()
    {
        var layer = new LayerDescription("Novel", "novel1", [""], [3], [], ImmutableDictionary<string, object>.Empty);

        var e = Assert.Throws<NotSupportedException>(() => Saving.WriterTable.Find(layer));
        Assert.Equal("novel1 is a Novel, which cannot be saved as ONNX; save a network without it, such as the part before it", e.Message);
    }

    [Fact]
    public void What_was_there_is_replaced_and_nothing_is_left_beside_it()
    {
        string path = PathOf("saved.onnx");
        File.WriteAllText(path, "old");
        CompiledNetwork.Of(SavedNetworks.Source("3", "Dense(2)"), "Saved").SaveOnnx(path);

        Assert.Equal(["saved.onnx"], System.IO.Directory.GetFiles(Directory).Select(Path.GetFileName));
        string[] described = OnnxModel.Describe(path).Split('\n');
        Assert.Contains(described, static line => line.Contains("opset 17", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Layers_are_described_with_their_parts_resolved_and_their_defaults()
    {
        const string Layers = "Conv2D(4, 3, Padding = 1), Residual<Same>, Repeat<Tieable>(2, Tied = true), Flatten, MeanSquaredError";
        NetworkInfo info = CompiledNetwork.Of(SavedNetworks.Source("1, 4, 4", Layers), "Saved").Info;
        IEnumerable<string> read = info.Inference.Select(static l => $"{l.Kind} {l.Name}: {string.Join(", ", l.Inputs)}");

        Assert.Equal(
            [
                "Conv2D conv2d1: ", "Conv2D same1.conv2d1: conv2d1", "BatchNorm same1.batchnorm1: same1.conv2d1",
                "ReLU same1.relu1: same1.batchnorm1", "Add same1: same1.relu1, conv2d1",
                "Conv2D tieable1.conv2d1: same1", "ReLU tieable1.relu1: tieable1.conv2d1",
                "Conv2D tieable1.conv2d1#2: tieable1.relu1", "ReLU tieable1.relu1#2: tieable1.conv2d1#2",
                "Flatten flatten1: tieable1.relu1#2",
            ], read);
        Assert.Equal(["tieable1.conv2d1.weight", "tieable1.conv2d1.bias"], info.Inference[7].Parameters);
        IEnumerable<string> used = info.Inference.SelectMany(static l => l.Parameters).Distinct();
        Assert.Equal(info.Parameters.Select(static p => p.Name).Order(), used.Order());
        LayerDescription convolution = info.Inference[0], norm = info.Inference[2];
        Assert.Equal([4, 4, 4], convolution.Output);
        Assert.Equal([1, 1], convolution.Integers("PaddingBefore"));
        Assert.Equal(1, convolution.Integer("Groups"));
        Assert.Equal(1e-5, norm.Number("Epsilon"));
        var wrong = Assert.Throws<KeyNotFoundException>(() => convolution.Flag("Groups"));
        Assert.Contains("has no Boolean Groups", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_kind_of_layer_is_written_and_tried()
    {
        IEnumerable<Type> attributes = typeof(LayerAttribute).Assembly.GetTypes().Where(static t =>
            !t.IsAbstract && t.IsSubclassOf(typeof(LayerAttribute)) && !t.IsSubclassOf(typeof(LossAttribute))
            && !t.IsSubclassOf(typeof(CompositeAttribute)));
        string[] kinds = [.. attributes.Select(static t => t.Name[..^"Attribute".Length])];
        string tried = string.Join(", ", SavedNetworks.All.Select(static n => n.Layers));

        Assert.Equal([], kinds.Except(Saving.WriterTable.Kinds).Except(s_notWritten));
        Assert.Equal([], kinds.Where(kind => !Regex.IsMatch(tried, $@"\b{kind}\b")).Except(s_notWritten));
    }
}
