using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>What is read from a sound declaration.</summary>
[Trait("Category", "Slow")]
public class SpecTests
{
    [Fact]
    public void LeNet5_is_read_in_source_order()
    {
        NetworkSpec spec = GeneratorHarness.Spec(Sources.LeNet5);

        Assert.Equal("T", spec.Namespace);
        Assert.Equal("LeNet5", spec.Name);
        Assert.Empty(spec.Containers);
        Assert.Equal(new Shape(1, 28, 28), spec.Input);
        Assert.Equal(0, spec.Unroll);
        Assert.Equal(
            [
                "conv2d1: Conv2D(6, 5)", "relu1: ReLU", "maxpool2d1: MaxPool2D(2)",
                "conv2d2: Conv2D(16, 5)", "relu2: ReLU", "maxpool2d2: MaxPool2D(2)",
                "flatten1: Flatten", "dense1: Dense(120)", "relu3: ReLU", "dense2: Dense(84)", "relu4: ReLU", "dense3: Dense(10)",
                "softmaxcrossentropy1: SoftmaxCrossEntropy",
            ],
            spec.Layers.Select(l => $"{l.Name}: {l.Declaration}"));
    }

    [Fact]
    public void Constructor_arguments_have_their_parameters_names()
    {
        LayerSpec square = First("[Conv2D(6, 5)]"), rectangle = First("[Conv2D(6, 3, 5)]");

        Assert.Equal([("Filters", 6.0), ("Kernel", 5.0)], Values(square));
        Assert.Equal([("Filters", 6.0), ("KernelHeight", 3.0), ("KernelWidth", 5.0)], Values(rectangle));
    }

    [Fact]
    public void The_second_number_of_a_pool_is_its_stride()
    {
        LayerSpec pool = First("[MaxPool2D(3, 2, Padding = 1)]");

        Assert.Equal([("Size", 3.0), ("Stride", 2.0), ("Padding", 1.0)], Values(pool));
        Assert.Equal("MaxPool2D(3, 2, Padding = 1)", pool.Declaration);
        Assert.All(
            ["Reshape(1, 2, 2), AvgPool2D(2, 1)", "Reshape(2, 2), MaxPool1D(2, 1)", "Reshape(2, 2), AvgPool1D(2, 1)"],
            other => Assert.Equal(
                [("Size", 2.0), ("Stride", 1.0)], Values(GeneratorHarness.Spec(Sources.Net($"[{other}, MeanSquaredError]")).Layers[^2])));
    }

    [Fact]
    public void Optional_arguments_are_there_only_if_they_were_given()
    {
        Assert.Empty(First("[LeakyReLU, Conv2D(1, 1)]").Arguments);
        Assert.Equal([new Argument("Slope", 0.01, "0.01")], First("[LeakyReLU(0.01), Conv2D(1, 1)]").Arguments);
        Assert.Equal([new Argument("Slope", 0.2, "0.2")], First("[LeakyReLU(slope: 0.2), Conv2D(1, 1)]").Arguments);
    }

    [Fact]
    public void Named_arguments_are_read_by_name_and_booleans_as_0_and_1()
    {
        LayerSpec layer = First("""[Conv2D(2, 3, Padding = 1, Name = "stem.0", Bias = false)]""");

        Assert.Equal("stem.0", layer.Name);
        Assert.Equal([("Filters", 2.0), ("Kernel", 3.0), ("Bias", 0.0), ("Padding", 1.0)], Values(layer));
        Assert.Equal("Conv2D(2, 3, Bias = false, Padding = 1)", layer.Declaration);
    }

