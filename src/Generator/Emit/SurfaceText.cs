using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Emit;

/// <summary>The public members of a network.</summary>
internal static class SurfaceText
{
    public static string Of(NetworkSpec spec, IReadOnlyList<Isa> bodies, Graph graph, Graph? step)
    {
        var writer = new CodeWriter();
        string made = bodies.Count == Isa.All.Length ? "" : DispatchText.List(bodies);
        string self = spec.Name, core = $"global::Unrolled.Generated.NetworkCore<{self}>";
        using (TypeText.Open(writer, spec, $" : global::Unrolled.INetwork<{self}>", documentation: Table(graph) + "\n" + NetworkEmitter.CompiledSpec(Part(spec))))
        {
            writer.Write($$"""
                /// <summary>Floats in one input sample, {{graph.Input.Shape}}.</summary>
                public const int InputLength = {{graph.Input.Shape.Length}};

                /// <summary>Floats in one output sample, {{graph.Output.Shape}}.</summary>
                public const int OutputLength = {{graph.Output.Shape.Length}};

                /// <summary>Floats in all parameters together.</summary>
                public const int ParameterCount = {{graph.ParameterCount}};

                private static readonly global::Unrolled.Body s_body = global::Unrolled.Generated.BodySelection.Current({{made}});
                private static readonly global::Unrolled.NetworkInfo s_info = CreateInfo();
                private static readonly global::Unrolled.Generated.ProgramInfo s_program = CreateProgram();

                private readonly {{core}} _core;

                {{Constructor(spec, core)}}

                /// <summary>Layers, shapes, parameters and the chosen instructions.</summary>
                public static global::Unrolled.NetworkInfo Info => s_info;

                /// <inheritdoc/>
                public global::System.Span<float> Parameters => _core.Parameters;

                """);
            if (graph.Parts.Count > 0 && graph.Parts.All(static p => p.Spec.Access.Length > 0))
                writer.Write(OverParts(spec, graph));
            foreach (Parameter parameter in graph.Parameters)
                writer.Write(Tensor(parameter, graph.Parts.Count > 0));
            writer.Write($$"""
                /// <inheritdoc/>
                public void Predict(global::System.ReadOnlySpan<{{(graph.Input.Tokens > 0 ? "int> tokens" : "float> inputs")}}, global::System.Span<float> outputs) => _core.Predict({{(graph.Input.Tokens > 0 ? "tokens" : "inputs")}}, outputs);

                /// <inheritdoc/>
                public void Save(string path) => _core.Save(path);

                /// <inheritdoc/>
                public void Load(string path) => _core.Load(path);

                /// <inheritdoc/>
                public global::Unrolled.LoadReport Load(string path, string part) => _core.Load(path, part);

                static global::Unrolled.Generated.ProgramInfo global::Unrolled.INetwork<{{self}}>.Program => s_program;

                {{core}} global::Unrolled.INetwork<{{self}}>.Core => _core;

                static void global::Unrolled.INetwork<{{self}}>.Run(global::Unrolled.Generated.Entry entry, ref global::Unrolled.Generated.Frame frame)
                    => RunEntry(entry, ref frame);

                static partial void RunEntry(global::Unrolled.Generated.Entry entry, ref global::Unrolled.Generated.Frame frame);

                static partial void DescribeProgram(ref global::Unrolled.Generated.ProgramInfo program);

                static partial void DescribePlan(ref string plan);

                private static string CreatePlan()
                {
                    string plan = "";
                    DescribePlan(ref plan);
                    return global::Unrolled.Generated.PlanTable.Format(s_program, plan);
                }

                private static global::Unrolled.Generated.ProgramInfo CreateProgram()
                {
                    global::Unrolled.Generated.ProgramInfo program = null!;
                    DescribeProgram(ref program);
                    return program;
                }

                """);
            if (spec.InputGradient && graph.Input.Tokens == 0)
                writer.Write(InputGradient(graph));
            if (step is not null)
                writer.Write(Stepping(step));
            Info(writer, spec, graph);
        }

        return writer.ToString();
    }

    private static string Constructor(NetworkSpec spec, string core) => spec.Weights.Length == 0
        ? $"""
            /// <summary>A network with fresh parameters, drawn as PyTorch draws them by default.</summary>
            /// <param name="seed">The same seed gives the same parameters, everywhere.</param>
            public {spec.Name}(ulong seed = 0) => _core = new {core}(seed);
            """
        : $"""
            /// <summary>A network with the weights of <c>{spec.Weights}</c>, which the assembly carries.</summary>
            /// <param name="seed">Not needed: every parameter is in the file.</param>
            public {spec.Name}(ulong seed = 0) => _core = new {core}(typeof({spec.Name}).Assembly, {Quote("Unrolled.Weights/" + spec.Weights.Replace('\\', '/'))});
            """;

