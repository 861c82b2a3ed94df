using System.ComponentModel;

namespace Unrolled.Generated;

/// <summary>
/// What a class declares, in generated code's own words: other assemblies' networks read it where they use the class as
/// a part.
/// </summary>
/// <param name="version">The version of the text.</param>
/// <param name="text">The layers.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Class)]
public sealed class CompiledSpecAttribute(int version, string text) : Attribute
{
    /// <summary>The version of the text.</summary>
    public int Version { get; } = version;

    /// <summary>The layers.</summary>
    public string Text { get; } = text;
}
