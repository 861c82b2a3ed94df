namespace Unrolled.Numerics.Tests;

/// <summary>The parts that a random network has so far, and names for new ones.</summary>
internal sealed class PartPool(Dice dice)
{
    private readonly List<Part> _parts = [];
    private int _count;
    private int _names;

    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>The name of the part of this index: letters alone, behind which a layer's ordinal stands for itself.</summary>
    public static string Name(int index) => $"Part{(char)('A' + index % 26)}{new string('X', index / 26)}";

    /// <summary>A part of these layers; of an activation if there are none.</summary>
    /// <param name="layers">What it holds.</param>
    /// <param name="input">The shape that it takes, where it is a network itself.</param>
    public Part Named(IReadOnlyList<Layer> layers, int[]? input = null)
    {
        var part = new Part(Name(_count++), layers.Count > 0 ? [.. layers] : [new Tanh()]) { Input = input };
        // What begins with tokens fits nowhere else.
        if (layers is not [Embedding, ..])
            _parts.Add(part);
        return part;
    }

    /// <summary>A name that no other layer has.</summary>
    public string Name() => dice.Chance(50) ? $"named{_names++}" : $"deep.{_names++}";
}
