namespace Unrolled.Fuzz;

/// <summary>What a run was asked for.</summary>
/// <param name="Files">The damaged files of each format; 0 where the time decides.</param>
/// <param name="Time">The time of all formats together; each has its <see cref="Format.Share"/>.</param>
/// <param name="Seed">Where the random numbers begin.</param>
/// <param name="Formats">The names of the formats; all if empty.</param>
/// <param name="Save">The folder that gets the inputs which reach the most; null to keep none.</param>
internal sealed record Settings(int Files, TimeSpan Time, int Seed, IReadOnlyList<string> Formats, string? Save)
{
    public static string Usage => $"""
        dotnet run -c Release --project tests/Fuzz -- [FILES | SECONDSs] [--seed N] [--save FOLDER] [FORMAT ...]
          60s           a minute for all formats together (the default)
          250000        so many damaged files of each format
          --save        put the inputs that reach the most into FOLDER/FORMAT, in place of what is there
          FORMAT        {Names}; all if none is named
        """;

    private static string Names => string.Join(", ", Format.Known.Select(static known => known.Name));

    /// <exception cref="FormatException">A number is none, or a format is not known.</exception>
    public static Settings Parse(string[] args)
    {
        var settings = new Settings(0, TimeSpan.FromSeconds(60), 1, [], null);
        for (int i = 0; i < args.Length; i++)
        {
            string arg = args[i];
            settings = arg switch
            {
                "--seed" => settings with { Seed = int.Parse(args[++i]) },
                "--save" => settings with { Save = Path.GetFullPath(args[++i]) },
                [>= '0' and <= '9', .., 's'] => settings with { Time = TimeSpan.FromSeconds(int.Parse(arg[..^1])) },
                [>= '0' and <= '9', ..] => settings with { Files = int.Parse(arg) },
                _ when Format.Known.Any(known => known.Name == arg) => settings with { Formats = [.. settings.Formats, arg] },
                _ => throw new FormatException($"There is no format {arg}; name some of {Names}, or none for all."),
            };
        }
        return settings;
    }

    public bool Asks(string format) => Formats.Count == 0 || Formats.Contains(format);
}
