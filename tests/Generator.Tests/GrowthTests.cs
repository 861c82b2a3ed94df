using CsCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Generator.Tests;

/// <summary>The text of a network grows with its layers, and with nothing else.</summary>
[Trait("Category", "Slow")]
public class GrowthTests
{
    /// <summary>What a layer of any kind may take of the three bodies together, and what every network needs besides.</summary>
    private const int CharactersOfALayer = 500_000, CharactersOfANetwork = 100_000;

    /// <summary>The longest method, its header included.</summary>
    private const int CharactersOfAMethod = 45_000;

    /// <summary>Memory that the generator takes for each character it writes, and for every network.</summary>
    private const long BytesOfACharacter = 1000, BytesOfANetwork = 200_000_000;

    /// <summary>Declarations that once became tens of millions of characters, or never ended.</summary>
    public static TheoryData<string> Found =>
    [
        "Input(256, 56, 56), Conv2D(512, 1, Stride = 2), Conv2D(8, 1)",
        "Input(8, 224, 224), Conv2D(8, 1), AvgPool2D(1, Stride = 2)",
        "Input(4, 4096), Conv1D(4, 1), Conv1D(4, 3, Stride = 7)",
        "Input(8, 64, 64), Conv2D(8, 1), Conv2D(8, 3, Stride = 8, Dilation = 2)",
        "Input(8, 64, 64), Conv2D(8, 1), AvgPool2D(2, Stride = 5)",
        "Input(8, 16, 16), Conv2D(8, 1), ConvTranspose2D(8, 3, Stride = 8)",
        "Input(16, 64, 64), Conv2D(16, 1), Conv2D(16, 3, Stride = 2, Dilation = 2, Groups = 16)",
        "Input(16, 64, 64), Conv2D(16, 1), Conv2D(32, 3, Stride = 2)",
        "Input(16, 64, 64), Conv2D(16, 3, Padding = 40), MaxPool2D(7, Stride = 3, Padding = 3)",
        "Input(2, 80, 80), Conv2D(2, 1), MaxPool2D(40), Conv2D(2, 1)",
        "Input(2, 600), Conv1D(2, 1), Conv1D(3, 300, Padding = 200)",
        $"Input(16), Dense(16), {string.Join(", ", Enumerable.Repeat("SiLU", 16))}",
        $"Input(16), Dense(16), {string.Join(", ", Enumerable.Repeat("GELU, HardSwish", 8))}",
    ];

    [Theory, MemberData(nameof(Found))]
    public void Declarations_that_exploded_are_short(string attributes) =>
        IsShort(attributes, attributes.Count(c => c == ',') > 12 ? 6 : 3);

    /// <summary>The same declarations each time: a number of the sequence, and what CsCheck makes of it.</summary>
    [Fact]
    public void Random_declarations_are_short()
    {
        for (uint i = 0; i < 60; i++)
        {
            (string attributes, int layers) = Declarations.Generate(new PCG(i, 20261124), null, out _);
            IsShort(attributes, layers);
        }
    }

    [Fact]
    public void Maps_of_any_size_have_text_of_one_size()
    {
        // Extents show in numbers and in tails: the longer one may have a tile of another form, and no more.
        int small = Length("Input(8, 28, 28), Conv2D(16, 3, Padding = 1), ReLU, MaxPool2D(2), Conv2D(16, 3, Stride = 2), " +
            "ConvTranspose2D(4, 4, Stride = 2)");
        int large = Length("Input(8, 448, 448), Conv2D(16, 3, Padding = 1), ReLU, MaxPool2D(2), Conv2D(16, 3, Stride = 2), " +
            "ConvTranspose2D(4, 4, Stride = 2)");
        Assert.InRange(large, small * 0.6, small * 1.4);
    }

    [Fact]
    public void A_thousand_functions_in_a_row_are_short()
    {
        // A line in the table of layers each, and a few functions a loop.
        int length = Length($"Input(16), Dense(16), {string.Join(", ", Enumerable.Repeat("ReLU", 1000))}");
        Assert.InRange(length, 0, 700_000);
    }