    private static string Tensor(Parameter parameter, bool parts) => $$"""
        /// <summary><c>{{parameter.Name}}</c>, {{parameter.Shape}} in files; element [i…] lies at Σ i·stride with strides {{string.Join(", ", parameter.Strides)}}.</summary>
        public global::System.Span<float> {{MemberNames.Of(parameter.Name)}} => _core.{{(parts ? "Tensor" : "Parameters.Slice")}}({{parameter.Offset}}, {{parameter.Shape.Length}});

        """;

    private static string InputGradient(Graph graph)
    {
        string Loss(string targets, string what) => graph.Loss is null ? "" : $$"""
            /// <summary>The mean loss of samples, and its gradient with respect to them; the network is as in <see cref="Predict"/>. Any number of threads may call it at once.</summary>
            /// <param name="inputs">Samples one after another, each of {{graph.Input.Shape}}.</param>
            /// <param name="targets">{{what}}</param>
            /// <param name="gradients">Receives as many floats as <paramref name="inputs"/> has.</param>
            /// <exception cref="global::System.ArgumentException">A length does not fit, a label is out of range, or all are ignored.</exception>
            public float InputGradient(global::System.ReadOnlySpan<float> inputs, global::System.ReadOnlySpan<{{targets}}> targets, global::System.Span<float> gradients) => _core.InputGradient(inputs, targets, gradients);

            """;
        string labels = graph.Loss is { TakesLabels: true } ? Loss("int", "Each sample's class, or one for each of its steps; -100 is ignored.") : "";
        return labels + Loss("float", labels.Length > 0 ? "Probabilities of the classes." : "What each output is compared with.") + $$"""
            /// <summary>
            /// The vector-Jacobian product: the gradient with respect to samples of any function whose gradient with respect to the outputs is known, each sample by
            /// itself. With 1 for one output and 0 for the others, that output's saliency.
            /// </summary>
            /// <param name="inputs">Samples one after another, each of {{graph.Input.Shape}}.</param>
            /// <param name="outputGradients">The function's gradient with respect to each output.</param>
            /// <param name="inputGradients">Receives as many floats as <paramref name="inputs"/> has.</param>
            /// <exception cref="global::System.ArgumentException">A length does not fit.</exception>
            public void VectorJacobianProduct(global::System.ReadOnlySpan<float> inputs, global::System.ReadOnlySpan<float> outputGradients, global::System.Span<float> inputGradients) => _core.VectorJacobianProduct(inputs, outputGradients, inputGradients);

            """;
    }

    /// <summary>A constructor that takes living parts.</summary>
    private static string OverParts(NetworkSpec spec, Graph graph)
    {
        var names = graph.Parts.Select(static p => MemberNames.Argument(p.Name)).ToList();
        string access = graph.Parts.All(static p => p.Spec.Access == "public") ? "public" : "internal";
        string parameters = string.Join(", ", graph.Parts.Select((p, i) => $"{p.Spec.TypeName}? {names[i]}{(i == 0 ? "" : " = null")}"));
        string parts = string.Join(", ", graph.Parts.Select((p, i) => $"((global::Unrolled.INetwork<{p.Spec.TypeName}>?){names[i]})?.Core.Part"));
        return $$"""
            /// <summary>A network over living parts: what one of them learns, all that share it know. Its other parameters are fresh.</summary>
            {{string.Join("\n", graph.Parts.Select((p, i) => $"/// <param name=\"{names[i].TrimStart('@')}\">The network whose parameters are <c>{p.Name}</c>'s; null for fresh ones.</param>"))}}
            /// <param name="seed">The same seed gives the same fresh parameters, everywhere.</param>
            /// <exception cref="global::System.ArgumentException">A part shares parts of its own.</exception>
            {{access}} {{spec.Name}}({{parameters}}, ulong seed = 0) => _core = new {{$"global::Unrolled.Generated.NetworkCore<{spec.Name}>"}}(seed, {{parts}});

            """;
    }

