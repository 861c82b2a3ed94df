namespace Unrolled.Generator.Expressions;

/// <summary>How the terms of a sum over coordinates are joined.</summary>
internal enum Join
{
    /// <summary>Products (or single elements) are added.</summary>
    Sum,

    /// <summary>The largest element wins.</summary>
    Max,
}
