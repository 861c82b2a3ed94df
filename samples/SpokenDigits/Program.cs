using SpokenDigits;

var line = new CommandLine();
return line.Command.Run(args, (parsed, cancel) =>
{
    Settings settings = line.Settings(parsed);
    if (settings.Data is { } directory)
        Training.Run(settings, directory, cancel);
    else
        Tones.Use(tones => Training.Run(settings, tones, cancel));
});
