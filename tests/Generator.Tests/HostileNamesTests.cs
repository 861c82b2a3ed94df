using Microsoft.CodeAnalysis;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>Generated code stands among the user's names and must not listen to them.</summary>
[Trait("Category", "Slow")]
public class HostileNamesTests
{
    private const string Layers = "[Unrolled.Network, Unrolled.Input(1, 6, 6), Unrolled.Conv2D(2, 3), Unrolled.Tanh, Unrolled.Flatten, " +
        "Unrolled.Dense(3), Unrolled.SoftmaxCrossEntropy]";

    [Fact]
    public void The_users_types_may_have_the_names_that_generated_code_uses()
    {
        string[] names =
        [
            "Vector128", "Vector256", "Vector512", "Avx2", "Avx512F", "Fma", "Lanes", "Relayout", "Entry", "Body", "Math", "MathF", "Span",
            "ReadOnlySpan", "Floats4", "Floats8", "Floats16", "MethodImpl", "MethodImplOptions", "NetworkInfo", "INetwork", "System",
            "Intrinsics", "Exp", "Fold",
        ];
        string types = string.Concat(names.Select(n => $"public class {n} {{ }}\n"));
        Compiles($"namespace Mine {{ {types} {Layers} public partial class Net; }}");
    }

    [Theory]
    [InlineData("Frame")]
    [InlineData("Entry")]
    [InlineData("Lanes")]
    [InlineData("Relayout")]
    [InlineData("ProgramInfo")]
    [InlineData("Avx2Body")]
    public void A_network_may_have_the_name_of_a_type_of_the_runtimes(string name) =>
        Compiles($"{Layers} public partial class {name}; {Layers} public partial class Other;");

    [Theory]
    [InlineData("Dispatch")]
    [InlineData("Avx2")]
    [InlineData("Avx512")]
    [InlineData("Vector128")]
    public void A_network_in_a_network_may_be_named_like_a_body(string name) =>
        Compiles($"{Layers} public partial class Outer {{ {Layers} public partial class {name}; }}");

    [Theory]
    [InlineData("_core")]
    [InlineData("s_body")]
    [InlineData("s_contract")]
    [InlineData("RunEntry")]
    [InlineData("CreatePlan")]
    [InlineData("DescribePlan")]
    public void Members_with_the_names_of_private_generated_ones_are_refused(string name) =>
        Expect.Diagnostics("UNR0017", $"{Layers} public partial class Net {{ private int {{|{name}|}} = 1; }}", name);

    /// <summary>What is generated has a name that parsing keeps free.</summary>
    [Fact]
    public void All_members_of_generated_code_are_known_names()
    {
        const string Pair = """
            [Unrolled.Network, Unrolled.Input(2), Unrolled.Dense(4), Unrolled.Tanh] public partial class Painter;
            [Unrolled.Network, Unrolled.Input(4), Unrolled.Dense(1)] public partial class Critic;
            [Unrolled.Adversarial<Painter, Critic>] public partial class Pair;

            """;
        const string Network = "[Unrolled.Network(InputGradient = true), Unrolled.Input(5, 3), Unrolled.Gru(4, ReturnSequences = true), " +
            "Unrolled.MeanSquaredError] public partial class Net;";
        Compilation output = GeneratorHarness.Run(Pair + Network).Output;

        string[] unknown = [.. Members("Net").Except(MemberNames.Fixed).Except(MemberNames.Hidden)];
        Assert.All(unknown, static m => Assert.StartsWith("Gru1", m, StringComparison.Ordinal));
        Assert.Equal(PairSpec.Members.Order(), Members("Pair").Order());

        HashSet<string> Members(string type) =>
        [
            .. output.GetTypeByMetadataName(type)!.GetMembers()
                .Where(static m => m is { IsImplicitlyDeclared: false, CanBeReferencedByName: true })
                .Where(static m => m is not IMethodSymbol { ExplicitInterfaceImplementations.Length: > 0 })
                .Where(static m => m is not IPropertySymbol { ExplicitInterfaceImplementations.Length: > 0 }).Select(static m => m.Name),
        ];
    }

    /// <summary>A buffer's local is named after its layer, and a layer may be called as it likes.</summary>
    [Fact]
    public void Layers_may_have_the_names_of_locals_and_keywords()
    {
        string[] names = ["values", "parameters1", "base", "turn", "places", "frame", "input", "float", "class.0", "d_values", "kept",
            "values_2", "Lanes", "Panels", "Dense1Forward", "MeanSquaredError"];
        string layers = string.Concat(names.Select(static n => $"Unrolled.Dense(3, Name = \"{n}\"), Unrolled.LayerNorm, "));
        Compiles($"[Unrolled.Network, Unrolled.Input(3), {layers}Unrolled.MeanSquaredError] public partial class Net;");
    }

    private static void Compiles(string source)
    {
        GeneratorRun run = GeneratorHarness.Run(source);
        Assert.Empty(run.Result.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }
}
