using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// What recurrent layers share: sums over the inputs of all steps at once, <c>p[t,g,o] = b[g,o] + Σᵢ w[g,o,i]·x[t,i]</c> for each gate g,
/// and a <see cref="Scan"/> in which each step adds <c>c[g,o] + Σⱼ u[g,o,j]·h[t-1,j]</c> and makes its state of both. Gradients follow by
/// <see cref="ScanGradients"/>.
/// </summary>
internal abstract class Recurrent(int gates) : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Units", 1)];

    public override bool HasParameters => true;

    public override bool Streams(LayerSpec spec) => true;

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        if (x.Shape.Rank != 2)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs steps and features but gets {x.Shape}; " +
                "declare Input(steps, features), or put Reshape before it");
        }

        NeedsFeatures(spec, x);
        int steps = x.Shape[0], units = spec.Integer("Units", 0);
        Initial initial = Initial.FanIn(units);
        Parameter Weights(string role, int inputs) => graph.AddParameter(spec, role, new Shape(gates * units, inputs), [1, 0], initial);
        Parameter? Biases(string role) => graph.AddBias(spec, gates * units, initial, role);
        Parameter inputs = Weights("weight_ih_l0", x.Shape[1]), state = Weights("weight_hh_l0", units);
        Parameter? inputBias = Biases("bias_ih_l0"), stateBias = Biases("bias_hh_l0");

        Dim t = new("t", steps), g = new("g", gates), o = new("o", units), i = new("i", x.Shape[1]), j = new("j", units);
        var unit = new Coordinate(new([new Term(g.Name, units), new Term(o.Name, 1)]), 0, gates * units);
        var project = new Nest(
            Outs: new([t, g, o]),
            Sums: new([i]),
            Output: new([Coordinate.Of(t), Coordinate.Of(g), Coordinate.Of(o)]),
            Left: new([Coordinate.Of(t), Coordinate.Of(i)]),
            Right: new([unit, Coordinate.Of(i)]));
        Value projected = graph.Add(Sequence(spec, "inputs", x, steps, gates, units),
            p => new Contraction(spec.Name, p, x, inputs, inputBias, [project]) { BiasAt = unit });

        var recur = new Nest(
            Outs: new([g, o]),
            Sums: new([j]),
            Output: new([Coordinate.Of(g), Coordinate.Of(o)]),
            Left: new([Coordinate.Of(j)]),
            Right: new([unit, Coordinate.Of(j)]));
        var cell = new Cell(spec, x, steps, units);
        Value h = cell.State("h"), sums = Sequence(spec, "state sums", x, steps, gates, units);
        cell.Add(new Contraction(spec.Name, sums.AtStep(0), h.AtStep(0), state, stateBias, [recur]) { BiasAt = unit });
        Step(spec, cell, projected, sums, h);

        foreach (Value start in cell.States)
            graph.Add(start.At(0), static row => new Start(row.Name, row));
        Value y = spec.Number("ReturnSequences", 0) != 0 ? h.Rows(1, steps) : h.At(steps);
        return graph.Add(y, output => new Scan(spec.Name, output, steps, cell.Body));
    }

    /// <summary>
    /// Adds what a step makes of the inputs' sums and the state's: at last the new state
    /// <paramref name="h"/>, at the step's place and one.
    /// </summary>
    protected abstract void Step(LayerSpec spec, Cell cell, Value inputs, Value sums, Value h);

    private static Value Sequence(LayerSpec spec, string name, Value x, int steps, int gates, int units) =>
        new($"{spec.Name} {name}", new Shape(steps, gates, units), roles: x.Roles);

    /// <summary>The operations of one step.</summary>
    protected sealed class Cell(LayerSpec spec, Value x, int steps, int units)
    {
        private readonly List<Node> _body = [];
        private readonly List<Value> _states = [];

        public IReadOnlyList<Node> Body => _body;

        public IReadOnlyList<Value> States => _states;

        /// <summary>A value that steps hand on: step t reads it at t and writes it at t + 1.</summary>
        public Value State(string name)
        {
            var state = new Value($"{spec.Name} {name}", new Shape(steps + 1, units), roles: x.Roles);
            _states.Add(state);
            return state;
        }

        /// <summary>A value of each step.</summary>
        public Value PerStep(string name) => new($"{spec.Name} {name}", new Shape(steps, units), roles: x.Roles);

        public void Add(Node node) => _body.Add(node);

        /// <summary>An element-wise function of parts at one step; returns its result.</summary>
        public Value Map(Value output, Expr formula, params Value[] inputs)
        {
            _body.Add(new Map(spec.Name, output, formula, inputs));
            return output;
        }
    }
}
