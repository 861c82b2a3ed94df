using Unrolled.Serialization;
using Unrolled.Training;

namespace Unrolled.Tests.Training;

/// <summary>Files with a right checksum over numbers that no run comes to.</summary>
public sealed class ForgedRunTests : TempDirectory
{
    private static readonly FitPosition Honest = At(3, 2, 90, 16, 1.5, 32);

    public static TheoryData<string> Names => [.. Positions.Keys, .. Optimizers.Keys, .. Bests.Keys];

    private static Dictionary<string, FitPosition> Positions => new()
    {
        ["epochs -1"] = At(-1, 2, 90, 16, 1.5, 32),
        ["epochs 2147483647"] = At(int.MaxValue, 2, 90, 16, 1.5, 32),
        ["batch -2"] = At(3, -2, 90, 16, 1.5, 32),
        ["batch 7"] = At(3, 7, 90, 16, 1.5, 32),
        ["samples -90"] = At(3, 2, -90, 16, 1.5, 32),
        ["batch_size 0"] = At(3, 2, 90, 0, 1.5, 32),
        ["batch_size 91"] = At(3, 0, 90, 91, 0, 0),
        ["loss_sum NaN"] = At(3, 2, 90, 16, double.NaN, 32),
        ["loss_sum 1.5"] = At(3, 0, 90, 16, 1.5, 0),
        ["loss_weight -1"] = At(3, 2, 90, 16, 1.5, -1),
        ["loss_weight NaN"] = At(3, 2, 90, 16, 1.5, double.NaN),
        ["loss_weight 33"] = At(3, 0, 90, 16, 0, 33),
    };

    private static Dictionary<string, (long Steps, float Rate)> Optimizers => new()
    {
        ["steps -5"] = (-5, 0.1f),
        ["steps 9223372036854775807"] = (long.MaxValue, 0.1f),
    };

    private static Dictionary<string, (double Loss, int Ago)> Bests => new()
    {
        ["best_loss NaN"] = (double.NaN, 0),
        ["best_loss -Infinity"] = (double.NegativeInfinity, 0),
        ["best_ago -1"] = (0.5, -1),
        ["best_ago 4"] = (0.5, 4),
    };

    [Fact]
    public void An_honest_file_loads()
    {
        Forge(Honest, 20, 0.1f, (0.5, 2));
        using Trainer<FakeClassifier> trainer = New(new FakeClassifier());
        trainer.Load(PathOf("run"));
        Assert.Equal((20, 3), (trainer.Steps, trainer.Epochs));
    }

    [Theory, MemberData(nameof(Names))]
    public void Numbers_out_of_range_are_refused_by_name_and_change_nothing(string wrong)
    {
        (long steps, float rate) = Optimizers.GetValueOrDefault(wrong, (20, 0.1f));
        Forge(Positions.GetValueOrDefault(wrong, Honest), steps, rate, Bests.GetValueOrDefault(wrong, (0.5, 2)));
        var network = new FakeClassifier(seed: 9);
        using Trainer<FakeClassifier> trainer = New(network);

        string message = Assert.Throws<InvalidDataException>(() => trainer.Load(PathOf("run"))).Message;

        string[] words = wrong.Split(' ');
        Assert.Contains($"its {words[0]} is '{words[1]}'", message);
        Assert.Equal((0, 0), (trainer.Steps, trainer.Epochs));
        Assert.Equal(new FakeClassifier(seed: 9).Parameters, network.Parameters);
    }

    private static FitPosition At(int epochs, int batch, int samples, int batchSize, double lossSum, double lossWeight)
    {
        var position = new FitPosition();
        position.Restore(epochs, batch, samples, batchSize, lossSum, lossWeight);
        return position;
    }

    private void Forge(FitPosition position, long steps, float rate, (double Loss, int Ago) best)
    {
        var network = new FakeClassifier();
        var optimizer = new Sgd(rate);
        optimizer.Attach(FakeClassifier.Program.LearnedCount);
        optimizer.Resume(steps, rate);
        var early = new BestEpoch(new EarlyStopping(5), FakeClassifier.Info.ParameterCount);
        early.Restore(best.Loss, best.Ago);
        var settings = Options.Settings(optimizer);
        new TrainerFile(FakeClassifier.Info, FakeClassifier.Program, optimizer, position, early, settings)
            .Save(PathOf("run"), network.Core.Memory);
    }

    private static TrainerOptions Options => new() { EarlyStopping = new EarlyStopping(5), Threads = 1 };

    private static Trainer<FakeClassifier> New(FakeClassifier network) => new(network, new Sgd(0.1f), Options);
}
