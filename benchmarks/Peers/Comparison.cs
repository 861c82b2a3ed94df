namespace Unrolled.Benchmarks.Peers;

/// <summary>The command <c>peers</c>.</summary>
internal static class Comparison
{
    public static int Run(string[] only)
    {
        if (only.Except(Workloads.All.Select(w => w.Name)).ToArray() is { Length: > 0 } unknown)
        {
            Console.Error.WriteLine($"There is no workload '{unknown[0]}'; there are {string.Join(", ", Workloads.All.Select(w => w.Name))}.");
            return 2;
        }

        if (!TorchAvailable.Check())
        {
            if (TorchAvailable.TryWithNewerLibraries(only) is { } code)
                return code;
            Console.Error.WriteLine("There are no rows of TorchSharp.");
        }

        Report.Header();
        foreach ((_, Action run) in Workloads.All.Where(w => only.Length == 0 || only.Contains(w.Name)))
            run();
        Report.Best();
        return 0;
    }
}
