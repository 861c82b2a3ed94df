using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>An edit costs only what it changes: the editor runs the generator on every key.</summary>
[Trait("Category", "Slow")]
public class CachingTests
{
    [Theory]
    [InlineData("a comment", "using Unrolled; // hello\n\n/* more */\n")]
    [InlineData("a class before it, so that it moves", "using Unrolled;\nnamespace Other { class Unrelated { int _x; void M() { } } }\n")]
    [InlineData("another attribute without meaning for us", "using Unrolled; [assembly: System.CLSCompliant(false)]\n")]
    public void An_edit_elsewhere_in_the_file_regenerates_nothing(string what, string head)
    {
        GeneratorRun before = GeneratorHarness.Run("using Unrolled;\n" + Net("[Conv2D(6, 5)]"));
        GeneratorRun after = before.Edit(head + Net("[Conv2D(6, 5)]"));

        Assert.NotEmpty(after.Reasons(Steps.Spec));
        Assert.All(
            after.Reasons().Where(r => r.Step != Steps.Parsed), r => Assert.True(r.IsKept(), $"{r.Step} was {r.Reason} after {what}."));
    }

    [Theory]
    [InlineData("[ Conv2D( 6,5 ) ] /* five */")]
    [InlineData("[Conv2DAttribute(3 + 3, kernel: 5)]")]
    public void Another_spelling_regenerates_nothing(string attribute)
    {
        GeneratorRun after = GeneratorHarness.Run("using Unrolled;\n" + Net("[Conv2D(6, 5)]")).Edit("using Unrolled;\n" + Net(attribute));

        Assert.All(after.Reasons(), r => Assert.True(r.IsKept(), r.ToString()));
    }

    [Fact]
    public void A_member_added_to_the_class_regenerates_nothing()
    {
        string source = Sources.Net("[Dense(2), MeanSquaredError]", "partial class Net { }");
        GeneratorRun after = GeneratorHarness.Run(source).Edit(source.Replace("{ }", "{ int Mine => 1; }", StringComparison.Ordinal));

        Assert.All(after.Reasons(), r => Assert.True(r.IsKept(), r.ToString()));
    }

    [Theory]
    [InlineData("[Conv2D(6, 3)]")]
    [InlineData("[Conv2D(6, 5, Padding = 1)]")]
    [InlineData("[Conv2D(6, 5, Name = \"stem\")]")]
    [InlineData("[Conv2D(6, 5, Init = Initializer.Zeros)]")]
    [InlineData("[Conv2D(6, 5, L2 = 0.5)]")]
    [InlineData("[Conv2D(6, 5, Frozen = true)]")]
    [InlineData("[Conv2D(6, 5), ReLU]")]
    public void A_changed_layer_is_regenerated(string attribute)
    {
        GeneratorRun after = GeneratorHarness.Run("using Unrolled;\n" + Net("[Conv2D(6, 5)]")).Edit("using Unrolled;\n" + Net(attribute));

        Assert.Equal(new StepReason(Steps.Spec, IncrementalStepRunReason.Modified), Assert.Single(after.Reasons(Steps.Spec)));
        Assert.Contains(after.Reasons(), r => r.Step == "SourceOutput" && r.Reason == IncrementalStepRunReason.Modified);
        Assert.Contains(after.Reasons(), r => r.Step == "ImplementationSourceOutput" && r.Reason == IncrementalStepRunReason.Modified);
    }

    [Theory]
    [InlineData("L1 = 0.5", "L1 = 0.25")]
    [InlineData("L2 = 0.5", "L2 = 0.25")]
    [InlineData("RegularizeBias = true", "RegularizeBias = false")]
    public void A_changed_option_of_the_network_is_regenerated_and_another_spelling_is_not(string before, string changed)
    {
        GeneratorRun run = GeneratorHarness.Run(Source(before));

        Assert.All(run.Edit(Source(before.Replace("0.5", "1.0 / 2", StringComparison.Ordinal))).Reasons(), r =>
            Assert.True(r.IsKept(), r.ToString()));
        Assert.Equal(
            new StepReason(Steps.Spec, IncrementalStepRunReason.Modified), Assert.Single(run.Edit(Source(changed)).Reasons(Steps.Spec)));

        static string Source(string option) =>
            $"using Unrolled; [Network({option}), Input(4), Dense(2), MeanSquaredError] partial class Net;";
    }

