using Letters;
using Spectre.Console;
using Unrolled;

// About as many characters as a small network needs to see before it writes words.
const int WantedCharacters = 4_000_000;

var line = new CommandLine();
return line.Command.Run(args, (parsed, _) => Run(line.Settings(parsed)));

void Run(Settings settings)
{
    Corpus corpus = Corpus.Read(settings.Data);
    int characters = corpus.Train.Count * Writer.InputLength, epochs = settings.Epochs ?? Math.Clamp(WantedCharacters / characters, 3, 150);
    var network = new Writer(settings.Seed);
    Console.WriteLine(Writer.Info);
    Console.WriteLine($"{characters:N0} characters to learn from, {corpus.Validation.Count * Writer.InputLength:N0} to validate, {epochs} epochs");

    var options = new TrainerOptions { Threads = settings.Threads, Seed = settings.Seed, MaxNorm = 5 };
    using (var trainer = new Trainer<Writer>(network, new Adam(settings.Rate), options))
    {
        if (Console.IsOutputRedirected)
            Train(trainer, corpus, epochs, settings.Batch, null);
        else
            AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new RemainingTimeColumn()).Start(context =>
                Train(trainer, corpus, epochs, settings.Batch, context.AddTask("training", maxValue: epochs)));
    }
    if (settings.Model is { } model)
    {
        network.Save(model);
        Console.WriteLine($"saved to {model}");
    }
    Console.WriteLine();
    Console.WriteLine(Speech.Write(network, settings.Prompt, settings.Length, settings.Temperature, settings.Seed));
}

static void Train(Trainer<Writer> trainer, Corpus corpus, int epochs, int batch, ProgressTask? bar)
{
    // On a terminal the loss stands beside the bar; a pipe gets some twenty lines.
    int every = Math.Max(1, epochs / 20);
    foreach (EpochResult epoch in trainer.Fit(corpus.Train, epochs, batch, Watch))
    {
        if (bar is null && (epoch.Epoch == 1 || epoch.Epoch % every == 0 || epoch.Epoch == epochs))
        {
            Evaluation validation = trainer.Evaluate(corpus.Validation);
            Console.WriteLine(
                $"epoch {epoch.Epoch,3}  loss {epoch.Loss:F4}  validation {validation.Loss:F4}  " +
                $"{epoch.SamplesPerSecond * Writer.InputLength,9:N0} characters/s");
        }
    }

    void Watch(FitProgress progress)
    {
        if (bar is null)
            return;
        bar.Value = progress.Epoch - 1 + (double)progress.Batch / progress.Batches;
        bar.Description = $"epoch {progress.Epoch}/{progress.Epochs}, loss {progress.Loss:F4}";
    }
}
