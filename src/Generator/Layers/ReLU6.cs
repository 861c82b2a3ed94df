using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = min(max(x, 0), 6)</c>, <c>dx = dy</c> where 0 &lt; y &lt; 6.</summary>
internal sealed class ReLU6 : Clip
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [];

    protected override (float? Least, float? Most) Bounds(LayerSpec spec) => (0, 6);
}
