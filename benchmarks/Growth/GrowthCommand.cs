using System.Text.Json;

namespace Unrolled.Benchmarks.Growth;

/// <summary>The command <c>growth</c>: what networks cost to build, by their size.</summary>
internal static class GrowthCommand
{
    /// <summary>The option with which the program starts itself, to run the generator alone.</summary>
    private const string Child = "--generate";

    public static int Run(string[] arguments)
    {
        if (arguments is [Child, var one])
            return GeneratorRun.Print(Network(one).Source);
        if (!TryRead(arguments, out Limits limits, out string[] names))
            return 2;

        GrowthTable.Header();
        using var folder = new TemporaryFolder();
        var csc = new CscRun(folder.Path, limits);
        Outcome empty = csc.Empty();
        if (empty.Trouble is not null)
            throw new InvalidOperationException($"An empty program does not compile:\n{empty.All}");
        Console.Error.WriteLine($"  an empty program: {empty.Milliseconds:F0} ms and {empty.PeakMb:F0} MB of the compiler");
        foreach (string name in names)
            GrowthTable.Row(Measure(name, limits, csc, empty));
        return 0;
    }

    /// <summary>A row: stage by stage, until one does not succeed.</summary>
    private static GrowthRow Measure(string name, Limits limits, CscRun csc, Outcome empty)
    {
        var row = new GrowthRow(name);
        Outcome generated = limits.Run(typeof(GrowthCommand).Assembly.Location, "growth", Child, name);
        if (generated.Trouble is not null)
            return row with { Generator = Troubled(name, "the generator", generated) };
        row = row with { Figures = JsonSerializer.Deserialize<GeneratorFigures>(generated.Output) };

        Outcome compiled = csc.Network(Network(name));
        if (compiled.Trouble is not null)
            return row with { Csc = Troubled(name, "the compiler", compiled) };
        row = row with
        {
            Csc = $"{compiled.Milliseconds - empty.Milliseconds:F0}",
            CscProcessorMs = compiled.ProcessorMilliseconds - empty.ProcessorMilliseconds,
            CscPeakMb = compiled.PeakMb,
            IlBytes = csc.IlBytes(),
        };

        Outcome step = Repeated.Best(csc.Start, FirstStep);
        if (step.Trouble is not null)
            return row with { FirstStep = Troubled(name, "the first step", step) };
        string[] printed = step.Output.Split(' ');
        Console.Error.WriteLine($"  {name}: {printed[1]} parameters, {step.PeakMb:F0} MB in the first step, loss {printed[2]}");
        return row with { FirstStep = $"{FirstStep(step):F0}" };
    }

    /// <summary>The milliseconds that the started program printed.</summary>
    private static double FirstStep(Outcome step) => step.Trouble is null ? double.Parse(step.Output.Split(' ')[0]) : double.MaxValue;

    /// <summary>What stands in place of a figure; why, goes to standard error.</summary>
    private static string Troubled(string name, string stage, Outcome outcome)
    {
        const int Enough = 600;
        Console.Error.WriteLine($"  {name}: {stage} {outcome.Trouble}, {outcome.PeakMb:F0} MB, after {outcome.Milliseconds / 1000:F1} s");
        if (outcome.All.Length > 0)
            Console.Error.WriteLine($"    {outcome.All[..Math.Min(Enough, outcome.All.Length)].ReplaceLineEndings("\n    ")}");
        return outcome.Trouble!;
    }

    private static GrowthNetwork Network(string name) => GrowthNetworks.All.Single(network => network.Name == name);

    private static bool TryRead(string[] arguments, out Limits limits, out string[] names)
    {
        limits = new Limits(Seconds: 120, Gigabytes: 4);
        string[] known = [.. GrowthNetworks.All.Select(network => network.Name)];
        List<string> asked = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            bool isOption = argument is "--timeout" or "--memory";
            if (isOption && i + 1 < arguments.Length && double.TryParse(arguments[i + 1], out double value) && value > 0)
            {
                limits = argument == "--timeout" ? limits with { Seconds = value } : limits with { Gigabytes = value };
                i++;
            }
            else if (known.Contains(argument))
            {
                asked.Add(argument);
            }
            else
            {
                Console.Error.WriteLine(isOption ? $"{argument} takes a number above 0."
                    : $"There is no network '{argument}'; there are {string.Join(", ", known)}.");
                names = [];
                return false;
            }
        }

        names = asked.Count == 0 ? known : [.. asked];
        return true;
    }
}
