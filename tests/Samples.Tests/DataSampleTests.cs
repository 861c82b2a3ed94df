using System.Diagnostics;
using System.Globalization;
using Unrolled.Tests;

namespace Unrolled.Samples.Tests;

/// <summary>The samples on tables, pictures and models, run as a user runs them, with small settings.</summary>
[Trait("Category", "Slow")]
public sealed class DataSampleTests
{
    [Fact]
    public void A_table_is_learned_and_what_it_takes_is_kept()
    {
        DirectoryInfo output = Directory.CreateTempSubdirectory("unrolled-");
        try
        {
            string printed = Run("Tabular", "--epochs", "15", "--output", output.FullName);
            Assert.Contains("2000 rows of season=autumn", printed);
            Assert.Contains("a summer workday at 17:00: high", printed);
            Assert.InRange(Accuracy(printed), 0.7, 1);
            Assert.Equal(
                ["curves.png", "demand.safetensors", "scale.safetensors", "schema.json"], output.GetFiles().Select(file => file.Name)
                    .Order());
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    [Fact]
    public void Drawn_shapes_are_told_apart()
    {
        string printed = Run("Pictures", "--epochs", "14", "--count", "80");
        Assert.Contains("400 pictures of circle, cross, ring, square, triangle", printed);
        // Five classes: by chance it would be 0.2.
        Assert.InRange(Accuracy(printed), 0.45, 1);
    }

    [Fact]
    public void A_model_comes_in_is_tuned_and_goes_out()
    {
        string model = Path.Combine(Directory.CreateTempSubdirectory("unrolled-").FullName, "tuned.onnx");
        try
        {
            string printed = Run("Import", "--threads", "1", "--output", model);
            Assert.Contains("Conv2D(32, 3, Frozen = true, Padding = 1)  features.8", printed);
            double before = Line(printed, "as it came"), after = Line(printed, "fine-tuned");
            // Handwritten digits are what it knows; those that are drawn here are near enough, and ten of each show the rest.
            Assert.InRange(before, 0.75, 0.9);
            Assert.InRange(after, before + 0.05, 1);
            Assert.Contains("25,258 parameters, the same when read again", printed);
            Assert.True(File.Exists(model));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(model)!, recursive: true);
        }
    }

    private static double Line(string printed, string name) => double.Parse(
        printed.Split('\n').Single(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))[(name.Length + 2)..],
        CultureInfo.InvariantCulture);

    private static double Accuracy(string printed)
    {
        string last = printed.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("test accuracy: ", last);
        return double.Parse(last["test accuracy: ".Length..], CultureInfo.InvariantCulture);
    }

    private static string Run(string sample, params string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, $"../../../../../samples/{sample}/bin", configuration, "net10.0", $"{sample}.dll"));
        var start = new ProcessStartInfo(
            DotnetHost.Path, ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return printed;
    }
}
