using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generated;

namespace Unrolled.Generator.Tests;

/// <summary>Generated code and a library of another contract: said in the build where it can be, and otherwise at the first use.</summary>
[Trait("Category", "Slow")]
public class ContractTests
{
    [Fact]
    public void The_generator_writes_for_the_library_beside_it() => Assert.Equal(Contract.Version, Model.Contract.Version);

    [Theory]
    [InlineData("public const int Version = 7;", "has 7")]
    [InlineData("", "has none")]
    public void UNR0040_the_library_has_another_contract(string member, string expected)
    {
        string library = $"namespace Unrolled.Generated {{ public static class Contract {{ {member} }} }}";
        Diagnostic found = Assert.Single(GeneratorHarness.Run(Sources.LeNet5, library).Result.Diagnostics);

        Assert.Equal("UNR0040", found.Id);
        Assert.Contains($"LeNet5 is generated for contract {Contract.Version} ", found.GetMessage(), StringComparison.Ordinal);
        Assert.Contains(expected, found.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_of_another_contract_is_refused_at_its_first_use_by_both_numbers_and_the_next_move()
    {
        const string Source =
            "[Unrolled.Network, Unrolled.Input(2), Unrolled.Dense(1), Unrolled.MeanSquaredError] public partial class Old;";
        Assembly older = Load(GeneratorHarness.Run(Source).Output, $"Require({Contract.Version},", "Require(0,");

        Exception? thrown = Record.Exception(() => Activator.CreateInstance(older.GetType("Old")!, 1ul));
        while (thrown is not null and not NotSupportedException)
            thrown = thrown.InnerException;
        Assert.StartsWith("Old in Older was generated for contract 0 ", thrown?.Message, StringComparison.Ordinal);
        Assert.Contains($"has contract {Contract.Version}; build Older again with Unrolled ", thrown!.Message, StringComparison.Ordinal);
    }

    /// <summary>An assembly of what was generated, after a change.</summary>
    private static Assembly Load(Compilation compilation, string from, string to)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(t => t.ToString().Contains(from, StringComparison.Ordinal));
        string changed = tree.ToString().Replace(from, to, StringComparison.Ordinal);
        using var stream = new MemoryStream();
        Compilation older = compilation.WithAssemblyName("Older")
            .ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(changed, path: tree.FilePath));
        Assert.True(older.Emit(stream).Success);
        return Assembly.Load(stream.ToArray());
    }
}
