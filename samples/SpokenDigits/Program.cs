using SpokenDigits;
using Unrolled;

const int Failed = 1, Misused = 2;

try
{
    if (CommandLine.Read(args) is { } settings)
        Run(settings);
    return 0;
}
catch (UsageException e)
{
    Console.Error.WriteLine($"error: {e.Message} Run with --help to see all options.");
    return Misused;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException
    or NonFiniteLossException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return Failed;
}

static void Run(Settings settings)
{
    if (settings.Data is { } directory)
    {
        Training.Run(settings, directory);
        return;
    }
    DirectoryInfo tones = Directory.CreateTempSubdirectory("unrolled-tones-");
    try
    {
        Tones.Write(tones.FullName);
        Training.Run(settings, tones.FullName);
    }
    finally
    {
        tones.Delete(recursive: true);
    }
}
