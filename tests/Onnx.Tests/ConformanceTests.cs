using Unrolled.Onnx.Conformance;

namespace Unrolled.Onnx.Tests;

/// <summary>How ONNX's own tests are judged, and what the page says of them.</summary>
[Trait("Category", "Slow")]
public class ConformanceTests
{
    [Theory]
    [InlineData(1f, 1.0000001f, 1)]
    [InlineData(1000f, 1000.0001f, 2)]
    [InlineData(-0f, 0f, 0)]
    [InlineData(float.NaN, float.NaN, 0)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, 0)]
    public void Differences_are_counted_in_units_of_the_expected_number(float expected, float actual, long units) =>
        Assert.Equal(units, Comparison.Ulps([expected], [actual]));

    [Fact]
    public void Beside_large_numbers_small_ones_have_larger_units() =>
        Assert.Equal(1, Comparison.Ulps([1000f, 0f], [1000f, 1.1e-7f]));

    [Theory]
    [InlineData(1f, 1.0009f, null)]
    [InlineData(1f, 1.002f, "number 0 is 1.002 instead of 1")]
    [InlineData(0f, 2e-7f, "number 0 is 2E-07 instead of 0")]
    [InlineData(1f, float.NaN, "number 0 is NaN instead of 1")]
    [InlineData(float.PositiveInfinity, float.MaxValue, "number 0 is 3.40282E+38 instead of Infinity")]
    public void Numbers_are_as_near_as_ONNX_asks(float expected, float actual, string? problem) =>
        Assert.Equal(problem, Comparison.Problem([expected], [actual]));

    [Theory]
    [InlineData(nameof(Status.Passes), 24, null)]
    [InlineData(nameof(Status.Passes), 25, "a was 10 units away and is 25")]
    [InlineData(nameof(Status.Fails), 0, "a passed before: why")]
    [InlineData(nameof(Status.IsNone), 0, "a passed before: why")]
    public void What_passed_and_does_not_or_is_much_further_away_is_worse(string status, long units, string? expected)
    {
        var before = new Dictionary<string, Outcome>
        {
            ["a"] = new("a", Status.Passes, 10, ""),
            ["b"] = new("b", Status.Fails, 0, "")
        };
        Outcome[] now =
            [new("a", Enum.Parse<Status>(status), units, "why"), new("b", Status.Fails, 0, "why"), new("c", Status.Fails, 0, "why")];

        Assert.Equal(expected, Regressions.Of(now, before).SingleOrDefault());
    }

    [Fact]
    public void The_page_tells_the_manifest_s_counts()
    {
        string root = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..");
        string page = File.ReadAllText(Path.Combine(root, "docs", "onnx.md"));
        string manifest = File.ReadAllText(Path.Combine(root, "tests", "Onnx.Conformance", "manifest.txt"));
        string told = page.Split("<!-- conformance -->")[1].Split("<!-- end of conformance -->")[0].Trim();

        Assert.Contains($"# {told}\n", manifest.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        int Count(string status) => manifest.Split('\n').Count(line => line.StartsWith(status, StringComparison.Ordinal));
        (int passing, int failing) = (Count("passes "), Count("fails "));
        Assert.Contains($"{passing + failing} qualify, and {passing} of those pass", told, StringComparison.Ordinal);
    }

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
