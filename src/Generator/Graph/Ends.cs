namespace Unrolled.Generator.Graphs;

/// <summary>Where a program begins: the caller's samples.</summary>
internal sealed class TakeInput(Value input) : Node("input", input)
{
    public override void Differentiate(Gradients gradients, Value dy)
    {
    }
}

/// <summary>Where a program ends: a value for the caller.</summary>
/// <param name="value">The value.</param>
/// <param name="optional">Whether the caller may do without.</param>
internal sealed class HandOut(Value value, bool optional) : Node("outputs", value, value)
{
    public bool IsOptional { get; } = optional;

    public override IEnumerable<Value> Writes => [];

    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("It is where gradients start.");
}

/// <summary>The gradient of the outputs, which the caller gives, or else the loss.</summary>
internal sealed class GivenGradient(Value gradient, LossNode? loss) : Node("outputs", gradient, loss is null ? [] : [loss.X])
{
    public LossNode? Loss { get; } = loss;

    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("It is where gradients start.");
}
