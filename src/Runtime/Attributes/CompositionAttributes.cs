namespace Unrolled;

/// <summary>
/// Makes a class a part of networks: its layer attributes, in the order they are written, stand wherever
/// <see cref="UseAttribute{T}"/>, <see cref="ResidualAttribute{T}"/>, <see cref="RepeatAttribute{T}"/> or a branch
/// names it. A block has neither input nor loss: shapes follow from where it is used.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BlockAttribute : Attribute;

/// <summary>
/// The base of layers that are made of other classes' layers. Their parameters have names below the part's own:
/// <c>block2.conv2d1.weight</c>.
/// </summary>
public abstract class CompositeAttribute : LayerAttribute
{
    private protected CompositeAttribute()
    {
    }

    /// <summary>
    /// The part's name in parameter names, files and generated members. Left out: the class's name in lower case and
    /// its ordinal, <c>block2</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Whether training leaves all parameters of the part, and its running statistics, as they are. False unless set.</summary>
    public bool Frozen { get; set; }
}

/// <summary>The layers of another class, a block or a network without its loss, with parameters of their own.</summary>
/// <typeparam name="T">A class marked <see cref="BlockAttribute"/> or <see cref="NetworkAttribute"/>.</typeparam>
public sealed class UseAttribute<T> : CompositeAttribute where T : class;

/// <summary><c>y = T(x) + x</c> (He et al., "Deep residual learning for image recognition", 2016).</summary>
/// <typeparam name="T">A class marked <see cref="BlockAttribute"/>.</typeparam>
public sealed class ResidualAttribute<T> : CompositeAttribute where T : class
{
    /// <summary>
    /// Whether x is projected where the block changes its shape: by a 1×1 convolution with a stride, or a dense layer,
    /// named <c>projection</c> (the paper's option B). Without it the shapes must be equal.
    /// </summary>
    public bool Projection { get; set; }
}

/// <summary>The layers of a class several times, one after another: <c>block1.0</c>, <c>block1.1</c>, …</summary>
/// <typeparam name="T">A class marked <see cref="BlockAttribute"/>.</typeparam>
/// <param name="count">How often, at least 1.</param>
public sealed class RepeatAttribute<T>(int count) : CompositeAttribute where T : class
{
    /// <summary>How often.</summary>
    public int Count { get; } = count;

    /// <summary>Whether all share one set of parameters. False unless set: each has its own.</summary>
    public bool Tied { get; set; }
}

/// <summary>How the outputs of branches become one.</summary>
public enum Join
{
    /// <summary>Side by side: along the channels, or along the last axis where features come last.</summary>
    Concat,

    /// <summary>Element by element.</summary>
    Add,
}

/// <summary>The base of branches: parts that all take the same input, and whose outputs are joined.</summary>
public abstract class BranchingAttribute : CompositeAttribute
{
    private protected BranchingAttribute()
    {
    }

    /// <summary>How the outputs become one. <see cref="Unrolled.Join.Concat"/> unless set.</summary>
    public Join Join { get; set; }
}

/// <summary>Two parts side by side.</summary>
/// <typeparam name="T1">The first.</typeparam>
/// <typeparam name="T2">The second.</typeparam>
public sealed class BranchAttribute<T1, T2> : BranchingAttribute where T1 : class where T2 : class;

/// <summary>Three parts side by side.</summary>
/// <typeparam name="T1">The first.</typeparam>
/// <typeparam name="T2">The second.</typeparam>
/// <typeparam name="T3">The third.</typeparam>
public sealed class BranchAttribute<T1, T2, T3> : BranchingAttribute where T1 : class where T2 : class where T3 : class;

/// <summary>Four parts side by side.</summary>
/// <typeparam name="T1">The first.</typeparam>
/// <typeparam name="T2">The second.</typeparam>
/// <typeparam name="T3">The third.</typeparam>
/// <typeparam name="T4">The fourth.</typeparam>
public sealed class BranchAttribute<T1, T2, T3, T4> : BranchingAttribute
    where T1 : class where T2 : class where T3 : class where T4 : class;

/// <summary>
/// Its input and the outputs of layers of the same class side by side: along the channels, or along the last axis where
/// features come last.
/// </summary>
/// <param name="names">The layers' names: <c>relu1</c>.</param>
public sealed class ConcatAttribute(params string[] names) : LayerAttribute
{
    /// <summary>The layers' names.</summary>
    public string[] Names { get; } = names;
}
