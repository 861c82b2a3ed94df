namespace Unrolled.Docs.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page's path in the repository.</param>
/// <param name="Line">The line of its first line, from 1.</param>
/// <param name="Language">The first word behind the fence; empty if there is none.</param>
/// <param name="Mark">What follows that word.</param>
/// <param name="Code">The lines in it, each with its end.</param>
internal sealed record Block(string Page, int Line, string Language, string Mark, string Code)
{
    /// <summary>C# that is to compile; excerpts of what is generated are marked, for they stand in no file of their own.</summary>
    public bool IsCode => Language == "csharp" && Mark != "generated";

    /// <summary>Commands for a shell, which a mark says where to find run: a script of the repository.</summary>
    public bool IsCommands => Language == "bash";

    public IEnumerable<string> Lines => Code.TrimEnd('\n').Split('\n');

    public override string ToString() => $"{Page}:{Line}";
}
