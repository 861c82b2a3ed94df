using Unrolled.Generator.Expressions;
using Unrolled.Generator.Kernels.Nests;

namespace Unrolled.Generator.Kernels.Transforms;

/// <summary>
/// Linear maps of a few neighbouring elements, such as those into and out of Winograd's domain: for each channel one pass along each
/// axis, with what lies between two passes in <see cref="Scratch"/>.
/// </summary>
internal sealed record TransformKernel
{
    /// <summary>The pointer to what lies between two passes: one vector an element, whichever lanes are worked on.</summary>
    public const string Scratch = "s";

    /// <summary>Arguments: turns of a clipped loop at its ends.</summary>
    public const string Front = "front", Behind = "behind";

    /// <summary>The method's name, and the lines of its header comment.</summary>
    public required string Name { get; init; }

    public required string Header { get; init; }

    /// <summary>Elements along the lanes: 16 samples, or channels.</summary>
    public required int Lanes { get; init; }

    /// <summary>Whether a vector's surplus lanes must not be stored, since something else lies there.</summary>
    public bool IsExact { get; init; }

    /// <summary>The loop around all passes.</summary>
    public required Loop Channels { get; init; }

    public required IReadOnlyList<TransformPass> Passes { get; init; }

    /// <summary>The pointers of its method, in order.</summary>
    public IEnumerable<string> Pointers => Passes.SelectMany(static p => p.Accesses).Select(static a => a.Pointer).Distinct();

    /// <summary>All that its code follows from.</summary>
    public string Form => $"{Lanes}|{IsExact}|{Channels}|{string.Join("|", Passes.Select(static p => p.Form))}";
}

/// <summary>A linear map of the elements of each tile along one axis.</summary>
internal sealed record TransformPass
{
    /// <summary>The loops over a tile's elements, as accesses name them: those that the map takes, and those that it gives.</summary>
    public const string Element = "in", Result = "out";

    public required LinearMap Map { get; init; }

    /// <summary>The loops from the outermost on; one of them is <see cref="Tile"/>.</summary>
    public required IReadOnlyList<Loop> Loops { get; init; }

    /// <summary>The name of the loop over tiles.</summary>
    public required string Tile { get; init; }

    /// <summary>Which elements exist, tile by tile in stretches.</summary>
    public required IReadOnlyList<TileStretch> Stretches { get; init; }

    /// <summary>
    /// The loop of which the method's arguments <see cref="TransformKernel.Front"/> and <see cref="TransformKernel.Behind"/> tell how many
    /// turns at both ends find nothing to read: blocks at borders and inside have one method.
    /// </summary>
    public string? Clipped { get; init; }

    public required Access From { get; init; }

    public required Access To { get; init; }

    /// <summary>What is added to each result.</summary>
    public Access? Bias { get; init; }

    /// <summary>What becomes of a result, slot 0; further slots are <see cref="Extras"/>.</summary>
    public Expr? Epilogue { get; init; }

    public IReadOnlyList<Access> Extras { get; init; } = [];

    /// <summary>Whether the method takes <c>bool add</c>: true adds to what is there instead of replacing it.</summary>
    public bool Accumulates { get; init; }

    /// <summary>All accesses in the order of the method's pointers.</summary>
    public IEnumerable<Access> Accesses => new[] { From, Bias, To }.OfType<Access>().Concat(Extras);

    /// <summary>All that its code follows from but the epilogue.</summary>
    public string Form => string.Join(
        "/", Map, string.Join(",", Loops), Tile, Clipped, string.Join(",", Stretches), Bias is null, Accumulates,
        string.Join(";", Accesses.Select(static a => a.ToText())));
}

/// <summary>Neighbouring tiles of which the same elements exist.</summary>
/// <param name="Start">The first tile.</param>
/// <param name="Count">Tiles.</param>
/// <param name="Reads">Elements that exist: from <c>First</c> to before <c>End</c>. All others are 0.</param>
/// <param name="Writes">Results that there is a place for.</param>
internal sealed record TileStretch(int Start, int Count, ElementRange Reads, ElementRange Writes);

/// <summary>Elements from <paramref name="First"/> to before <paramref name="End"/>.</summary>
internal sealed record ElementRange(int First, int End)
{
    public bool Has(int element) => element >= First && element < End;
}

/// <summary>
/// A transform. Arguments: those of <see cref="TransformKernel.Pointers"/>, then the turns that find nothing at the ends of a clipped loop,
/// then whether it adds.
/// </summary>
internal sealed record TransformCode(TransformKernel Transform) : Kernel(Transform.Name, Transform.Header)
{
    public override string Emit(KernelLibrary library, int straightLimit) => TransformEmitter.Emit(Transform, library);

    public bool Equals(TransformCode? other) => other is not null && Transform.Form == other.Transform.Form
        && Transform.Passes.Select(static p => p.Epilogue).SequenceEqual(other.Transform.Passes.Select(static p => p.Epilogue));

    public override int GetHashCode() => Transform.Form.GetHashCode();
}
