namespace Unrolled.Onnx.Tests;

/// <summary>Import, compile, predict: the numbers are ONNX Runtime's.</summary>
[Trait("Category", "Slow")]
public class ImportTests
{
    private static readonly Dictionary<string, Func<ModelBuilder>> Models =
        SingleModels.All.Concat(WholeModels.All).Concat(FurtherModels.All).Concat(VariantModels.All).Concat(OperatorModels.All)
            .ToDictionary(static m => m.Title, static m => m.Build);

    public static TheoryData<string> Titles => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_model_gives_what_the_runtime_gives(string title) => Reference.Check(Models[title]());
}
