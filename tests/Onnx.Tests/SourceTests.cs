using Unrolled.Onnx.Protocol;

namespace Unrolled.Onnx.Tests;

/// <summary>What the class looks like, and that it learns.</summary>
[Trait("Category", "Slow")]
public class SourceTests
{
    [Fact]
    public void A_class_reads_as_one_would_write_it()
    {
        ImportedNetwork imported = OnnxModel.Import(WholeModels.LeNet().ToArray(), "le-net.5.onnx",
            new() { Namespace = "Shop", Loss = "SoftmaxCrossEntropy" });

        Assert.Equal("""
            using Unrolled;

            namespace Shop;

            /// <summary>le-net.5.onnx (tests, opset 17): [1, 28, 28] becomes [10].</summary>
            [Network(Weights = "LeNet5.safetensors"), Input(1, 28, 28)]
            [Conv2D(6, 5, Name = "conv1")]
            [ReLU]
            [MaxPool2D(2)]
            [Conv2D(16, 5, Name = "conv2")]
            [ReLU]
            [MaxPool2D(2)]
            [Flatten]
            [Dense(120, Name = "fc1")]
            [ReLU]
            [Dense(10, Name = "fc2")]
            [SoftmaxCrossEntropy]
            public sealed partial class LeNet5;

            """, imported.Source);
        Assert.Equal(["conv1.bias", "conv1.weight", "conv2.bias", "conv2.weight", "fc1.bias", "fc1.weight", "fc2.bias", "fc2.weight"],
            CompiledNetwork.Of(imported).Info.Parameters.Select(static p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Branches_are_named_where_they_are_joined()
    {
        string[] layers = [.. OnnxModel.Import(WholeModels.ResNet().ToArray(), "r.onnx").Layers.Select(static l => l.Declaration)];

        Assert.Contains("""Add("relu1")""", layers);
        Assert.Contains("""Conv2D(16, 1, Stride = 2, From = "relu3")""", layers);
    }

    [Fact]
    public void An_imported_network_learns()
    {
        ImportedNetwork imported = OnnxModel.Import(WholeModels.ResNet().ToArray(), "r.onnx", new() { Loss = "SoftmaxCrossEntropy" });
        Assert.DoesNotContain("[Softmax]", imported.Source, StringComparison.Ordinal);
        var random = new Random(3);
        float[] inputs = [.. Enumerable.Range(0, 16 * 3 * 16 * 16).Select(_ => random.NextSingle())];
        float[] losses = CompiledNetwork.Of(imported).Train(inputs, [.. Enumerable.Range(0, 16).Select(static i => i % 10)], steps: 30);

        Assert.True(losses[^1] < 0.5f * losses[0], $"{losses[0]} became {losses[^1]}");
    }

    [Theory]
    [InlineData("conv2")]
    [InlineData("conv")]
    public void What_is_frozen_does_not_learn(string frozen)
    {
        ModelBuilder m = new ModelBuilder([1, 8, 8])
            .Then("Conv", ["conv.0.weight"]).Then("Relu").Then("Conv", ["conv2.weight"]).Then("Flatten").Then("Gemm", ["fc.weight"]);
        m.Named("conv.0.weight", 4, 1, 3, 3);
        m.Named("conv2.weight", 4, 4, 3, 3);
        m.Named("fc.weight", 64, 3);
        ImportedNetwork imported = OnnxModel.Import(m.ToArray(), "m", new() { Loss = "SoftmaxCrossEntropy", Frozen = frozen });
        string[] learned = frozen == "conv" ? ["conv2.weight", "fc.weight"] : ["fc.weight"];

        Assert.Equal(learned, CompiledNetwork.Of(imported).Info.Parameters.Where(static p => p.Learned).Select(static p => p.Name).Order());
    }

    [Theory]
    [InlineData("conv3", "No layer is called conv3, which is to be frozen; there are conv1, conv2, fc1, fc2.")]
    [InlineData("conv", "No layer is called conv,")]
    [InlineData("fc2", "No layer behind fc2 learns")]
    public void What_cannot_be_frozen_is_said(string frozen, string expected)
    {
        var refused = Assert.Throws<ArgumentException>(() =>
            OnnxModel.Import(WholeModels.LeNet().ToArray(), "m", new() { Frozen = frozen }));
        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9-lives.onnx", "Model9Lives")]
    [InlineData("info.onnx", "InfoNetwork")]
    [InlineData("/tmp/ünder score.onnx", "NderScore")]
    [InlineData("…", "Model")]
    public void A_file_s_name_becomes_a_class_s(string file, string expected) =>
        Assert.Equal(expected, OnnxModel.Import(new ModelBuilder([5]).Then("Relu").ToArray(), file).ClassName);

    [Theory]
    [InlineData("Predict", null, null, "no member of networks")]
    [InlineData("class", null, null, "a name is expected")]
    [InlineData("A", "Shop..Models", null, "names with dots")]
    [InlineData("A", null, "Hinge", "one of SoftmaxCrossEntropy")]
    public void Options_that_no_class_can_have_are_refused(string name, string? space, string? loss, string expected)
    {
        byte[] model = new ModelBuilder([5]).Then("Relu").ToArray();
        var refused = Assert.Throws<ArgumentException>(() =>
            OnnxModel.Import(model, "m", new() { ClassName = name, Namespace = space, Loss = loss }));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_inside_of_the_model_can_be_the_output()
    {
        ModelBuilder m = new ModelBuilder([5]).Then("Relu");
        string inside = m.Last;
        ModelProto model = m.Then("NonMaxSuppression").Model();

        Assert.Equal("ReLU", Assert.Single(
            OnnxModel.Import(Google.Protobuf.MessageExtensions.ToByteArray(model), "m", new() { Output = inside }).Layers).Declaration);
    }
}
