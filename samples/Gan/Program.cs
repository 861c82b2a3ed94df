using Gan;
using Samples;
using Spectre.Console;
using Unrolled;

const int Shown = 100, Columns = 10, Judged = 1000, JudgeEpochs = 4;

var command = new SampleCommand("Gan", "Learns to draw digits from noise.");
var directory = command.Path("--data", "DIR", "A directory of MNIST's four IDX files, .gz or plain; drawn digits if left out.");
var epochs = command.Epochs(30, "Passes over the real digits.");
var batch = command.Number("--batch", "Real digits in a step.", 64, 2, 100_000);
var every = command.Number("--every", "Epochs from one picture to the next.", 5, 1, 100_000);
var output = command.Text("--output", "DIR", "Where the pictures go.", "gan");
var threads = command.Threads();
var seed = command.Seed("Decides first weights and orders.");
return command.Run(args, (line, _) => Run(new Settings(
    line.GetValue(directory), line.GetValue(epochs), line.GetValue(batch), line.GetValue(every), line.GetValue(output)!,
    line.GetValue(threads), line.GetValue(seed))));

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
    var options = new TrainerOptions { Threads = settings.Threads, Seed = settings.Seed };
    using (var trainer = new Trainer<Judge>(judge, new Adam(1e-3), options))
    {
        trainer.Train(train, JudgeEpochs, 32);
        float accuracy = trainer.Evaluate(test).Accuracy;
        Verdict real = Verdict.On(judge, test.Take(Math.Min(Judged, test.Count)).Inputs);
        Console.WriteLine($"the judge knows {accuracy:P1} of the real test digits; of 1,000 of them: {real}");
    }

    var pair = new Pair(new Artist(settings.Seed), new Critic(settings.Seed + 1));
    Console.WriteLine(Artist.Info);
    Console.WriteLine(Critic.Info);
    using (AdversarialTrainer trainer = pair.Train(new Adam(2e-4, beta1: 0.5), new Adam(2e-4, beta1: 0.5), options))
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
    float[] real = train.Inputs.ToArray();
    foreach (AdversarialLosses losses in trainer.Fit(real, settings.Epochs, settings.Batch, done => bar?.Value(epoch + done)))
    {
        epoch++;
        if (epoch % settings.Every != 0 && epoch != settings.Epochs)
            continue;
        float[] drawings = Draw(artist, Shown, settings.Seed);
        string path = Path.Combine(settings.Output, $"epoch{epoch:D3}.png");
        PictureGrid.Save(path, drawings, Columns);
        Verdict verdict = Verdict.On(judge, drawings);
        string line = $"epoch {epoch,3}  artist {losses.Generator:F3}  critic {losses.Discriminator:F3}  {verdict}  {path}";
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

static Dataset Signed(Dataset data) => data.WithInputs(Array.ConvertAll(data.Inputs.ToArray(), pixel => 2 * pixel - 1), data.InputLength);

/// <summary>What a run was asked to do.</summary>
/// <param name="Data">Where the IDX files are; null for generated digits.</param>
/// <param name="Epochs">Passes over the real digits.</param>
/// <param name="Batch">Real digits in a step.</param>
/// <param name="Every">Epochs from one picture to the next.</param>
/// <param name="Output">The directory of the pictures.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="Seed">Decides first weights and orders.</param>
internal sealed record Settings(string? Data, int Epochs, int Batch, int Every, string Output, int Threads, ulong Seed);
