using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace Unrolled.Samples.Tests;

/// <summary>What the JIT made of the kernels, in a process of its own that trains the sample for an epoch.</summary>
[Trait("Category", "Slow")]
public partial class JitTests
{
    public static TheoryData<string> Bodies => Avx2.IsSupported ? [.. new[] { "", "DOTNET_EnableAVX512" }] : [""];

    [Theory, MemberData(nameof(Bodies))]
    public async Task Every_kernel_is_optimised_at_once_and_calls_nothing(string off)
    {
        string[] listing = await Train("*Body:*", off);

        List<string> compiled = [.. listing.Where(l => l.Contains("JIT compiled Unrolled.Generated._Digits_LeNet5."))];
        Assert.True(compiled.Count > 20, $"Only {compiled.Count} generated methods were listed.");
        Assert.DoesNotContain(compiled, l => l.Contains("MinOpts"));
        Assert.DoesNotContain(compiled, l => IsKernel(l) && l.Contains("Tier0"));

        string method = "";
        int kernels = 0;
        var calls = new List<string>();
        foreach (string line in listing)
        {
            if (line.StartsWith("; Assembly listing for method", StringComparison.Ordinal))
            {
                method = line;
                kernels += method.Contains("Unrolled.Generated._Digits_LeNet5.") && IsKernel(method) ? 1 : 0;
            }
            else if (method.Contains("Unrolled.Generated._Digits_LeNet5.") && IsKernel(method) && CallInstruction().IsMatch(line))
                calls.Add($"{method}: {line.Trim()}");
        }

        Assert.True(kernels > 20, $"The machine code of only {kernels} kernels was listed.");
        Assert.Empty(calls);
    }

    // Entries only call kernels, a few nanoseconds each; they may take the usual way through the tiers.
    private static bool IsKernel(string line) => !Entries().IsMatch(line);

    private static async Task<string[]> Train(string methods, string off)
    {
        string file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("dotnet", [DigitsProgram(), "--epochs", "1", "--threads", "1"])
            {
                RedirectStandardOutput = true,
                Environment = { ["DOTNET_JitStdOutFile"] = file, ["DOTNET_JitDisasmSummary"] = "1", ["DOTNET_JitDisasm"] = methods },
            };
            if (off.Length > 0)
                start.Environment[off] = "0";
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, output);
            return await File.ReadAllLinesAsync(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The sample's program, built in the same configuration as this one.</summary>
    private static string DigitsProgram()
    {
        string own = AppContext.BaseDirectory, tests = Path.Combine("tests", "Samples.Tests");
        return Path.Combine(own.Replace(tests, Path.Combine("samples", "Digits")), "Digits.dll");
    }

    [GeneratedRegex(@"Body:(Run|TrainGroup|TrainChunk|PredictGroup|PredictOne|EvaluateGroup)\(")]
    private static partial Regex Entries();

    [GeneratedRegex(@"^\s+call\s")]
    private static partial Regex CallInstruction();
}
