using System.Text.Json.Serialization;

namespace Unrolled.Numerics.Tests;

/// <summary>A class whose layers are a part of networks.</summary>
internal sealed record Part(string Name, Layer[] Layers)
{
    /// <summary>The class as C#, and those that its own layers name.</summary>
    public IEnumerable<string> Sources =>
    [
        .. Layers.OfType<CompositeLayer>().SelectMany(l => l.All).SelectMany(p => p.Sources),
        $"[{Kind}]\n{string.Join("\n", Layers.Select(l => $"[{l.Text}]"))}\npublic sealed {(Input is null ? "" : "partial " +
            "")}class {Name};\n",
    ];

    /// <summary>The shape that the class takes where it is a network itself; a block takes any.</summary>
    public int[]? Input { get; init; }

    /// <exception cref="ArgumentException">It is a network, and one of another shape, or none that could stand alone.</exception>
    public void Admit(int[] shape)
    {
        if (Input is null)
            return;
        if (!Input.SequenceEqual(shape))
            throw new ArgumentException($"{Name} is a network of other shape than [{string.Join(", ", shape)}].");
        _ = new OracleNetwork(new(Input, Layers));
    }

    private string Kind => Input is null ? "Block" : $"Network, Input({string.Join(", ", Input)})";
}

/// <summary>A layer made of parts.</summary>
internal abstract record CompositeLayer : WeightedLayer
{
    [JsonIgnore]
    public abstract Part[] All { get; }

    /// <summary>What stands before the type arguments.</summary>
    protected override string Head => $"{GetType().Name}<{string.Join(", ", All.Select(p => p.Name))}>";

    protected override IEnumerable<(string, object?)> Options() => [(nameof(Name), Name), (nameof(Frozen), Frozen)];
}

internal sealed record Use(Part Part) : CompositeLayer
{
    public override Part[] All => [Part];
}

internal sealed record Residual(Part Part) : CompositeLayer
{
    public bool? Projection { get; init; }

    public override Part[] All => [Part];

    protected override IEnumerable<(string, object?)> Options() => [(nameof(Projection), Projection), .. base.Options()];
}

internal sealed record Repeat(Part Part, int Count) : CompositeLayer
{
    public bool? Tied { get; init; }

    public override Part[] All => [Part];

    protected override IEnumerable<object> Arguments() => [Count];

    protected override IEnumerable<(string, object?)> Options() => [(nameof(Tied), Tied), .. base.Options()];
}

internal sealed record Branch(params Part[] Parts) : CompositeLayer
{
    /// <summary>The name of a member of the enumeration of the same name.</summary>
    public string? Join { get; init; }

    public override Part[] All => Parts;

    protected override IEnumerable<(string, object?)> Options() => [(nameof(Join), Member.Of("Join", Join)), .. base.Options()];
}

/// <summary>A layer that joins what came before with other layers' outputs.</summary>
internal abstract record JoinLayer(params string[] Names) : Layer
{
    protected override IEnumerable<object> Arguments() => Names;
}

internal sealed record Add(params string[] Names) : JoinLayer(Names);

internal sealed record Concat(params string[] Names) : JoinLayer(Names);

internal sealed record Subtract(params string[] Names) : JoinLayer(Names);

internal sealed record Multiply(params string[] Names) : JoinLayer(Names);

internal sealed record Divide(params string[] Names) : JoinLayer(Names);

internal sealed record Maximum(params string[] Names) : JoinLayer(Names);

internal sealed record Minimum(params string[] Names) : JoinLayer(Names);

internal sealed record MatMul(string Other) : JoinLayer(Other)
{
    public bool? TransposeLeft { get; init; }

    public bool? TransposeRight { get; init; }

    protected override IEnumerable<(string, object?)> Options() =>
        [(nameof(TransposeLeft), TransposeLeft), (nameof(TransposeRight), TransposeRight), .. base.Options()];
}
