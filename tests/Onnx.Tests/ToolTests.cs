using Unrolled.Tool;

namespace Unrolled.Onnx.Tests;

/// <summary>The command <c>unrolled</c>.</summary>
public class ToolTests : TempDirectory
{
    [Fact]
    public void Import_writes_both_files_and_prints_the_layers()
    {
        string model = Put("le-net.onnx", WholeModels.LeNet().ToArray());
        Put("Shop.csproj", "<Project />"u8);
        (int code, string output, string errors) = Run("import", model, "--class", "Digits", "--namespace", "Shop", "--output",
            PathOf("Models"));

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("Conv2D(6, 5, Name = \"conv1\")   conv1       6×24×24         156\n", output, StringComparison.Ordinal);
        Assert.Contains("Weights = \"Models/Digits.safetensors\"", File.ReadAllText(PathOf("Models/Digits.cs")), StringComparison.Ordinal);
        (code, output, _) = Run("info", PathOf("Models/Digits.safetensors"));
        Assert.Equal(0, code);
        Assert.Contains("fc2.weight    F32   10×120\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_lists_what_cannot_be_had_and_writes_nothing()
    {
        string model = Put("m.onnx", new ModelBuilder([5]).Then("NonZero").Then("Relu").Then("Unique").ToArray());
        (int code, string output, string errors) = Run("import", model, "--output", Directory);

        Assert.Equal((1, ""), (code, output));
        Assert.Matches(@"error: 2 of the model's nodes cannot be had; nothing was written.\nnode +operator +reason\nNonZero_0 +NonZero",
            errors);
        Assert.Single(System.IO.Directory.GetFiles(Directory));
    }

    [Fact]
    public void Info_describes_a_model()
    {
        (int code, string output, _) = Run("info", Put("m.onnx", WholeModels.LeNet().ToArray()));

        Assert.Equal(0, code);
        Assert.Contains("input   x: float [N, 1, 28, 28]\n", output, StringComparison.Ordinal);
        Assert.Contains("      3  Relu\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "There is no such file", "info", "nowhere.onnx")]
    [InlineData(1, "no ONNX model, or damaged", "info", "text")]
    [InlineData(1, "the header is damaged", "info", "header")]
    [InlineData(2, "Required argument 'FILE.onnx' missing", "import")]
    [InlineData(2, "a name is expected", "import", "model", "--class", "a b")]
    public void What_goes_wrong_is_said_in_a_line(int expected, string message, params string[] args)
    {
        Put("text", "this is no model"u8);
        Put("header", "\x9\0\0\0\0\0\0\0{\"a\":{}} "u8);
        Put("model", new ModelBuilder([5]).Then("Relu").ToArray());
        if (args.Length > 1)
            args[1] = PathOf(args[1]);
        (int code, _, string errors) = Run(args);

        Assert.Equal(expected, code);
        Assert.Contains(message, errors.Replace("Could not find file", "There is no such file:"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_lists_the_operators()
    {
        string page = File.ReadAllText(InRepository("docs/onnx.md"));
        string listed = page.Split("<!-- operators -->")[1].Split("<!-- end -->")[0];

        Assert.Equal(Run("operators").Output.ReplaceLineEndings("\n").Trim().Split('\n'),
            listed.Split(['`', ',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("docs/onnx.md", 2)]
    [InlineData("src/Tool/README.md", 3)]
    public void A_page_s_commands_do_what_they_say(string page, int commands)
    {
        string text = File.ReadAllText(InRepository(page));
        Put("digits.onnx", File.ReadAllBytes(InRepository("samples/Import/digits.onnx")));
        string[] lines = [.. text.Split('\n').Where(static line => line.StartsWith("unrolled ", StringComparison.Ordinal))];
        Assert.Equal(commands, lines.Length);
        foreach (string line in lines)
        {
            // In a folder of the test's own.
            string[] args =
                [.. line.Split(' ')[1..].Select(arg => Path.GetExtension(arg) is ".onnx" or ".safetensors" ? PathOf(arg) : arg)];
            (int code, _, string errors) = Run([.. args, .. args[0] == "import" ? (string[])["--output", Directory] : []]);
            Assert.Equal((0, ""), (code, errors));
        }

        Assert.True(File.Exists(PathOf("Digits.safetensors")));
        if (text.Contains("```csharp", StringComparison.Ordinal))
            Assert.Contains($"```csharp\n{File.ReadAllText(PathOf("Digits.cs"))}```", text, StringComparison.Ordinal);
    }

    private static string InRepository(string path, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", path);

    private static (int Code, string Output, string Errors) Run(params string[] args)
    {
        using StringWriter output = new(), errors = new();
        return (CommandLine.Run(args, output, errors), output.ToString(), errors.ToString());
    }
}
