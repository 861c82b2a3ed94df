using System.Globalization;
using CsCheck;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Generator.Tests.Declarations;

/// <summary>A source with declarations, and how it is read.</summary>
internal sealed record Declared(string Source, LanguageVersion Version, string Bodies);

/// <summary>
/// Random declarations: networks, blocks and pairs, sound and not, in namespaces and types of every kind, with names that differ in
/// case or in underscores alone, that are keywords, or that generated code uses itself.
/// </summary>
internal sealed class DeclarationGen : Gen<Declared>
{
    /// <summary>Names of types and namespaces. What is alike in all but one letter's case, or runs together, is meant to meet.</summary>
    private static readonly string[] s_names =
    [
        "Net", "net", "NET", "A", "A_", "_A", "B", "_B", "A_B", "a", "A__", "__", "_1", "@class", "@record", "@field", "Größe", "नेटवर्क",
        "Pair", "pair", "GeneratorStep", "generatorStep", "State", "Info", "Avx2Body", "Unrolled", "System", "Generated", "Frame", "Entry",
        "seed", "Dense1Weight", new string('N', 90), new string('_', 90),
        new string('字', 60), new string('字', 110), new string('Ж', 120),
    ];

    private static readonly string[] s_layerNames =
    [
        "seed", "seedPart", "Seed", "0", "_0", "a", "A", "a.b", "aB", "class", "features.0", "info", "parameters", "core", "dense1", "",
        ".", "ä", "x y", new string('n', 60), new string('n', 300),
    ];

    private static readonly string[] s_members =
    [
        "string CreatePlan() => null;", "void DescribePlan() { }", "int Info => 1;", "int get_Info() => 1;", "void Step() { }",
        "class State { }", "int _core;", "int Dense1Weight => 1;", "int get_Dense1Weight() => 1;", "void RunEntry() { }", "int Other => 1;",
        "public void Predict(int x) { }", "const int InputLength = 1;", "int VectorJacobianProduct;", "int parameters;", "static int seed;",
    ];

    private static readonly string[] s_containers =
        ["class", "static class", "struct", "record", "record struct", "interface", "readonly ref struct", "abstract class"];

    private static readonly string[] s_layers =
    [
        "Dense(4)", "Dense(4)", "Dense(3)", "ReLU", "Tanh", "GELU", "SiLU", "HardSwish", "Softplus", "Sigmoid", "LeakyReLU(0.1)", "ELU",
        "Softmax",
        "LayerNorm", "BatchNorm", "Dropout(0.5)", "Clip(-1, 1)", "HardSigmoid", "Mish", "Pow(2.3)",
        "RMSNorm", "GroupNorm(2)", "LocalResponseNorm(3)", "Scale", "PReLU(Shared = true)", "Mean(0, KeepDimensions = true)",
    ];

    private static readonly string[] s_oddLayers =
    [
        "Flatten", "Dense(0)", "Dense(-1)", "Dense(2000000000)", "Reshape(2, 2)", "Transpose",
        "Gru(3, ReturnSequences = true)", "Lstm(3)", "Conv1D(2, 3)", "Conv2D(2, 3)", "MaxPool2D(2)", "Embedding(9, 4)", "Add(\"dense1\")",
        "Concat(\"relu1\")", "Dense(4, From = \"dense1\")", "Dense(4, Bias = false, L2 = 0.1)", "Dense(4, Frozen = true)",
        "Pad(1, 1)", "Pad(2, 1, Mode = PadMode.Wrap)", "Slice(0, -2147483648, 2147483647, Step = -2147483648)", "Slice(0, 1)",
        "Upsample(4096)", "PixelShuffle(4096)",
        "Transpose(1, 0)", "Rnn(3, Bidirectional = true)", "Gru(2, ResetAfter = false, InitialState = true)",
        "AvgPool2D(3, CeilMode = true)", "Conv3D(2, 2)",
        "Conv2D(2, 3, Same = SamePadding.Upper)",
        "Dense(4, Init = (Initializer)77)", "Dropout(double.NaN)", "Clip(3, 1)", "Pow(0)", "Multiply(\"dense1\")",
        "Divide(\"relu1\", \"dense1\")", "InstanceNorm", "GroupNorm(3)", "Max(1, 1)",
        "Min(-1)", "GlobalMaxPool1D", "Unknown(3)",
    ];

    private static readonly string[] s_oddInputs =
        ["Input(5, 3)", "Input(1, 6, 6)", "Input(2, 2, 2, 2)", "Input(0)", "Input", "Input(99999, 99999)"];

    private static readonly string[] s_losses =
        ["MeanSquaredError", "SoftmaxCrossEntropy", "BinaryCrossEntropy", "Huber", "MeanAbsoluteError", "KLDivergence"];

    private static readonly string[] s_oddLosses = ["MeanSquaredError, ReLU", "MeanAbsoluteError, KLDivergence"];

    private static readonly string[] s_options =
    [
        "", "", "", "(InputGradient = true)", "(Unroll = 16)", "(RegularizeBias = true, L2 = 0.1)",
    ];

