using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Unrolled.Data;
using Unrolled.Hosting;
using Unrolled.Onnx;
using Unrolled.Plots;

namespace Unrolled.Generator.Tests;

/// <summary>Numbers read the same on every machine, in generated code and in what people are told.</summary>
[Trait("Category", "Slow")]
public class CultureTests
{
    private static readonly Assembly[] s_packages =
    [
        typeof(NetworkInfo).Assembly, typeof(Csv).Assembly, typeof(ConsoleTraining).Assembly, typeof(TrainingPlot).Assembly,
        typeof(OnnxModel).Assembly, typeof(NetworkOptions<>).Assembly, typeof(TensorPredictions).Assembly, typeof(MpiExchange).Assembly,
    ];

    [Fact]
    public void Generated_code_is_the_same_where_a_minus_is_no_hyphen_and_a_point_is_a_comma()
    {
        string[] sources =
        [
            Sources.LeNet5,
            """
            using Unrolled;

            [Network, Input(2, 12, 12)]
            [Conv2D(16, 3, Padding = 1, Stride = 2), BatchNorm, LeakyReLU(0.25), ConvTranspose2D(3, 2, Stride = 2), Pad(1, 2)]
            [Conv2D(20, 3), Clip(-1.5, 2.5), Dropout(0.25), Flatten, Dense(1200), Softplus(Beta = 1.5), Dense(3, L2 = 1e-4)]
            [SoftmaxCrossEntropy]
            public sealed partial class Wide;

            [Network, Input(30, 5), Lstm(7), LayerNorm, Gru(6), Slice(0, -1), Flatten, Dense(1), MeanSquaredError]
            public sealed partial class Heard;
            """,
        ];
        string[] expected = Generated(sources);

        Assert.Equal(expected, Elsewhere(() => Generated(sources)));
    }

    [Fact]
    public void Texts_are_the_same_where_a_minus_is_no_hyphen_and_a_point_is_a_comma()
    {
        string[] Texts() =>
        [
            new EpochResult(3, 1234.5f, 60_000, TimeSpan.FromSeconds(1.5)) { Rate = 1e-3, IsBest = true }.ToString(),
            new FitProgress(1, 2, 3, 4, -0.5f, 1234.5).ToString(),
            new Initial(Distribution.Uniform, 0.25f).ToString(),
            new Adam(1e-3, weightDecay: 0.01).ToString()!,
            new ConfusionMatrix(new long[,] { { 3, 1 }, { 2, 1000 } }, ["no", "yes"]).ToString(),
            new Rotate(12.5).ToString(),
            new AudioAugmentation { Speed = 0.15, SignalToNoise = -0.5 }.ToString(),
            // The line behind it, with the value once more, is the framework's.
            Assert.ThrowsAny<ArgumentException>(() => new Adam(-0.5)).Message.Split('\n')[0],
            Assert.ThrowsAny<ArgumentException>(() => new Rotate(-0.5)).Message.Split('\n')[0],
        ];
        string[] expected = Texts();

        Assert.Contains(expected, static text =>
            text.Contains("1,234.5", StringComparison.Ordinal) || text.Contains("1234.5", StringComparison.Ordinal));
        Assert.Equal(expected, Elsewhere(Texts));
    }

    /// <summary>What the compiler writes as a record's text follows the machine.</summary>
    [Fact]
    public void Records_with_real_numbers_write_themselves()
    {
        IEnumerable<Type> left = s_packages.SelectMany(static package => package.GetExportedTypes())
            .Where(static type => type.GetMethod("ToString", Type.EmptyTypes) is { } text
                && text.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .Where(static type => type.GetProperties().Any(static member => IsReal(member.PropertyType)));
        Assert.Empty(left);

        static bool IsReal(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var real
            && (real == typeof(float) || real == typeof(double) || real == typeof(decimal));
    }

    private static string[] Generated(string[] sources)
    {
        GeneratorRun run = GeneratorHarness.Run(sources);
        return [.. run.Result.GeneratedSources.Select(static s => s.SourceText.ToString()),
            .. run.Result.Diagnostics.Select(static d => d.ToString())];
    }

    private static T Elsewhere<T>(Func<T> work)
    {
        // Made here, for the tests' own programs know the invariant culture alone.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
