using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y[…,o] = b[o] + Σᵢ w[o,i]·x[…,i]</c> on the last axis.
/// Gradients, by <see cref="Adjoint"/>: <c>dx[…,i] = Σₒ w[o,i]·dy[…,o]</c>, <c>dw[o,i] = Σ dy[…,o]·x[…,i]</c>, <c>db[o] = Σ dy[…,o]</c>.
/// </summary>
internal sealed class Dense : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Units", 1)];

    public override bool HasParameters => true;

    public override bool Streams(LayerSpec spec) => true;

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) => [new("Units", spec.Integer("Units", 0))];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        int units = spec.Integer("Units", 0);
        if (x.Shape.Rank == 3)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs a flat input but gets {x.Shape}; put Flatten before it", Fix.Flatten);
        }

        NeedsFeatures(spec, x);

        // Inputs outermost in memory: a vector of neighbouring outputs is one load.
        int inputs = x.Shape.Last;
        bool wide = x.Shape.Rank == 1 && (long)units * inputs >= Limits.WideWeights;
        ParameterRole role = wide ? ParameterRole.WideWeight : ParameterRole.Weight;
        Parameter weight = graph.AddParameter(spec, "weight", new Shape(units, inputs), [1, 0], Initial.FanIn(inputs), role);
        Parameter? bias = graph.AddBias(spec, units, Initial.FanIn(inputs));

        var output = new Dim("o", units);
        var input = new Dim("i", inputs);
        Dim[] steps = [.. x.Shape.Extents.Take(x.Shape.Rank - 1).Select((extent, axis) => new Dim($"t{axis}", extent))];
        Coordinate[] at = [.. steps.Select(Coordinate.Of)];
        var nest = new Nest(
            Outs: new([.. steps, output]),
            Sums: new([input]),
            Output: new([.. at, Coordinate.Of(output)]),
            Left: new([.. at, Coordinate.Of(input)]),
            Right: new([Coordinate.Of(output), Coordinate.Of(input)]));
        return graph.Add(new Value(spec.Name, x.Shape.WithLast(units), roles: x.Roles),
            y => new Contraction(spec.Name, y, x, weight, bias, [nest]) { BiasAxis = steps.Length });
    }
}
