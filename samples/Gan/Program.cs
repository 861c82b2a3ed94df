using Digits;
using Gan;
using Spectre.Console;
using Unrolled;

const int Failed = 1, Misused = 2;
const int Shown = 100, Columns = 10, Judged = 1000, JudgeEpochs = 4;

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
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or NonFiniteLossException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return Failed;
}

void Run(Settings settings)
{
    DigitData data = settings.Data is { } directory ? Mnist.Load(directory) : GeneratedDigits.Draw(settings.Seed, settings.Threads);
    if (data.Train.InputLength != Judge.InputLength)
        throw new UsageException($"--data expects pictures of 28×28 pixels, but they have {data.Train.InputLength}.");
    if (data.Train.Count < settings.Batch)
        throw new UsageException($"--batch expects at most the {data.Train.Count} pictures that there are.");
    Directory.CreateDirectory(settings.Output);

    // Tanh gives -1 to 1, so that is what pictures are made of here.
    Dataset train = Signed(data.Train), test = Signed(data.Test);
    var judge = new Judge(settings.Seed);
    using (var trainer = new Trainer<Judge>(judge, new Adam(0.001f), new() { Threads = settings.Threads, Seed = settings.Seed }))
    {
        foreach (EpochResult _ in trainer.Fit(train, JudgeEpochs, 32))
        {
        }
        Console.WriteLine($"the judge knows {trainer.Evaluate(test).Accuracy:P1} of the real test digits; of 1,000 of them: {Verdict.On(judge, test.Take(Math.Min(Judged, test.Count)).Inputs)}");
    }

    var pair = new Pair(new Artist(settings.Seed), new Critic(settings.Seed + 1));
    Console.WriteLine(Artist.Info);
    Console.WriteLine(Critic.Info);
    using (AdversarialTrainer trainer = pair.Train(new Adam(2e-4f, beta1: 0.5f), new Adam(2e-4f, beta1: 0.5f), new() { Threads = settings.Threads, Seed = settings.Seed }))
    {
        if (Console.IsOutputRedirected)
            Train(trainer, pair.Generator, judge, train, settings, null);
        else
            AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new RemainingTimeColumn()).Start(context =>
                Train(trainer, pair.Generator, judge, train, settings, context.AddTask("training", maxValue: settings.Epochs)));
    }

    Verdict verdict = Verdict.On(judge, Draw(pair.Generator, Judged, settings.Seed + 2));
    Console.WriteLine($"{Judged:N0} drawings: {verdict}");
    Console.WriteLine($"confidence: {verdict.Confidence:F4}");
    Console.WriteLine($"digits drawn: {verdict.Counts.Count(count => count > 0)}");
}

void Train(AdversarialTrainer trainer, Artist artist, Judge judge, Dataset train, Settings settings, ProgressTask? bar)
{
    int epoch = 0;
    foreach (AdversarialLosses losses in trainer.Fit(train.Inputs.ToArray(), settings.Epochs, settings.Batch, done => bar?.Value(epoch + done)))
    {
        epoch++;
        if (epoch % settings.Every != 0 && epoch != settings.Epochs)
            continue;
        float[] drawings = Draw(artist, Shown, settings.Seed);
        string path = Path.Combine(settings.Output, $"epoch{epoch:D3}.png");
        PictureGrid.Save(path, drawings, Columns);
        string line = $"epoch {epoch,3}  artist {losses.Generator:F3}  critic {losses.Discriminator:F3}  {Verdict.On(judge, drawings)}  {path}";
        if (bar is null)
            Console.WriteLine(line);
        else
            AnsiConsole.MarkupLineInterpolated($"{line}");
    }
}

static float[] Draw(Artist artist, int count, ulong seed)
{
    float[] noise = new float[count * Artist.InputLength], pictures = new float[count * Artist.OutputLength];
    AdversarialTrainer.DrawNoise(noise, seed);
    artist.Predict(noise, pictures);
    return pictures;
}

static Dataset Signed(Dataset data) => new(Array.ConvertAll(data.Inputs.ToArray(), pixel => 2 * pixel - 1), data.InputLength, data.Labels.ToArray());
