using Unrolled.Fuzz;

if (args is ["--help"])
{
    Console.WriteLine(Settings.Usage);
    return 0;
}

Settings settings;
try
{
    settings = Settings.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

// Once to instrument, and in a process of its own to run what was instrumented.
return Instrumented.Here ? Campaign.RunAll(settings) : Instrumented.Start(args);
