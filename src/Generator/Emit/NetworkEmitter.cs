using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;
using Unrolled.Generator.Planning;
using Unrolled.Generator.Plans;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Emit;

/// <summary>The files of a network: its surface, which the editor must see, and its code, which only a build needs.</summary>
internal static class NetworkEmitter
{
    /// <summary>Whether programs are looked through before they are written, as the tests have it for every network.</summary>
    private static readonly bool s_verifies = AppContext.TryGetSwitch("Unrolled.Generator.Verify", out bool verifies) && verifies;

    /// <summary>The class's public members.</summary>
    public static Emitted Surface(NetworkSpec spec, Bodies bodies, CancellationToken cancel)
    {
        Graph graph = Build(spec, cancel);
        string text = SurfaceText.Of(spec, Isas(bodies), graph, NetworkGraph.TryStream(spec, graph, cancel));
        return new(new([File(spec, "", text)]), new([spec]), default);
    }

    /// <summary>The dispatch, and one file for each set of instructions.</summary>
    public static Emitted Kernels(NetworkSpec spec, Bodies bodies, CancellationToken cancel)
    {
        Graph graph = Build(spec, cancel);
        Graph? step = NetworkGraph.TryStream(spec, graph, cancel);
        NetworkPrograms programs = Plan(graph, step, NetworkGraph.TryInputGradient(spec, graph, cancel), cancel);
        if (s_verifies)
            Sound(programs, graph);
        var files = new List<EmittedFile> { File(spec, "-Dispatch", DispatchText.Of(spec, Isas(bodies), graph, step, programs)) };
        foreach (Isa isa in Isas(bodies))
        {
            cancel.ThrowIfCancellationRequested();
            files.Add(File(spec, "-" + isa.Name, BodyText.Of(spec, programs, isa, cancel)));
        }

        return new(new([.. files]), default, default);
    }

    /// <summary>What a block carries to other assemblies.</summary>
    public static Emitted Block(BlockSpec block, CancellationToken cancel)
    {
        var writer = new CodeWriter();
        TypeText.Open(writer, block.Frame, "", CompiledSpec(block.Part)).Dispose();
        return new(new([File(block.Frame, "-Block", writer.ToString())]), default, default);
    }

    /// <exception cref="LimitException">Generated code could not number its memory.</exception>
    private static NetworkPrograms Plan(Graph graph, Graph? step, Graph? inputGradient, CancellationToken cancel)
    {
        try
        {
            return NetworkPrograms.Of(graph, step, inputGradient, cancel);
        }
        catch (OverflowException)
        {
            throw new LimitException("keeps more than 32 bits can number", Limits.Text(int.MaxValue) + " floats");
        }
    }

    private static void Sound(NetworkPrograms programs, Graph graph)
    {
        IEnumerable<string> problems = programs.All.SelectMany(Verify.Of)
            .Concat(Verify.Gradients(programs.Train, graph.Loss is null ? [] : graph.Parameters.Where(static p => p.Learned)));
        if (problems.FirstOrDefault() is { } problem)
            throw new InvalidOperationException(problem);
    }

    private static Isa[] Isas(Bodies bodies) => [.. Isa.All.Where(isa => bodies.Names.Contains(isa.Name))];

    private static Graph Build(NetworkSpec spec, CancellationToken cancel) => NetworkGraph.TryBuild(spec, cancel: cancel).Sound;

    /// <summary>The attribute that holds a class's layers for other assemblies.</summary>
    public static string CompiledSpec(PartSpec part) =>
        $"[global::Unrolled.Generated.CompiledSpec({SpecText.Version}, {SymbolDisplay.FormatLiteral(SpecText.Write(part), quote: true)})]";

    private static EmittedFile File(NetworkSpec spec, string part, string text) => new(GeneratedNames.File(spec, part), text);

    /// <summary>The name with all that is around it: <c>Space.Outer.Net</c>.</summary>
    public static string FullName(NetworkSpec spec)
    {
        IEnumerable<string> names = [spec.Namespace, .. spec.Containers.Select(static c => c.Name), spec.Name];
        return string.Join(".", names.Where(static s => s.Length > 0)).Replace("@", "");
    }
}
