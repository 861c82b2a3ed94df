using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y[t,u] = w[x[t],u]</c> for whole numbers x; <c>dw[r,u] = Σ dy[t,u]</c> over the samples and steps whose token is r, in their order.
/// </summary>
internal sealed class Embedding : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Vocabulary", 1), new("Units", 1)];

    public override bool HasParameters => true;

    public override bool TakesTokens => true;

    public override bool Streams(LayerSpec spec) => true;

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Vocabulary", spec.Integer("Vocabulary", 0)), new("Units", spec.Integer("Units", 0))];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        if (x.Tokens == 0)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs tokens, which only a network's input has, but gets floats, {x.Shape}; " +
                "make it the first layer");
        }

        if (x.Shape.Rank != 1)
            throw new DoesNotFitException($"{spec.Declaration} needs one token a step but gets {x.Shape}; declare Input(steps)");
        int units = spec.Integer("Units", 0);
        Parameter table = graph.AddParameter(
            spec, "weight", new Shape(spec.Integer("Vocabulary", 0), units), [0, 1], Initial.Normal(1), ParameterRole.Table);
        return graph.Add(
            new Value(spec.Name, new Shape(x.Shape[0], units), roles: new AxisRoles(AxisOrder.FeaturesLast)),
            y => new Gather(spec.Name, y, table, x));
    }
}
