using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// What recurrent layers share: sums over the inputs of all steps at once, <c>p[t,g,o] = b[g,o] + Σᵢ w[g,o,i]·x[t,i]</c> for each gate g,
/// and a <see cref="Scan"/> in which each step adds <c>c[g,o] + Σⱼ u[g,o,j]·h[t-1,j]</c> and makes its state of both. Gradients follow by
/// <see cref="ScanGradients"/>. A bidirectional one is two of them, the second over the steps in reverse, with outputs side by side.
/// </summary>
internal abstract class Recurrent(int gates) : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Units", 1)];

    public override bool HasParameters => true;

    public override bool Streams(LayerSpec spec) => !IsBidirectional(spec);

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [
            new("Units", spec.Integer("Units", 0)), new("ReturnSequences", ReturnsSequences(spec)),
            new("Bidirectional", IsBidirectional(spec)), new("InitialState", spec.Number("InitialState", 0) != 0),
        ];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        if (x.Shape.Rank != 2)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs steps and features but gets {x.Shape}; declare Input(steps, features), " +
                "give a recurrent layer before it ReturnSequences = true, or put Reshape before it");
        }

        NeedsFeatures(spec, x);
        if (!IsBidirectional(spec))
            return Direction(graph, spec, x, "");
        Value forward = Direction(graph, spec, x, ""), backward = Direction(graph, spec, Reversed(graph, spec, x), "_reverse");
        bool everyStep = ReturnsSequences(spec);
        Value[] both = [forward, everyStep ? Reversed(graph, spec, backward) : backward];
        int axis = everyStep ? 1 : 0, units = 2 * spec.Integer("Units", 0);
        var shape = everyStep ? new Shape(x.Shape[0], units) : new Shape(units);
        return graph.Add(new Value(spec.Name, shape, roles: everyStep ? x.Roles : null), y => new Graphs.Concat(spec.Name, y, axis, both));
    }

    private static bool IsBidirectional(LayerSpec spec) => spec.Number("Bidirectional", 0) != 0;

    private static bool ReturnsSequences(LayerSpec spec) => spec.Number("ReturnSequences", 0) != 0;

    /// <summary>The steps from the last to the first.</summary>
    private static Value Reversed(GraphBuilder graph, LayerSpec spec, Value x)
    {
        Dim[] loops = Copies.Loops(x);
        Coordinate[] to = [.. loops.Select(Coordinate.Of)], from = [.. to];
        from[0] = new Coordinate(new([new Term(loops[0].Name, -1)]), loops[0].Extent - 1, loops[0].Extent);
        return Copies.Of(graph, spec, x, loops, to, from, x.Roles);
    }

    /// <summary>The layer over the steps as they come.</summary>
    /// <param name="graph">Takes parameters and operations.</param>
    /// <param name="spec">The layer.</param>
    /// <param name="x">Steps and features.</param>
    /// <param name="suffix">What its parameters' names end in, as PyTorch's do.</param>
    private Value Direction(GraphBuilder graph, LayerSpec spec, Value x, string suffix)
    {
        int steps = x.Shape[0], units = spec.Integer("Units", 0);
        Initial initial = Initial.FanIn(units);
        Parameter Weights(string role, int inputs) =>
            graph.AddParameter(spec, role + suffix, new Shape(gates * units, inputs), [1, 0], initial);
        Parameter? Biases(string role) => graph.AddBias(spec, gates * units, initial, role + suffix);
        Parameter inputs = Weights("weight_ih_l0", x.Shape[1]), state = Weights("weight_hh_l0", units);
        Parameter? inputBias = Biases("bias_ih_l0"), stateBias = Biases("bias_hh_l0");

        Dim t = new("t", steps), g = new("g", gates), o = new("o", units), i = new("i", x.Shape[1]);
        var unit = new Coordinate(new([new Term(g.Name, units), new Term(o.Name, 1)]), 0, gates * units);
        var project = new Nest(
            Outs: new([t, g, o]),
            Sums: new([i]),
            Output: new([Coordinate.Of(t), Coordinate.Of(g), Coordinate.Of(o)]),
            Left: new([Coordinate.Of(t), Coordinate.Of(i)]),
            Right: new([unit, Coordinate.Of(i)]));
        var cell = new Cell(spec, x, steps, units, new StateWeights(state, stateBias, gates));
        Value projected = graph.Add(cell.Sequence("inputs", gates), p => new Contraction(spec.Name, p, x, inputs, inputBias, [project])
        {
            BiasAt = unit,
        });
        Value h = cell.State("h");
        Step(spec, cell, projected, h);

        Value[] starts = [.. cell.States.Select(static s => s.Whole.At(0))];
        for (int s = 0; s < starts.Length; s++)
            graph.Add(starts[s], static row => new Start(row.Name, row));
        if (spec.Number("InitialState", 0) != 0)
            Begin(graph, spec, cell, starts, suffix);
        Value y = ReturnsSequences(spec) ? h.Rows(1, steps) : h.At(steps);
        return graph.Add(y, output => new Scan(spec.Name, output, steps, cell.Body) { Starts = starts });
    }

    /// <summary>
    /// Lets the first step begin with parameters. Where the network runs step by step that is the step whose state says that there was
    /// none before it.
    /// </summary>
    private static void Begin(GraphBuilder graph, LayerSpec spec, Cell cell, Value[] starts, string suffix)
    {
        Value? begun = null;
        if (graph.IsStream)
        {
            Value flag = cell.Flag("begun");
            begun = graph.Add(flag.At(0), static row => new Start(row.Name, row));
            cell.Map(flag.AtStep(1), Expr.Max(Expr.Slot(0), 1f), flag.AtStep(0));
        }

        for (int s = 0; s < starts.Length; s++)
        {
            string role = $"initial_{cell.States[s].Name}{suffix}";
            Parameter initial = graph.AddParameter(spec, role, starts[s].Shape, [0], Initial.Constant(0), ParameterRole.Bias);
            Expr known = Expr.WhereEqual(Expr.Slot(2), 0f, Expr.Slot(1), Expr.Slot(0));
            graph.Add(starts[s], row => begun is null
                ? new Map(spec.Name, row, Expr.Slot(0), initial)
                : new Map(spec.Name, row, known, row, initial, begun));
        }
    }

    /// <summary>
    /// Adds what a step makes of the inputs' sums and the state's: at last the new state
    /// <paramref name="h"/>, at the step's place and one.
    /// </summary>
    protected abstract void Step(LayerSpec spec, Cell cell, Value inputs, Value h);

    /// <summary>What a step multiplies states by, for all gates one behind the other.</summary>
    protected sealed record StateWeights(Parameter Weights, Parameter? Bias, int Gates);

    /// <summary>The operations of one step.</summary>
    protected sealed class Cell(LayerSpec spec, Value x, int steps, int units, StateWeights weights)
    {
        private readonly List<Node> _body = [];
        private readonly List<(string Name, Value Whole)> _states = [];

        public IReadOnlyList<Node> Body => _body;

        public IReadOnlyList<(string Name, Value Whole)> States => _states;

        /// <summary>A value that steps hand on: step t reads it at t and writes it at t + 1.</summary>
        public Value State(string name)
        {
            Value state = Rows(name, steps + 1, units);
            _states.Add((name, state));
            return state;
        }

        /// <summary>A single number that steps hand on.</summary>
        public Value Flag(string name) => Rows(name, steps + 1, 1);

        /// <summary>A value of each step.</summary>
        public Value PerStep(string name) => Rows(name, steps, units);

        /// <summary>Values of some gates for each step.</summary>
        public Value Sequence(string name, int gates) => new($"{spec.Name} {name}", new Shape(steps, gates, units), roles: x.Roles);

        /// <summary>The sums of one step over a state, <c>c[g,o] + Σⱼ u[g,o,j]·from[j]</c> for some of the gates.</summary>
        /// <param name="from">The state at the step.</param>
        /// <param name="first">The first gate.</param>
        /// <param name="count">How many gates.</param>
        public Value Sums(Value from, int first, int count)
        {
            Dim g = new("g", count), o = new("o", units), j = new("j", units);
            var unit = new Coordinate(new([new Term(g.Name, units), new Term(o.Name, 1)]), first * units, weights.Gates * units);
            var recur = new Nest(
                Outs: new([g, o]),
                Sums: new([j]),
                Output: new([Coordinate.Of(g), Coordinate.Of(o)]),
                Left: new([Coordinate.Of(j)]),
                Right: new([unit, Coordinate.Of(j)]));
            Value sums = Sequence("state sums", count).AtStep(0);
            _body.Add(new Contraction(spec.Name, sums, from, weights.Weights, weights.Bias, [recur]) { BiasAt = unit });
            return sums;
        }

        /// <summary>An element-wise function of parts at one step; returns its result.</summary>
        public Value Map(Value output, Expr formula, params Value[] inputs)
        {
            _body.Add(new Map(spec.Name, output, formula, inputs));
            return output;
        }

        private Value Rows(string name, int rows, int length) => new($"{spec.Name} {name}", new Shape(rows, length), roles: x.Roles);
    }
}
