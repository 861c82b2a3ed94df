using Unrolled.Fuzz;

if (args is ["--help"])
{
    Console.WriteLine(Settings.Usage);
    return 0;
}

// Once to instrument, and in a process of its own to run what was instrumented.
return Instrumented.Here ? Campaign.RunAll(Settings.Parse(args)) : Instrumented.Start(args);
