using System.Globalization;

namespace Unrolled.Generator.Model;

/// <summary>What a project's weight file says of itself, as the build step hands it over.</summary>
/// <param name="Name">The file as the network names it.</param>
/// <param name="Tensors">Its tensors; null where it is no safetensors file.</param>
/// <param name="Damage">What is wrong with it, or empty.</param>
internal sealed record WeightsHeader(string Name, EquatableArray<WeightsTensor> Tensors, string Damage)
{
    /// <summary>Reads the step's text: bytes behind the header on the first line, then the header.</summary>
    public static WeightsHeader Parse(string name, string text)
    {
        int line = text.IndexOf('\n');
        const NumberStyles Whole = NumberStyles.Integer;
        if (line < 0 || !long.TryParse(text.Substring(0, line), Whole, CultureInfo.InvariantCulture, out long data) || text.Length == line
            + 1)
            return new(name, default, "is no safetensors file");
        try
        {
            return new(name, new([.. HeaderText.Read(text.Substring(line + 1), data)]), "");
        }
        catch (FormatException e)
        {
            return new(name, default, "is damaged: " + e.Message);
        }
    }
}

/// <summary>A tensor of a weight file, and the bytes that the file has of it.</summary>
internal sealed record WeightsTensor(string Name, string Type, EquatableArray<long> Shape, long Bytes);