    private static string Stepping(Graph step)
    {
        int state = step.StateLength;
        string inputs = step.Input.Tokens > 0 ? "int token" : "global::System.ReadOnlySpan<float> inputs";
        string given = step.Input.Tokens > 0 ? "new global::System.ReadOnlySpan<int>(in token)" : "inputs";
        string what = step.Input.Tokens > 0 ? $"The step's token, 0 to {step.Input.Tokens - 1}." : $"The step's {step.Input.Shape.Length} floats.";
        return $$"""
            /// <summary>
            /// One time step of one sequence: from a state to the next, and to this step's outputs, with the bits of a prediction of the whole sequence.
            /// It allocates nothing, and any number of threads may call it at once, each with its own state.
            /// </summary>
            /// <param name="{{(step.Input.Tokens > 0 ? "token" : "inputs")}}">{{what}}</param>
            /// <param name="state">What earlier steps left; <c>default</c> before the first one.</param>
            /// <param name="outputs">Receives {{step.Output.Shape.Length}} floats.</param>
            public void Step({{inputs}}, ref State state, global::System.Span<float> outputs) => _core.Step({{given}}, state.Values, outputs);

            /// <summary>What one time step hands to the next: {{state}} floats, all 0 before the first step. A copy is a snapshot.</summary>
            [global::System.Runtime.CompilerServices.InlineArray({{state}})]
            public struct State
            {
                private float _first;

                /// <summary>The state as floats, to be saved or restored.</summary>
                [global::System.Diagnostics.CodeAnalysis.UnscopedRef]
                public global::System.Span<float> Values => global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref _first, {{state}});
            }

            """;
    }

    private static void Info(CodeWriter writer, NetworkSpec spec, Graph graph)
    {
        writer.Write("private static global::Unrolled.NetworkInfo CreateInfo() => new()");
        writer.Write("{");
        writer.Write($"    Name = \"{spec.Name.TrimStart('@')}\",");
        writer.Write($"    Input = [{List(graph.Input.Shape)}],");
        writer.Write($"    Output = [{List(graph.Output.Shape)}],");
        writer.Write("    Layers =\n    [");
        foreach (LayerSummary layer in graph.Layers)
            writer.Write($"        new({Quote(layer.Layer.Name)}, {Quote(layer.Layer.Declaration)}, [{List(layer.Output)}], {layer.Parameters}, {layer.MultiplyAdds}L),");
        writer.Write("    ],\n    Parameters =\n    [");
        foreach (Parameter p in graph.Parameters)
            writer.Write($"        new({Quote(p.Name)}, [{List(p.Shape)}], [{string.Join(", ", p.Strides)}], {p.Offset}, new(global::Unrolled.Distribution.{p.Initial.Distribution}, {Text.Float(p.Initial.Scale)})){Options(p)},");
        writer.Write("    ],");
        if (graph.Parts.Count > 0)
            writer.Write($"    Parts = [{string.Join(", ", graph.Parts.Select(static p => $"new({Quote(p.Name)}, {p.Offset}, {p.Length})"))}],");
        if (graph.BackwardMultiplyAdds > 0)
            writer.Write($"    BackwardMultiplyAdds = {graph.BackwardMultiplyAdds}L,");
        if (graph.Counters.Count > 0)
            writer.Write($"    Counters = [{string.Join(", ", graph.Counters.Select(Quote))}],");
        writer.Write("    Body = s_body,");
        writer.Write("    DescribePlan = CreatePlan,");
        writer.Write("};");
    }

    private static string Options(Parameter parameter)
    {
        var options = new List<string>();
        if (!parameter.Learned)
            options.Add("Learned = false");
        if (parameter.Learned && parameter.L1 > 0)
            options.Add($"L1 = {Text.Float(parameter.L1)}");
        if (parameter.Learned && parameter.L2 > 0)
            options.Add($"L2 = {Text.Float(parameter.L2)}");
        return options.Count == 0 ? "" : $" {{ {string.Join(", ", options)} }}";
    }

    private static PartSpec Part(NetworkSpec spec) =>
        new(spec.Name.TrimStart('@'), spec.Input, new([.. spec.Layers.Where(static l => LayerCatalog.Find(l.Kind) is not { IsLoss: true })]));

    /// <summary>The network as a table, for the editor's tooltip.</summary>
    private static string Table(Graph graph)
    {
        string[][] rows =
        [
            ["Input", graph.Input.Shape.ToString(), ""],
            .. graph.Layers.Select(static l => new[] { l.Layer.Declaration, l.Output.ToString(), l.Parameters == 0 ? "" : l.Parameters.ToString("#,0") }),
            ["total", "", graph.ParameterCount.ToString("#,0")],
            .. graph.LearnedCount == graph.ParameterCount ? Array.Empty<string[]>() : [["learned", "", graph.LearnedCount.ToString("#,0")]],
        ];
        int[] widths = [.. Enumerable.Range(0, 3).Select(c => rows.Max(r => r[c].Length))];
        var lines = rows.Select(r => $"/// {r[0].PadRight(widths[0])}  {r[1].PadRight(widths[1])}  {r[2].PadLeft(widths[2])}".TrimEnd());
        return $"/// <remarks>\n/// <code>\n{string.Join("\n", lines)}\n/// </code>\n/// </remarks>";
    }

    private static string List(Shape shape) => string.Join(", ", shape.Extents);

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
