using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Docs.Tests;

/// <summary>
/// A page that is one program: a block that declares classes is a file by the first one's name, and all others together, in their order,
/// are <c>Program.cs</c>, their usings in front.
/// </summary>
internal static class PageProgram
{
    private const string Main = "Program.cs";

    public static IReadOnlyDictionary<string, string> Files(IEnumerable<Block> blocks)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var usings = new List<string>();
        var statements = new StringBuilder();
        foreach (Block block in blocks.Where(static block => block.IsCode))
        {
            CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(block.Code).GetCompilationUnitRoot();
            BaseTypeDeclarationSyntax? type = unit.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault();
            if (type is not null && !unit.Members.OfType<GlobalStatementSyntax>().Any())
            {
                files.Add(type.Identifier.Text + ".cs", block.Code);
                continue;
            }

            foreach (string directive in unit.Usings.Select(static u => u.ToString()).Where(u => !usings.Contains(u)))
                usings.Add(directive);
            string rest = unit.Usings.Count == 0 ? block.Code : block.Code[unit.Usings.FullSpan.End..];
            statements.Append(rest.TrimStart('\n')).Append('\n');
        }
        files.Add(Main, string.Concat(usings.Select(static u => u + "\n")) + "\n" + statements);
        return files;
    }

    public static Compilation Compile(Page page) =>
        Compiled.Of(page.Name, OutputKind.ConsoleApplication, Files(page.Blocks));

    /// <summary>
    /// A script for a shell that follows the page: each block of commands is given when the files of the blocks before it are there.
    /// </summary>
    public static string Script(Page page)
    {
        const string End = "END_OF_FILE";
        var script = new StringBuilder("set -euxo pipefail\n");
        var read = new List<Block>();
        foreach (Block block in page.Blocks)
        {
            read.Add(block);
            if (!block.IsCommands || block.Mark.Length > 0)
                continue;
            if (read.Any(static b => b.IsCode))
            {
                foreach ((string name, string text) in Files(read))
                    script.Append($"cat > {name} << '{End}'\n{text}{End}\n");
            }
            script.Append(block.Code);
        }
        return script.ToString();
    }
}