    private static readonly string[] s_oddOptions = ["(Unroll = 2000000000)", "(L1 = 0.1, L2 = -1)", "(Weights = \"a.safetensors\")"];

    private static readonly string[] s_versions = ["8", "10", "11", "12", "13"];

    /// <summary>The declarations of this index in a run.</summary>
    public static Declared Of(ulong seed, int index) => new DeclarationGen().Generate(new PCG((uint)index, seed), null, out _);

    public override Declared Generate(PCG pcg, Size? min, out Size size)
    {
        size = new Size(0);
        var dice = new Dice(pcg);
        var known = new List<string>();
        string source = "using Unrolled;\n";
        for (int i = dice.Between(1, 4); i > 0; i--)
            source += Surrounded(dice, known);
        LanguageVersion version = LanguageVersion.Default;
        if (dice.Chance(12))
            Assert.True(LanguageVersionFacts.TryParse(dice.Pick(s_versions), out version));
        return new(source, version, dice.Chance(10) ? "" : "Vector128");
    }

    /// <summary>A class in a namespace and in types, as it comes.</summary>
    private static string Surrounded(Dice dice, List<string> known)
    {
        string open = "", close = "", path = "";
        if (dice.Chance(50))
        {
            string name = dice.Chance(30) ? dice.Pick(s_names) + "." + dice.Pick(s_names) : dice.Pick(s_names);
            (open, close, path) = ($"namespace {name} {{ ", "}", name + ".");
        }

        while (dice.Chance(25))
        {
            string kind = dice.Pick(s_containers), name = dice.Pick(s_names), partial = dice.Chance(95) ? "partial " : "";
            string[] words = kind.Split(' ');
            int at = words is ["record", "struct"] ? 0 : words.Length - 1;
            kind = string.Join(' ', [.. words.Take(at), partial.Trim(), .. words.Skip(at)]);
            (open, close, path) = ($"{open}{kind} {name}{(dice.Chance(4) ? "<T>" : "")} {{ ", close + "}", path + name + ".");
        }

        string own = dice.Pick(s_names), attributes = Attributes(dice, known);
        known.Add("global::" + path + own);
        string members = dice.Chance(12) ? dice.Pick(s_members) : "";
        string access = dice.Pick(["public ", "internal ", "", "sealed ", "public "]);
        string declaration = dice.Chance(95) ? "partial class"
            : dice.Pick(["class", "partial record", "partial struct", "static partial class"]);
        return $"{open}\n[{attributes}]\n{access}{declaration} {own} {{ {members} }}\n{close}\n";
    }

    private static string Attributes(Dice dice, List<string> known) => dice.Between(0, 9) switch
    {
        < 6 => $"Network{dice.Mostly(s_options, s_oddOptions)}, " +
            $"{dice.Mostly(["Input(4)"], s_oddInputs)}, {Layers(dice, known)}{Loss(dice)}",
        < 8 => $"Block, {Layers(dice, known)}",
        8 when known.Count > 1 =>
            $"Adversarial<{dice.Pick(known)}, {dice.Pick(known)}>{(dice.Chance(20) ? "(Loss = (AdversarialLoss)9)" : "")}",
        _ => $"Network, Input(4), Dense(4), {dice.Mostly(["Tanh", "MeanSquaredError", "Block"], ["Input(3)"])}",
    };

    private static string Loss(Dice dice) => dice.Chance(70) ? ", " + dice.Mostly(s_losses, s_oddLosses) : "";

    private static string Layers(Dice dice, List<string> known)
    {
        bool wild = dice.Chance(12);
        int count = dice.Between(1, dice.Chance(10) ? 30 : 5);
        return string.Join(", ", Enumerable.Range(0, count).Select(_ => Layer(dice, known, wild)));
    }

    private static string Layer(Dice dice, List<string> known, bool wild)
    {
        string name = dice.Chance(20) ? $"Name = \"{dice.Pick(s_layerNames)}\"" : "";
        if (known.Count == 0 || dice.Chance(70))
        {
            string layer = wild ? dice.Mostly(s_layers, s_oddLayers, 50) : dice.Pick(s_layers);
            return name.Length > 0 && layer == "Dense(4)" ? $"Dense(4, {name})" : layer;
        }

        string part = dice.Pick(known), comma = name.Length > 0 ? ", " + name : "";
        string many = dice.Between(1, wild ? 1000 : 4).ToString(CultureInfo.InvariantCulture);
        return dice.Between(0, 5) switch
        {
            0 => $"Residual<{part}>({(dice.Chance(30) ? "Projection = true" : "Projection = false")}{comma})",
            1 => $"Repeat<{part}>({many}{comma})",
            2 => $"Repeat<{part}>({many}, Tied = true{comma})",
            3 => $"Branch<{part}, {dice.Pick(known)}>(Join = {dice.Pick(["Join.Add", "Join.Concat", "(Join)9"])}{comma})",
            _ => $"Use<{part}>{(name.Length > 0 ? $"({name})" : "")}",
        };
    }
}
