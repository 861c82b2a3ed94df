using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = f(x, p)</c>, element by element, with a parameter of each channel, or of each feature where features come last, or of all
/// elements together. <c>dp = Σ dy·∂f/∂p</c> over the places that share it (<see cref="MapGradients"/>).
/// </summary>
/// <param name="role">PyTorch's name of the parameter.</param>
/// <param name="initial">What it starts from.</param>
/// <param name="function">The function of x and p.</param>
internal abstract class ChannelMap(string role, float initial, Func<Expr, Expr, Expr> function) : Layer
{
    public override bool HasParameters => true;

    public override bool Streams(LayerSpec spec) => true;

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs)
    {
        bool shared = spec.Number("Shared", 0) != 0;
        return [new("Shared", shared), .. shared ? Array.Empty<Setting>() : [new("Axis", inputs[0].ChannelAxis())]];
    }

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        bool shared = spec.Number("Shared", 0) != 0;
        int axis = shared ? 0 : x.ChannelAxis();
        var shape = new Shape(shared ? 1 : x.Shape[axis]);
        Parameter parameter = graph.AddParameter(spec, role, shape, [0], Initial.Constant(initial), ParameterRole.Bias);
        var axes = new Dictionary<Tensor, EquatableArray<int>> { [parameter] = shared ? new([]) : new([axis]) };
        return graph.Add(
            new Value(spec.Name, x.Shape, roles: x.Roles),
            y => new Map(spec.Name, y, function(Expr.Slot(0), Expr.Slot(1)), x, parameter) { Axes = axes });
    }
}

/// <summary><c>y = x·w</c>.</summary>
internal sealed class Scale() : ChannelMap("weight", 1, static (x, w) => x * w);

/// <summary><c>y = x + b</c>.</summary>
internal sealed class Offset() : ChannelMap("bias", 0, static (x, b) => x + b);

/// <summary>
/// <c>y = x</c> where positive, <c>w·x</c> elsewhere; <c>dx = dy</c> or <c>w·dy</c>, <c>dw = Σ dy·x</c> where x is not positive (He et
/// al., "Delving deep into rectifiers").
/// </summary>
internal sealed class PReLU() : ChannelMap("weight", 0.25f, static (x, w) => Expr.WhereGreater(x, 0f, x, w * x));
