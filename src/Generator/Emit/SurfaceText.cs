using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Emit;

/// <summary>The public members of a network.</summary>
internal static class SurfaceText
{
    private const string ReadOnly = "global::System.ReadOnlySpan", Floats = "global::System.Span<float>";
    public static string Of(NetworkSpec spec, IReadOnlyList<Isa> bodies, Graph graph, Graph? step)
    {
        var writer = new CodeWriter();
        string made = bodies.Count == Isa.All.Length ? "" : DispatchText.List(bodies);
        string self = spec.Name, core = $"global::Unrolled.Generated.NetworkCore<{self}>";
        string network = $"global::Unrolled.INetwork<{self}>";
        string contract = $"global::Unrolled.Generated.Contract.Require({Contract.Version}, typeof({self}))";
        string documentation = InfoText.Table(graph) + "\n" + NetworkEmitter.CompiledSpec(Part(spec));
        (string type, string samples) = graph.Input.Tokens > 0 ? ("int", "tokens") : ("float", "inputs");
        using (TypeText.Open(writer, spec, $" : {network}", documentation))
        {
            writer.Write($$"""
                /// <summary>Floats in one input sample, {{graph.Input.Shape}}.</summary>
                public const int InputLength = {{graph.Input.Shape.Length}};

                /// <summary>Floats in one output sample, {{graph.Output.Shape}}.</summary>
                public const int OutputLength = {{graph.Output.Shape.Length}};

                /// <summary>Floats in all parameters together.</summary>
                public const int ParameterCount = {{graph.ParameterCount}};

                private static readonly int s_contract = {{contract}};
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
                public void Predict({{ReadOnly}}<{{type}}> {{samples}}, {{Floats}} outputs) => _core.Predict({{samples}}, outputs);

                /// <inheritdoc/>
                public void Save(string path) => _core.Save(path);

                /// <inheritdoc/>
                public void Load(string path) => _core.Load(path);

                /// <inheritdoc/>
                public global::Unrolled.LoadReport Load(string path, string part) => _core.Load(path, part);

                static {{self}} {{network}}.Create(ulong seed) => new(seed);

                static global::Unrolled.Generated.ProgramInfo global::Unrolled.INetwork<{{self}}>.Program => s_program;

                {{core}} global::Unrolled.INetwork<{{self}}>.Core => _core;

                static unsafe void {{network}}.Run(global::Unrolled.Generated.Entry entry, global::Unrolled.Generated.Frame* frame)
                    => RunEntry(entry, frame);

                static unsafe partial void RunEntry(global::Unrolled.Generated.Entry entry, global::Unrolled.Generated.Frame* frame);

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
            InfoText.Write(writer, spec, graph);
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
            public {spec.Name}(ulong seed = 0) => _core = new {core}(typeof({spec.Name}).Assembly, {InfoText.Quote(ResourceOf(spec))});
            """;

    /// <summary>The resource under which the build embeds the weights.</summary>
    private static string ResourceOf(NetworkSpec spec) => "Unrolled.Weights/" + spec.Weights.Replace('\\', '/');

    private static string Tensor(Parameter parameter, bool parts)
    {
        string strides = string.Join(", ", parameter.Strides), how = $"element [i…] lies at Σ i·stride with strides {strides}";
        string slice = $"{(parts ? "Tensor" : "Parameters.Slice")}({parameter.Offset}, {parameter.Shape.Length})";
        return $$"""
            /// <summary><c>{{parameter.Name}}</c>, {{parameter.Shape}} in files; {{how}}.</summary>
            public {{Floats}} {{MemberNames.Of(parameter.Name)}} => _core.{{slice}};

            """;
    }

    private static string InputGradient(Graph graph)
    {
        const string Summary = "The mean loss of samples, and its gradient with respect to them; " +
            "the network is as in <see cref=\"Predict\"/>. Any number of threads may call it at once.";
        const string Call = "_core.InputGradient(inputs, targets, gradients)";
        const string Refused = "A length does not fit, a label is out of range, or all are ignored.";
        string Loss(string targets, string what) => graph.Loss is null ? "" : $$"""
            /// <summary>{{Summary}}</summary>
            /// <param name="inputs">Samples one after another, each of {{graph.Input.Shape}}.</param>
            /// <param name="targets">{{what}}</param>
            /// <param name="gradients">Receives as many floats as <paramref name="inputs"/> has.</param>
            /// <exception cref="global::System.ArgumentException">{{Refused}}</exception>
            public float InputGradient({{ReadOnly}}<float> inputs, {{ReadOnly}}<{{targets}}> targets, {{Floats}} gradients) => {{Call}};

            """;
        string labels = graph.Loss is { TakesLabels: true }
            ? Loss("int", "Each sample's class, or one for each of its steps; -100 is ignored.")
            : "";
        const string Product = "VectorJacobianProduct", Parameters =
            $"{ReadOnly}<float> inputs, {ReadOnly}<float> outputGradients, {Floats} inputGradients";
        const string What = "The vector-Jacobian product: the gradient with respect to samples of any function " +
            "whose gradient with respect to the outputs is known, each sample by";
        return labels + Loss("float", labels.Length > 0 ? "Probabilities of the classes." : "What each output is compared with.") + $$"""
            /// <summary>
            /// {{What}}
            /// itself. With 1 for one output and 0 for the others, that output's saliency.
            /// </summary>
            /// <param name="inputs">Samples one after another, each of {{graph.Input.Shape}}.</param>
            /// <param name="outputGradients">The function's gradient with respect to each output.</param>
            /// <param name="inputGradients">Receives as many floats as <paramref name="inputs"/> has.</param>
            /// <exception cref="global::System.ArgumentException">A length does not fit.</exception>
            public void {{Product}}({{Parameters}}) => _core.{{Product}}(inputs, outputGradients, inputGradients);

            """;
    }

    /// <summary>A constructor that takes living parts.</summary>
    private static string OverParts(NetworkSpec spec, Graph graph)
    {
        IReadOnlyList<string> names = MemberNames.Arguments(graph.Parts.Select(static p => p.Name));
        string access = graph.Parts.All(static p => p.Spec.Access == "public") ? "public" : "internal";
        string parameters = string.Join(", ", graph.Parts.Select((p, i) => $"{p.Spec.TypeName}? {names[i]}{(i == 0 ? "" : " = null")}"));
        string Memory(NetworkPart part, int i) => $"((global::Unrolled.INetwork<{part.Spec.TypeName}>?){names[i]})?.Core.Part";
        string Documented(NetworkPart part, int i)
        {
            string name = names[i].TrimStart('@'), what = $"The network whose parameters are <c>{part.Name}</c>'s; null for fresh ones.";
            return $"/// <param name=\"{name}\">{what}</param>";
        }

        string parts = string.Join(", ", graph.Parts.Select(Memory)), documentation = string.Join("\n", graph.Parts.Select(Documented));
        string core = $"global::Unrolled.Generated.NetworkCore<{spec.Name}>";
        const string Summary = "A network over living parts: what one of them learns, all that share it know. " +
            "Its other parameters are fresh.";
        return $$"""
            /// <summary>{{Summary}}</summary>
            {{documentation}}
            /// <param name="seed">The same seed gives the same fresh parameters, everywhere.</param>
            /// <exception cref="global::System.ArgumentException">A part shares parts of its own.</exception>
            {{access}} {{spec.Name}}({{parameters}}, ulong seed = 0) => _core = new {{core}}(seed, {{parts}});

            """;
    }

    private static string Stepping(Graph step)
    {
        int state = step.StateLength;
        bool token = step.Input.Tokens > 0;
        string inputs = token ? "int token" : $"{ReadOnly}<float> inputs", given = token ? $"new {ReadOnly}<int>(in token)" : "inputs";
        string what = token ? $"The step's token, 0 to {step.Input.Tokens - 1}." : $"The step's {step.Input.Shape.Length} floats.";
        const string Summary = "One time step of one sequence: from a state to the next, and to this step's outputs, " +
            "with the bits of a prediction of the whole sequence.";
        string handed = $"What one time step hands to the next: {state} floats, all 0 before the first step. A copy is a snapshot.";
        return $$"""
            /// <summary>
            /// {{Summary}}
            /// It allocates nothing, and any number of threads may call it at once, each with its own state.
            /// </summary>
            /// <param name="{{(token ? "token" : "inputs")}}">{{what}}</param>
            /// <param name="state">What earlier steps left; <c>default</c> before the first one.</param>
            /// <param name="outputs">Receives {{step.Output.Shape.Length}} floats.</param>
            public void Step({{inputs}}, ref State state, {{Floats}} outputs) => _core.Step({{given}}, state.Values, outputs);

            /// <summary>{{handed}}</summary>
            [global::System.Runtime.CompilerServices.InlineArray({{state}})]
            public struct State
            {
                private float _first;

                /// <summary>The state as floats, to be saved or restored.</summary>
                [global::System.Diagnostics.CodeAnalysis.UnscopedRef]
                public {{Floats}} Values => global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref _first, {{state}});
            }

            """;
    }

    private static PartSpec Part(NetworkSpec spec)
    {
        IEnumerable<LayerSpec> layers = spec.Layers.Where(static l => LayerCatalog.Find(l.Kind) is not { IsLoss: true });
        return new(spec.Name.TrimStart('@'), spec.Input, new([.. layers]));
    }
}
