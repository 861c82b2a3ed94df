using Letters;
using Unrolled;

var line = new CommandLine();
return line.Command.Run(args, (parsed, interrupt) => Run(line.Settings(parsed), interrupt));

static void Run(Settings settings, CancellationToken interrupt)
{
    // About as many characters as a small network needs to see before it writes words.
    const int WantedCharacters = 4_000_000;

    Corpus corpus = Corpus.Read(settings.Data);
    int characters = corpus.Train.Count * Writer.InputLength, others = corpus.Validation.Count * Writer.InputLength;
    int epochs = settings.Epochs ?? Math.Clamp(WantedCharacters / characters, 3, 150);
    var network = new Writer(settings.Seed);
    Console.WriteLine(Writer.Info);
    Console.WriteLine($"{characters:N0} characters to learn from, {others:N0} to validate, {epochs} epochs");

    var options = new TrainerOptions { Threads = settings.Threads, Seed = settings.Seed, MaxNorm = 5 };
    using (var trainer = new Trainer<Writer>(network, new Adam(settings.Rate), options))
        trainer.TrainOnConsole(corpus.Train, epochs, settings.Batch, corpus.Validation, cancellationToken: interrupt);
    // What was interrupted has learned something, and writes too.
    if (settings.Model is { } model)
    {
        network.Save(model);
        Console.WriteLine($"saved to {model}");
    }
    Console.WriteLine();
    Console.WriteLine(Speech.Write(network, settings.Prompt, settings.Length, settings.Temperature, settings.Seed));
}
