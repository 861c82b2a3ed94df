using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Unrolled.Tests;

namespace Unrolled.Docs.Tests;

/// <summary>
/// Pages to follow are programs that run, in a folder that has what the page says lies there: files of the samples to which it links, and,
/// where it loads MNIST's, such files with fewer digits.
/// </summary>
[Trait("Category", "Slow")]
public sealed partial class ProgramTests : TempDirectory
{
    private const string Digits = "data/mnist";

    public static TheoryData<string> Programs =>
        [.. Page.All.Where(static page => page.IsProgram && page.Code.Any()).Select(static page => page.Path)];

    [Theory, MemberData(nameof(Programs))]
    public async Task The_page_s_program_compiles_and_does_what_the_page_says(string path)
    {
        var page = new Page(path);
        Compilation compilation = PageProgram.Compile(page);
        Assert.Empty(Compiled.Problems(compilation, DiagnosticSeverity.Warning));
        string program = PathOf(page.Name + ".dll");
        EmitResult emitted = compilation.Emit(program);
        Assert.Empty(emitted.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error));

        Prepare(page);
        string printed = await Run(program);
        IEnumerable<Block> outputs = page.Blocks.Where(static block => block is { Language: "text", Mark: "output" });
        foreach (string line in outputs.SelectMany(static block => block.Lines))
            Assert.Contains(line.TrimEnd() + "\n", printed.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private void Prepare(Page page)
    {
        string folder = Path.GetDirectoryName(Page.InRepository(page.Path))!;
        foreach (Match link in SampleFile().Matches(page.Text))
            File.Copy(Path.Combine(folder, link.Groups["path"].Value), PathOf(link.Groups["name"].Value), overwrite: true);
        if (page.Text.Contains($"Mnist.Load(\"{Digits}\")", StringComparison.Ordinal))
            DigitFiles.Write(PathOf(Digits), train: 1_000, test: 200);
    }

    private async Task<string> Run(string program)
    {
        var start = new ProcessStartInfo(DotnetHost.Path, ["exec", typeof(ProgramTests).Assembly.Location, "run", program])
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{await output}\n{await errors}");
        return await output;
    }

    [GeneratedRegex(@"\]\((?<path>(\.\./)*samples/[A-Za-z/]+/(?<name>[A-Za-z]+\.(csv|txt|onnx)))\)")]
    private static partial Regex SampleFile();
}
