using System.Diagnostics;
using Unrolled.Tests;

namespace Unrolled.Numerics.Tests;

/// <summary>The same bits from a process that is not allowed AVX-512, where the JIT also compiles all else differently.</summary>
public class ProcessBitTests
{
    /// <summary>The argument that makes this program print <see cref="Train"/> instead of running tests.</summary>
    internal const string Command = "train-and-hash";

    [Fact]
    public void Training_without_avx512_has_the_same_bits()
    {
        string[] there = Child("DOTNET_EnableAVX512", "0").Split(' ');
        Assert.NotEqual(nameof(Body.Avx512), there[0]);
        if (Bodies.Fused)
            Assert.Equal(Train().Split(' ')[1], there[1]);
    }

    [Fact]
    public void Without_avx2_the_portable_body_runs_and_agrees()
    {
        // Fused multiply-add goes with AVX2.
        string[] there = Child("DOTNET_EnableAVX2", "0").Split(' '), here = Train().Split(' ');
        Assert.Equal(nameof(Body.Vector128), there[0]);
        Assert.Equal(here.Length, there.Length);
        for (int i = 2; i < here.Length; i++)
        {
            float a = float.Parse(here[i]), b = float.Parse(there[i]);
            Assert.True(Math.Abs(a - b) <= 1e-5f * Math.Max(1, Math.Abs(a)), $"Prediction {i - 2} is {b} without AVX2 and {a} with it.");
        }
    }

    /// <summary>The body chosen by default, a hash of the parameters after some training, and predictions before and after it.</summary>
    internal static string Train()
    {
        string title = State.All.Single(s => s.Name == "lenet_small").Declaration.Title;
        var set = new NetworkSet([Networks.States[title]]);
        var oracle = new OracleNetwork(set[title]).Initialize(seed: 10);
        var subject = set.Build(title, null);
        subject.Set(oracle);
        var batch = Batch.Random(oracle, count: 100, seed: 11);
        float[] before = subject.Predict(batch.Inputs);
        subject.Train(batch, new Sgd(0.05f), steps: 5, threads: 2);
        return $"{subject.Info.Body} {subject.Hash()} " +
            $"{string.Join(' ', before.Concat(subject.Predict(batch.Inputs)).Select(v => v.ToString("G9")))}";
    }

    private static string Child(string variable, string value)
    {
        var start = new ProcessStartInfo(DotnetHost.Path, ["exec", typeof(Program).Assembly.Location, Command])
        {
            RedirectStandardOutput = true,
            Environment = { [variable] = value },
        };
        using var child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, $"The child ended with {child.ExitCode}:\n{output}");
        return output.Trim();
    }
}
