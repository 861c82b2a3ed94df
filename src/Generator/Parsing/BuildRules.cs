using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>What a network asks of the weight file that it names.</summary>
/// <param name="Network">The class's name.</param>
/// <param name="File">The file as the attribute names it.</param>
/// <param name="At">The attribute.</param>
/// <param name="Tensors">The tensors that must be there.</param>
/// <param name="Counters">Whole numbers that may be there.</param>
internal sealed record WeightsDemand(
    string Network, string File, Location At, EquatableArray<DemandedTensor> Tensors, EquatableArray<string> Counters)
{
    public static WeightsDemand Of(NetworkSpec spec, string network, Location at, Graph graph) => new(
        network, spec.Weights, at,
        new([.. graph.Parameters.Select(static p => new DemandedTensor(p.Name, p.Shape))]), new([.. graph.Counters]));

    /// <summary>The demanded file among those of the project, or null.</summary>
    public WeightsHeader? Find(ImmutableArray<WeightsHeader> headers)
    {
        string name = File.Replace('\\', '/');
        return headers.FirstOrDefault(h => h.Name == name);
    }
}

/// <summary>A tensor that a network has.</summary>
internal sealed record DemandedTensor(string Name, Shape Shape);

/// <summary>What the project around a network must bring: optimised code, and the weight file that it names.</summary>
internal static class BuildRules
{
    /// <summary>The metadata of an additional file under which the build step names the weight file it read.</summary>
    private const string Key = "build_metadata.AdditionalFiles.UnrolledWeights";

    private static readonly Fix[] s_optimize = [new(Edit.Property, "Optimize", "true")];

    /// <summary>The weight file whose header an additional file is; empty where it is another file.</summary>
    public static string HeaderName(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file).TryGetValue(Key, out string? name) ? name : "";

    /// <summary>Warns of a network whose kernels would run unoptimised.</summary>
    public static void CheckOptimised(Declaration declaration, Problems problems)
    {
        if (declaration.Compilation.Options.OptimizationLevel == OptimizationLevel.Debug)
            problems.Add(Descriptors.Unoptimised, declaration.Network.Location, s_optimize, declaration.Type.Name);
    }

    /// <summary>What is wrong with the file that a network names.</summary>
    public static IEnumerable<Problem> Weights(WeightsDemand demand, WeightsHeader? header)
    {
        const string Missing = "is not there; the path is relative to the project, " +
            "and where the name is no literal the project must list it as <UnrolledWeights Include=\"…\" />";
        string what = header is null ? Missing
            : header.Damage.Length > 0 ? header.Damage + "; write it again with Save, or with PyTorch's safetensors"
            : Mismatch(demand, header) ?? "";
        return what.Length == 0 ? [] : [new(Descriptors.Weights, demand.At, new([demand.File, demand.Network, what]))];
    }

    private static string? Mismatch(WeightsDemand demand, WeightsHeader header)
    {
        var found = new Dictionary<string, WeightsTensor>();
        foreach (WeightsTensor tensor in header.Tensors)
            found[tensor.Name] = tensor;
        foreach ((string name, Shape shape) in demand.Tensors)
        {
            if (!found.TryGetValue(name, out WeightsTensor? tensor))
            {
                string others = string.Join(", ", header.Tensors.Take(4).Select(static t => t.Name));
                return $"has no tensor {name}, but {others}; give layers the file's names with Name = \"…\"";
            }

            if (!tensor.Shape.SequenceEqual(shape.Extents.Select(static e => (long)e)))
            {
                return $"has {name} of shape [{string.Join(",", tensor.Shape)}], but the network's is [{string.Join(",", shape.Extents)}]; "
                    + "make the layers those that were trained";
            }

            int size = tensor.Type switch { "F32" => 4, "F16" or "BF16" => 2, "F64" => 8, _ => 0 };
            if (size == 0)
                return $"has {name} as {tensor.Type}; F32, F16, BF16 and F64 can be read";
            if (tensor.Bytes != (long)shape.Length * size)
                return $"is damaged: {name} has {tensor.Bytes} bytes instead of {(long)shape.Length * size}; write it again";
        }

        IEnumerable<string> known = demand.Tensors.Select(static t => t.Name).Concat(demand.Counters);
        string? unused = header.Tensors.Select(static t => t.Name).Except(known).FirstOrDefault();
        return unused is null ? null : $"has a tensor {unused} that no layer of the network takes; remove it, or add the layer";
    }
}
