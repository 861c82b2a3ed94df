namespace Unrolled.Numerics.Tests;

/// <summary>How far a declaration came that did not compile.</summary>
internal enum CompileStage
{
    /// <summary>The generator refused it with a message.</summary>
    Refused,

    /// <summary>The generator threw.</summary>
    GeneratorFailed,

    /// <summary>The code that it generated is no C#.</summary>
    DoesNotCompile,
}

/// <summary>Why a declaration is not in the assembly.</summary>
/// <param name="Stage">How far it came.</param>
/// <param name="Id">The first diagnostic's id, or where the generator threw.</param>
/// <param name="Text">The messages.</param>
internal sealed record CompileError(CompileStage Stage, string Id, string Text);
