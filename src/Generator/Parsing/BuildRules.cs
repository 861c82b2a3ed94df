using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>A network's attribute, and where it names a weight file.</summary>
/// <param name="Network">The class's name.</param>
/// <param name="At">The attribute.</param>
/// <param name="Spec">The network, where it names a file and is sound.</param>
internal sealed record NetworkPlace(string Network, Location At, NetworkSpec? Spec);

/// <summary>What the project around a network must bring: optimised code, and the weight file that it names.</summary>
internal static class BuildRules
{
    /// <summary>The metadata of an additional file under which the build step names the weight file it read.</summary>
    private const string Key = "build_metadata.AdditionalFiles.UnrolledWeights";

    public static NetworkPlace? Place(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        if (context.Attributes[0].ApplicationSyntaxReference?.GetSyntax(cancel) is not { } syntax)
            return null;
        bool names = AttributeReader.Named(context.Attributes[0], "Weights") is string { Length: > 0 };
        return new(context.TargetSymbol.Name, syntax.GetLocation(), names ? NetworkParser.Parse(context, cancel).Spec : null);
    }

    /// <summary>A weight file's header, if that is what an additional file is.</summary>
    public static WeightsHeader? Header((AdditionalText File, AnalyzerConfigOptionsProvider Options) given, CancellationToken cancel) =>
        given.Options.GetOptions(given.File).TryGetValue(Key, out string? name) && name.Length > 0
            ? WeightsHeader.Parse(name, given.File.GetText(cancel)?.ToString() ?? "")
            : null;

    /// <summary>A warning on each network whose kernels would run unoptimised.</summary>
    public static IEnumerable<Problem> Debug(NetworkPlace place, bool isDebug) => isDebug ? [new(Descriptors.Unoptimised, place.At, new([place.Network]))] : [];

    /// <summary>What is wrong with the file that a network names.</summary>
    public static IEnumerable<Problem> Weights(NetworkPlace place, ImmutableArray<WeightsHeader> headers)
    {
        if (place.Spec is not { } spec || Graph.TryBuild(spec).Graph is not { } graph)
            return [];
        string name = spec.Weights;
        WeightsHeader? header = headers.FirstOrDefault(h => h.Name == name.Replace('\\', '/'));
        string what = header is null ? "is not there; the path is relative to the project, and where the name is no literal the project must list it as <UnrolledWeights Include=\"…\" />"
            : header.Damage.Length > 0 ? header.Damage + "; write it again with Save, or with PyTorch's safetensors"
            : Mismatch(graph, header) ?? "";
        return what.Length == 0 ? [] : [new(Descriptors.Weights, place.At, new([name, place.Network, what]))];
    }

    private static string? Mismatch(Graph graph, WeightsHeader header)
    {
        foreach (Parameter parameter in graph.Parameters)
        {
            WeightsTensor? tensor = header.Tensors.FirstOrDefault(t => t.Name == parameter.Name);
            if (tensor is null)
                return $"has no tensor {parameter.Name}, but {string.Join(", ", header.Tensors.Take(4).Select(static t => t.Name))}; give layers the file's names with Name = \"…\"";
            if (!tensor.Shape.SequenceEqual(parameter.Shape.Extents.Select(static e => (long)e)))
                return $"has {parameter.Name} of shape [{string.Join(",", tensor.Shape)}], but the network's is [{string.Join(",", parameter.Shape.Extents)}]; make the layers those that were trained";
            int size = tensor.Type switch { "F32" => 4, "F16" or "BF16" => 2, "F64" => 8, _ => 0 };
            if (size == 0)
                return $"has {parameter.Name} as {tensor.Type}; F32, F16, BF16 and F64 can be read";
            if (tensor.Bytes != (long)parameter.Shape.Length * size)
                return $"is damaged: {parameter.Name} has {tensor.Bytes} bytes instead of {(long)parameter.Shape.Length * size}; write it again";
        }

        string[] strange = [.. header.Tensors.Select(static t => t.Name).Except(graph.Parameters.Select(static p => p.Name)).Except(graph.Counters)];
        return strange.Length == 0 ? null : $"has a tensor {strange[0]} that no layer of the network takes; remove it, or add the layer";
    }
}
