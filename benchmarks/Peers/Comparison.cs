namespace Unrolled.Benchmarks.Peers;

/// <summary>The command <c>peers</c>.</summary>
internal static class Comparison
{
    public static int Run(string[] arguments)
    {
        if (Selection.Read(arguments, [.. Workloads.All.Select(w => w.Name)], out string trouble) is not { } selection)
        {
            Console.Error.WriteLine(trouble);
            return 2;
        }

        if (selection.Training && !TorchAvailable.Check())
        {
            if (TorchAvailable.TryWithNewerLibraries(arguments) is { } code)
                return code;
            Console.Error.WriteLine("There are no rows of TorchSharp.");
            selection = selection with { Training = false };
        }

        Report.Header();
        foreach (Workload workload in Workloads.All.Where(w => selection.Takes(w.Name)))
            workload.Run(selection);
        Report.Best();
        return 0;
    }
}
