using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Unrolled.Samples.Tests;

/// <summary>The spoken digits' program on its own tones: it learns, listens, and gives the same for any number of threads.</summary>
[Trait("Category", "Slow")]
public partial class SpokenDigitsTests
{
    [Fact]
    public async Task Tones_are_learned_and_heard_piece_by_piece_with_any_number_of_threads()
    {
        (int code, string one, string errors) = await Run("--epochs", "40", "--networks", "2", "--threads", "1");
        Assert.True(code == 0, errors);
        string two = (await Run("--epochs", "40", "--networks", "2", "--threads", "2")).Output;

        Assert.True(Accuracy(one) > 0.7, one);
        Assert.Equal(Accuracy(one), Accuracy(two));
        string[] heard = [.. one.Split('\n').SkipWhile(static line => !line.StartsWith("heard piece by piece", StringComparison.Ordinal))];
        Assert.StartsWith("  after ", heard[1]);
        Assert.StartsWith("test accuracy: ", one.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public async Task A_pipe_that_was_not_heard_can_be_held_out()
    {
        (int code, string output, _) = await Run("--epochs", "1", "--hold-out", "short");

        Assert.Equal(0, code);
        Assert.Contains("160 recordings to learn from, 80 to judge by: short", output);
    }

    [Theory]
    [InlineData("--hold-out", "nobody", 2, "the speakers are long, middle, short")]
    [InlineData("--data", "/no/such/folder", 1, "There is no folder /no/such/folder")]
    [InlineData("--epochs", "0", 2, "--epochs expects")]
    public async Task What_cannot_be_done_is_said(string option, string value, int expected, string reason)
    {
        (int code, _, string errors) = await Run(option, value);

        Assert.Equal(expected, code);
        Assert.Contains(reason, errors);
    }

    private static async Task<(int Code, string Output, string Errors)> Run(params string[] args)
    {
        string own = AppContext.BaseDirectory, tests = Path.Combine("tests", "Samples.Tests");
        string program = Path.Combine(own.Replace(tests, Path.Combine("samples", "SpokenDigits")), "SpokenDigits.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    private static double Accuracy(string output) =>
        double.Parse(AccuracyLine().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^test accuracy: ([0-9.]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex AccuracyLine();
}
