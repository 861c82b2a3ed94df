using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>One <c>[Input]</c> with one to five positive extents.</summary>
internal static class InputRules
{
    /// <summary>The shape of a sample, or null where it was refused.</summary>
    public static Shape? Check(Declaration declaration, Problems problems)
    {
        if (declaration.Inputs.Count == 0)
        {
            problems.Add(Descriptors.NoInput, declaration.Identifier, declaration.Type.Name);
            return null;
        }

        int[] extents = AttributeReader.Integers(declaration.Inputs[0].Data);
        string text = $"Input({string.Join(", ", extents)})";
        foreach (PlacedAttribute second in declaration.Inputs.Skip(1))
        {
            string other = $"Input({string.Join(", ", AttributeReader.Integers(second.Data))})";
            problems.Add(Descriptors.SeveralInputs, second.Location, other, declaration.Type.Name, text);
        }

        if (Refuse(extents) is { } reason)
        {
            problems.Add(Descriptors.BadInput, declaration.Inputs[0].Location, text, reason);
            return null;
        }

        return new Shape(extents);
    }

    /// <summary>Whether extents are those of a sample.</summary>
    public static bool IsSound(int[] extents) => Refuse(extents) is null;

    private static string? Refuse(int[] extents)
    {
        if (extents.Length == 0)
            return "has no extents; give those of one sample, such as Input(1, 28, 28) or Input(784)";
        if (extents.Any(static e => e < 1))
            return $"has the extent {extents.First(static e => e < 1)}; each must be at least 1, and the batch is not one of them";
        if (extents.Length > Limits.Rank)
            return $"has {extents.Length} extents; at most {Limits.Rank} are understood, and the batch is not one of them";
        return Limits.Length(extents) > Limits.Values
            ? $"has more than {Limits.Text(Limits.Values)} elements, the most that one sample may pass through a network; make it smaller"
            : null;
    }
}