    [Fact]
    public void Only_the_network_that_changed_is_regenerated()
    {
        string other = Sources.Small + " partial class Other;";
        GeneratorRun before = GeneratorHarness.Run("using Unrolled;\n" + Net("[Conv2D(6, 5)]") + other);
        GeneratorRun after = before.Edit("using Unrolled;\n" + Net("[Conv2D(6, 3)]") + other);

        Assert.Single(after.Reasons(Steps.Spec), r => r.Reason == IncrementalStepRunReason.Modified);
        Assert.Single(after.Reasons(Steps.Spec), r => r.IsKept());
    }

    [Fact]
    public void A_mistake_removes_the_spec_and_its_repair_brings_it_back()
    {
        GeneratorRun sound = GeneratorHarness.Run("using Unrolled;\n" + Net("[Conv2D(6, 5)]"));
        GeneratorRun broken = sound.Edit("using Unrolled;\n" + Net("[Conv2D(6, 50)]"));
        GeneratorRun repaired = broken.Edit("using Unrolled;\n" + Net("[Conv2D(6, 5)]"));

        Assert.Empty(broken.Specs);
        Assert.Equal("UNR0018", Assert.Single(broken.Result.Diagnostics).Id);
        Assert.Equal(sound.Specs, repaired.Specs);
        Assert.Empty(repaired.Result.Diagnostics);
    }

    [Fact]
    public void A_diagnostic_moves_with_its_class()
    {
        GeneratorRun before = GeneratorHarness.Run("using Unrolled;\n" + Net("[Conv2D(6, 50)]"));
        GeneratorRun after = before.Edit("using Unrolled;\n\n\n" + Net("[Conv2D(6, 50)]"));

        Diagnostic moved = Assert.Single(after.Result.Diagnostics);
        Assert.Same(after.Input.SyntaxTrees[0], moved.Location.SourceTree);
        Assert.Equal(before.Result.Diagnostics[0].Location.GetLineSpan().StartLinePosition.Line + 2, moved.Location.GetLineSpan()
            .StartLinePosition.Line);
    }

    [Fact]
    public void Two_compilations_of_one_source_give_equal_specs()
    {
        NetworkSpec a = Spec(Sources.LeNet5), b = Spec(Sources.LeNet5);

        Assert.NotSame(a, b);
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, Spec(Sources.LeNet5.Replace("Dense(84)", "Dense(85)", StringComparison.Ordinal)));

        static NetworkSpec Spec(string source) => Assert.Single(GeneratorHarness.Run(source).Specs);
    }

    [Fact]
    public void A_spec_holds_no_Roslyn_type()
    {
        NetworkSpec spec = GeneratorHarness.Spec($"using Unrolled; partial class Outer {{ {Sources.Small} partial class Net; }}");
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Walk(spec, nameof(NetworkSpec), seen);

        Assert.Contains(seen, o => o is Container);
        Assert.Contains(seen, o => o is Argument);
    }

    [Fact]
    public void Cancellation_is_honoured()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new NetworkGenerator());

        Assert.ThrowsAny<OperationCanceledException>(() => driver.RunGenerators(GeneratorHarness.Compile(Sources.LeNet5), source.Token));
    }

    private static string Net(string layers) =>
        $"[Network, Input(1, 9, 9)] {layers} [Flatten, Dense(2), MeanSquaredError] partial class Net;\n";

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null || value.GetType() is { IsPrimitive: true } || !seen.Add(value))
            return;
        Type type = value.GetType();
        Assert.False(type.FullName!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{path} is a {type}.");
        if (value is string)
            return;
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
                Walk(item, path + "[]", seen);
        }

        for (Type? part = type; part is not null; part = part.BaseType)
        {
            foreach (FieldInfo field in part.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
        }
    }
}
