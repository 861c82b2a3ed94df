namespace Unrolled.Generator.Model;

/// <summary>The bodies that a build makes.</summary>
/// <param name="Names">Their names, the widest first.</param>
/// <param name="Unknown">What the project names and is no body.</param>
internal sealed record Bodies(EquatableArray<string> Names, EquatableArray<string> Unknown);
