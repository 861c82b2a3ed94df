namespace Unrolled.Onnx.Tests;

/// <summary>Models as exporters write them, imported, compiled and run: the numbers are ONNX Runtime's.</summary>
[Trait("Category", "Slow")]
public class ExporterTests
{
    private static readonly Dictionary<string, Func<ModelBuilder>> Models =
        TorchModels.All.Concat(KerasModels.All).ToDictionary(static m => m.Title, static m => m.Build);

    public static TheoryData<string> Titles => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_model_gives_what_the_runtime_gives(string title) => Reference.Check(Models[title]());

    /// <summary>ONNX Runtime has no slopes of that version: those of a later one instead.</summary>
    [Fact]
    public void Slopes_lie_along_channels_before_version_7()
    {
        ModelBuilder old = new([3, 5, 4], opset: 6), later = new([3, 5, 4]);
        old.Then("PRelu", [old.Floats([3], 0.1f, 0.2f, 0.3f)]);
        later.Then("PRelu", [later.Floats([3, 1, 1], 0.1f, 0.2f, 0.3f)]);

        Assert.Equal(
            Reference.Check(later).Source.Split('\n')[5..], OnnxModel.Import(old.ToArray(), "tested.onnx").Source.Split('\n')[5..]);
    }

    [Fact]
    public void What_depends_on_the_input_chooses_no_branch()
    {
        var m = new ModelBuilder([4]);
        ModelBuilder yes = new([4]), no = new([4]);
        yes.Node("Relu", ["x"]);
        no.Node("Tanh", ["x"]);
        string isLarge = m.Node("Greater", [m.Node("ReduceMax", ["x"], ("keepdims", 0)), m.Number(0)]);
        m.Node("If", [isLarge], ("then_branch", yes.Branch("y")), ("else_branch", no.Branch("y")));

        var refused = Assert.Throws<UnsupportedModelException>(() => OnnxModel.Import(m.ToArray(), "m"));
        Assert.Contains("its condition must be known", Assert.Single(refused.Nodes).Reason, StringComparison.Ordinal);
    }
}
