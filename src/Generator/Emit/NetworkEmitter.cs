using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Parsing;
using Unrolled.Generator.Planning;

namespace Unrolled.Generator.Emit;

/// <summary>The files of a network: its surface, which the editor must see, and its code, which only a build needs.</summary>
internal static class NetworkEmitter
{
    /// <summary>The class's public members.</summary>
    public static void Surface(SourceProductionContext context, NetworkSpec spec)
    {
        if (Graph.TryBuild(spec).Graph is { } graph)
            Add(context, spec, "", SurfaceText.Of(spec, graph, Graph.TryStream(spec, graph)));
    }

    /// <summary>The dispatch, and one file for each set of instructions.</summary>
    public static void Kernels(SourceProductionContext context, NetworkSpec spec)
    {
        if (Graph.TryBuild(spec).Graph is not { } graph)
            return;
        Graph? step = Graph.TryStream(spec, graph);
        var programs = NetworkPrograms.Of(graph, step, Graph.TryInputGradient(spec, graph));
        Add(context, spec, "-Dispatch", DispatchText.Of(spec, graph, step, programs));
        foreach (Isa isa in Isa.All)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            Add(context, spec, "-" + isa.Name, BodyText.Of(spec, programs, isa));
        }
    }

    /// <summary>What a block carries to other assemblies.</summary>
    public static void Block(SourceProductionContext context, BlockSpec block)
    {
        var spec = new NetworkSpec(block.Namespace, block.Containers, block.Name, new Shape(1), default, 0);
        var writer = new CodeWriter();
        TypeText.Open(writer, spec, "", CompiledSpec(block.Part)).Dispose();
        Add(context, spec, "-Block", writer.ToString());
    }

    /// <summary>The attribute that holds a class's layers for other assemblies.</summary>
    public static string CompiledSpec(PartSpec part) => $"[global::Unrolled.Generated.CompiledSpec({SpecText.Version}, {SymbolDisplay.FormatLiteral(SpecText.Write(part), quote: true)})]";

    // A hyphen cannot stand in a name: no nested network's file collides with another's part.
    private static void Add(SourceProductionContext context, NetworkSpec spec, string part, string text) =>
        context.AddSource($"{FullName(spec)}{part}.g.cs", SourceText.From(text, Encoding.UTF8));

    /// <summary>The name with all that is around it: <c>Space.Outer.Net</c>.</summary>
    public static string FullName(NetworkSpec spec) =>
        string.Join(".", new[] { spec.Namespace }.Concat(spec.Containers.Select(static c => c.Name)).Append(spec.Name).Where(static s => s.Length > 0)).Replace("@", "");

    /// <summary>
    /// The namespace of the network's bodies. Underscores are doubled so that no two networks share one, and one stands in front so that none has
    /// the name of a type of the runtime.
    /// </summary>
    public static string BodyNamespace(NetworkSpec spec) => "Unrolled.Generated._" + FullName(spec).Replace("_", "__").Replace(".", "_");
}
