namespace Unrolled.Benchmarks.Peers;

/// <summary>Which rows the comparison measures, and how often.</summary>
internal sealed record Selection
{
    // What an option that takes a number does.
    private static readonly Dictionary<string, Func<Selection, int, Selection>> Numbers = new()
    {
        ["--batch"] = (selection, value) => selection with { Batch = value },
        ["--threads"] = (selection, value) => selection with { Threads = value },
        ["--rounds"] = (selection, value) => selection with { Rounds = value },
    };

    private static readonly Dictionary<string, Func<Selection, Selection>> Flags = new()
    {
        ["--training"] = selection => selection with { Prediction = false },
        ["--prediction"] = selection => selection with { Training = false },
    };

    /// <summary>Names of workloads; all of them if there are none.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The batch of all rows, in place of a workload's own.</summary>
    public int? Batch { get; init; }

    /// <summary>The threads of all rows; one and two otherwise.</summary>
    public int? Threads { get; init; }

    /// <summary>How many times each side of a row is timed.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>Whether there are rows of training.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Whether there are rows of prediction.</summary>
    public bool Prediction { get; init; } = true;

    /// <summary>The rows of a workload that has these batches, as batches and threads.</summary>
    public IEnumerable<(int Batch, int Threads)> Rows(int[] usual)
    {
        foreach (int batch in Batch is { } one ? [one] : usual)
        {
            foreach (int threads in Threads is { } some ? [some] : (int[])[1, 2])
                yield return (batch, threads);
        }
    }

    /// <summary>Whether a workload is asked for.</summary>
    public bool Takes(string name) => Names.Count == 0 || Names.Contains(name);

    /// <summary>Reads a command line; what is wrong with it, in <paramref name="trouble"/>.</summary>
    public static Selection? Read(string[] arguments, string[] known, out string trouble)
    {
        Selection selection = new();
        trouble = "";
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (Flags.TryGetValue(argument, out Func<Selection, Selection>? flag))
            {
                selection = flag(selection);
            }
            else if (Numbers.TryGetValue(argument, out Func<Selection, int, Selection>? number))
            {
                string given = ++i < arguments.Length ? arguments[i] : "nothing";
                if (!int.TryParse(given, out int value) || value < 1)
                {
                    trouble = $"{argument} takes a whole number above 0, not {given}.";
                    return null;
                }

                selection = number(selection, value);
            }
            else if (known.Contains(argument))
            {
                selection = selection with { Names = [.. selection.Names, argument] };
            }
            else
            {
                trouble = $"There is no workload '{argument}'; there are {string.Join(", ", known)}, "
                    + $"and the options {string.Join(", ", Numbers.Keys.Concat(Flags.Keys))}.";
                return null;
            }
        }

        return selection;
    }
}
