using Spectre.Console.Testing;

namespace Unrolled.Tests;

public sealed class ConsoleTrainingTests
{
    private static readonly Dataset s_data = Spirals.Points(200);

    [Fact]
    public void A_pipe_gets_a_line_an_epoch_and_how_it_ended()
    {
        using Trainer<Spirals> trainer = Spirals.Trainer();
        TestConsole console = new TestConsole().Width(20);

        FitHistory history = trainer.TrainOnConsole(s_data, 3, 50, s_data, console);

        string[] lines = console.Output.TrimEnd().Split('\n');
        Assert.Equal([.. history.Epochs.Select(epoch => epoch.ToString()), history.Summary], lines.Select(line => line.TrimEnd()));
        Assert.Equal(3, history.Epochs.Count);
    }

    [Fact]
    public void A_terminal_gets_a_table_curves_and_how_it_ended()
    {
        using Trainer<Spirals> trainer = Spirals.Trainer();
        TestConsole console = new TestConsole().Width(100).Interactive();

        FitHistory history = trainer.TrainOnConsole(s_data, 4, 50, s_data, console);

        Assert.Contains("│ epoch │", console.Output);
        Assert.Contains("│ validation │ accuracy │", console.Output);
        Assert.Contains("│     4 │", console.Output);
        Assert.Contains("█", console.Output[console.Output.LastIndexOf("loss  ", StringComparison.Ordinal)..]);
        Assert.Contains(history.Summary, console.Output);
    }

    [Fact]
    public void A_long_run_is_shown_by_some_of_its_epochs()
    {
        using Trainer<Spirals> trainer = Spirals.Trainer();
        TestConsole console = new TestConsole().Width(100).Interactive();

        trainer.TrainOnConsole(s_data, 100, 50, console: console);

        int rows = console.Output.Split('\n').Count(line => line.StartsWith("│ ", StringComparison.Ordinal)) - 1;
        Assert.InRange(rows, 30, 31);
        Assert.Contains("│     1 │", console.Output);
        Assert.Contains("│   100 │", console.Output);
    }

    [Fact]
    public void Early_stopping_is_said()
    {
        using Trainer<Spirals> trainer = Spirals.Trainer(new EarlyStopping(2, minimumImprovement: 10));
        TestConsole console = new TestConsole().Width(100);

        FitHistory history = trainer.TrainOnConsole(s_data, 50, 50, s_data, console);

        Assert.Equal(StopReason.EarlyStopping, history.StopReason);
        Assert.Contains("no improvement for 2 epochs; epoch 1 was the best", console.Output);
    }

    [Fact]
    public void A_token_ends_it_and_is_said()
    {
        using Trainer<Spirals> trainer = Spirals.Trainer();
        TestConsole console = new TestConsole().Width(100);
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        FitHistory history = trainer.TrainOnConsole(s_data, 3, 50, console: console, cancellationToken: stop.Token);

        Assert.Equal(StopReason.Cancelled, history.StopReason);
        Assert.Contains("cancelled", console.Output);
    }
}
