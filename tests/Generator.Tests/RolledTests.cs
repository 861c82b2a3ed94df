using Unrolled.Generator.Emit;

namespace Unrolled.Generator.Tests;

/// <summary>Lines that repeat are a loop, and say at each turn what they said before.</summary>
[Trait("Category", "Slow")]
public class RolledTests
{
    [Fact]
    public void Few_lines_stay_as_they_are()
    {
        Line[] lines = [.. Enumerable.Range(0, Rolled.Worth).Select(i => Call("f", i))];
        Assert.Equal(lines.Select(static l => l.ToString()), Rolled.Text(lines, new BufferNames()));
    }

    [Fact]
    public void Numbers_that_grow_evenly_are_computed()
    {
        Line[] lines = [Call("before", 7), .. Enumerable.Range(0, 40).SelectMany(i => new[] { Call("f", 16 * i), Call("g", 100 - i, 5) }),
            Call("behind", 0)];
        Assert.Equal(
            [
                "before(&x[7]);",
                "for (int turn = 0; turn < 40; turn++)", "{", "    f(&x[turn * 16]);", "    g(&x[100 - turn], &x[5]);", "}",
                "behind(x);",
            ],
            Rolled.Text(lines, new BufferNames()));
    }

    [Fact]
    public void Other_numbers_stand_in_a_table()
    {
        Line[] lines = [.. Enumerable.Range(0, 20).Select(i => Call("f", i * i, i * i, i))];
        string[] text = [.. Rolled.Text(lines, new BufferNames())];
        Assert.Contains("    ReadOnlySpan<int> places =", text);
        Assert.Contains("        361,", text);
        Assert.Contains("        f(&x[places[turn]], &x[places[turn]], &x[turn]);", text);
    }

    /// <summary>What is added to a network of equal blocks is numbers.</summary>
    [Fact]
    public void Depth_adds_little_text()
    {
        int some = Bodies(20), many = Bodies(80);
        Assert.InRange(many, some, some * 1.2);

        static int Bodies(int blocks) => GeneratorHarness.Run($$"""
            using Unrolled;

            [Block, Conv2D(8, 3, Padding = 1), BatchNorm, ReLU]
            partial class Inner;

            [Block, Residual<Inner>, ReLU]
            partial class Outer;

            [Network, Input(8, 8, 8), Repeat<Outer>({{blocks}}), GlobalAvgPool2D, Dense(2), SoftmaxCrossEntropy]
            public sealed partial class Net;
            """).Result.GeneratedSources.Where(static s => s.HintName.StartsWith("Net-", StringComparison.Ordinal))
            .Sum(static s => s.SourceText.Length);
    }

    private static Line Call(string name, params int[] numbers)
    {
        Line line = new Line().Text(name + "(");
        for (int n = 0; n < numbers.Length; n++)
            line.Text(n == 0 ? "" : ", ").Address("x", numbers[n], "");
        return line.Text(");");
    }
}
