namespace Unrolled;

/// <summary>Makes one axis of all: <c>[16, 4, 4]</c> becomes <c>[256]</c>, in the same order.</summary>
public sealed class FlattenAttribute : LayerAttribute;
