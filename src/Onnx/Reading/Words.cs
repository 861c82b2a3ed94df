using System.Text;

namespace Unrolled.Onnx.Reading;

/// <summary>Texts from files, made fit for messages: they can have any length and content.</summary>
internal static class Words
{
    private const int Longest = 100;

    public static string Short(string text)
    {
        var shown = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Longest)))
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return text.Length > Longest ? $"{shown}…" : shown.ToString();
    }
}