    [Theory]
    [InlineData("[Conv2D(2, 3, Padding = 1, Stride = 2)]")]
    [InlineData("[Conv2D(2, 3, Stride = 2, Padding = 1)]")]
    [InlineData("[Conv2D(kernel: 3, filters: 2, Stride = 2, Padding = 1)]")]
    [InlineData("[Conv2DAttribute(1 + 1, 0x3, Stride = Two, Padding = 1)]")]
    [InlineData("[Conv2D(2, 3, Stride = 2, Padding = 1, Name = null)]")]
    public void One_meaning_is_one_spec(string attribute)
    {
        LayerSpec layer = First(attribute);

        Assert.Equal(First("[Conv2D(2, 3, Stride = 2, Padding = 1)]"), layer);
        Assert.Equal("Conv2D(2, 3, Padding = 1, Stride = 2)", layer.Declaration);
    }

    [Fact]
    public void Default_names_count_named_layers_of_their_kind_too()
    {
        NetworkSpec spec = GeneratorHarness.Spec(
            Sources.Net("""[Dense(3), ReLU, Dense(3, Name = "middle"), Tanh, Dense(2), MeanSquaredError]"""));

        Assert.Equal(["dense1", "relu1", "middle", "tanh1", "dense3", "meansquarederror1"], spec.Layers.Select(l => l.Name));
    }

    [Fact]
    public void Source_order_is_kept_over_lists_lines_comments_and_foreign_attributes()
    {
        NetworkSpec spec = GeneratorHarness.Spec("""
            using System;
            using Unrolled;

            [Dense(1)] [Tanh, /* between */ Dense(2),
                Sigmoid] // and
            [Serializable, Dense(3), Input(4)]
            #if !NEVER
            [ReLU] [Obsolete("old"), Dense(4), Abs]
            #endif
            [Network, Dense(5)]
            [MeanSquaredError]
            partial class Net;
            """);

        Assert.Equal(
            ["Dense(1)", "Tanh", "Dense(2)", "Sigmoid", "Dense(3)", "ReLU", "Dense(4)", "Abs", "Dense(5)", "MeanSquaredError"],
            spec.Layers.Select(l => l.Declaration));
    }

    [Fact]
    public void Layers_may_stand_on_another_part_than_Network_and_Input()
    {
        NetworkSpec spec = GeneratorHarness.Spec(
            "[Unrolled.Network] partial class Net;",
            "using Unrolled; [Dense(3), MeanSquaredError] partial class Net;",
            "[Unrolled.Input(2, 3)] partial class Net { public int Mine => 1; }");

        Assert.Equal(["Dense(3)", "MeanSquaredError"], spec.Layers.Select(l => l.Declaration));
        Assert.Equal(new Shape(2, 3), spec.Input);
    }

    [Fact]
    public void Unroll_is_read() => Assert.Equal(
        500, GeneratorHarness.Spec("using Unrolled; [Network(Unroll = 500), Input(4), Dense(2), MeanSquaredError] partial class Net;")
            .Unroll);

    [Fact]
    public void An_input_may_be_given_as_an_array() => Assert.Equal(
        new Shape(2, 3),
            GeneratorHarness.Spec("using Unrolled; [Network, Input(new[] { 2, 3 }), Dense(2), MeanSquaredError] partial class Net;").Input);

    [Fact]
    public void An_alias_names_the_same_attribute()
    {
        NetworkSpec spec = GeneratorHarness.Spec("""
            using Unrolled;
            using Linear = Unrolled.DenseAttribute;
            [Network, global::Unrolled.Input(4), Linear(2), MeanSquaredErrorAttribute] partial class Net;
            """);

        Assert.Equal(["Dense(2)", "MeanSquaredError"], spec.Layers.Select(l => l.Declaration));
    }

    /// <summary>The first layer of a network over images.</summary>
    private static LayerSpec First(string attributes) => GeneratorHarness.Spec($$"""
        using Unrolled;
        [Network, Input(2, 8, 8)]
        {{attributes}}
        [MeanSquaredError]
        public partial class Net { private const int Two = 2; }
        """).Layers[0];

    private static IEnumerable<(string, double)> Values(LayerSpec layer) => layer.Arguments.Select(a => (a.Name, a.Value));
}
