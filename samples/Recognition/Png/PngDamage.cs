namespace Recognition.Png;

/// <summary>The words for files that are not as they should be.</summary>
internal static class PngDamage
{
    public const string CutShort = "the PNG file is cut short, or one of its chunks declares a wrong length.";

    public static InvalidDataException Of(string what, Exception? cause = null) => new($"the PNG file is damaged: {what}.", cause);
}