    /// <summary>A stack of layers that fit, on an input of up to 224 by 224.</summary>
    private static Gen<(string Attributes, int Layers)> Declarations { get; } =
        from channels in Gen.Int[1, 24]
        from height in Gen.Int[3, 224]
        from width in Gen.Int[3, 224]
        from choices in Gen.Select(Gen.Int[0, 5], Gen.Int[1, 7], Gen.Int[1, 8], Gen.Int[1, 3], Gen.Int[0, 3], Gen.Int[1, 24]).Array[1, 4]
        select Stack(channels, height, width, choices);

    private static (string Attributes, int Layers) Stack(int channels, int height, int width, (int, int, int, int, int, int)[] choices)
    {
        var layers = new List<string> { $"Input({channels}, {height}, {width})", $"Conv2D({channels}, 1)" };
        foreach ((int kind, int kernel, int stride, int dilation, int padding, int filters) in choices)
        {
            int Out(int size, int reach, int pad) => size + 2 * pad < reach ? 0 : (size + 2 * pad - reach) / stride + 1;
            int reach = dilation * (kernel - 1) + 1, pad = Math.Min(padding, kernel / 2);
            (string Layer, int Channels, int Height, int Width) next = kind switch
            {
                0 => ($"Conv2D({filters}, {kernel}, Stride = {stride}, Padding = {padding}, Dilation = {dilation})",
                    filters, Out(height, reach, padding), Out(width, reach, padding)),
                1 => ($"Conv2D({channels}, {kernel}, Stride = {stride}, Padding = {padding}, Dilation = {dilation}, Groups = {channels})",
                    channels, Out(height, reach, padding), Out(width, reach, padding)),
                2 => ($"MaxPool2D({kernel}, Stride = {stride}, Padding = {pad})", channels, Out(height, kernel, pad),
                    Out(width, kernel, pad)),
                3 => ($"AvgPool2D({kernel}, Stride = {stride}, Padding = {pad})", channels, Out(height, kernel, pad),
                    Out(width, kernel, pad)),
                4 => ($"ConvTranspose2D({filters}, {kernel}, Stride = {stride}, Dilation = {dilation})",
                    filters, (height - 1) * stride + reach, (width - 1) * stride + reach),
                _ => ("SiLU, GELU, BatchNorm, ReLU", channels, height, width),
            };
            if (next is not { Height: > 0 and <= 448, Width: > 0 and <= 448 })
                continue;
            layers.Add(next.Layer);
            (channels, height, width) = (next.Channels, next.Height, next.Width);
        }

        return (string.Join(", ", layers), 1 + layers.Sum(l => l.StartsWith("SiLU", StringComparison.Ordinal) ? 4 : 1));
    }

    private static void IsShort(string attributes, int layers)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string[] texts = Texts(attributes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        int length = texts.Sum(t => t.Length), most = CharactersOfANetwork + CharactersOfALayer * layers;
        Assert.True(length <= most, $"{attributes} becomes {length:#,0} characters, more than {most:#,0} for {layers} layers.");
        (string name, int longest) = texts.SelectMany(Methods).MaxBy(m => m.Length);
        Assert.True(longest <= CharactersOfAMethod, $"{attributes} has the method {name} of {longest:#,0} characters.");
        long bytes = BytesOfANetwork + BytesOfACharacter * length;
        Assert.True(allocated <= bytes, $"{attributes} takes {allocated:#,0} bytes, more than {bytes:#,0}.");
    }

    private static int Length(string attributes) => Texts(attributes).Sum(static t => t.Length);

    private static string[] Texts(string attributes)
    {
        CSharpCompilation compilation =
            GeneratorHarness.Compile($"using Unrolled; [Network, {attributes}, MeanSquaredError] public sealed partial class Net;");
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new NetworkGenerator()).RunGenerators(compilation);
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        return [.. result.GeneratedSources.Select(static s => s.SourceText.ToString())];
    }

    private static IEnumerable<(string Name, int Length)> Methods(string text) =>
        CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes()
        .OfType<MethodDeclarationSyntax>().Select(static m => (m.Identifier.Text, m.FullSpan.Length));
}
