using Spectre.Console;
using Spectre.Console.Rendering;
using Unrolled;

namespace Digits;

/// <summary>Shows a training to people or to programs.</summary>
internal interface IDisplay
{
    /// <summary>Runs the training to its end and returns its epochs.</summary>
    IReadOnlyList<Epoch> Show(Training training);
}

/// <summary>For a pipe: a line an epoch.</summary>
internal sealed class PipeDisplay : IDisplay
{
    public IReadOnlyList<Epoch> Show(Training training)
    {
        var epochs = new List<Epoch>();
        foreach (Epoch epoch in training.Run())
        {
            epochs.Add(epoch);
            Console.WriteLine($"{epoch.Train}  test loss {epoch.Test.Loss:F6}  test accuracy {epoch.Test.Accuracy:F4}");
        }
        return epochs;
    }
}

/// <summary>For a terminal: a live progress bar, then a table of epochs.</summary>
internal sealed class TerminalDisplay : IDisplay
{
    // Leaves room for the numbers in a terminal of 80 columns.
    private const int BarWidth = 14;

    public IReadOnlyList<Epoch> Show(Training training)
    {
        var status = new StatusColumn();
        var epochs = new List<Epoch>();
        AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), status)
            .Start(context =>
            {
                ProgressTask bar = context.AddTask("starting", maxValue: training.Epochs);
                foreach (Epoch epoch in training.Run(batch => Advance(bar, status, batch)))
                {
                    epochs.Add(epoch);
                    status.Accuracy = epoch.Test.Accuracy;
                }
            });
        AnsiConsole.Write(Table(epochs));
        return epochs;
    }

    private static void Advance(ProgressTask bar, StatusColumn status, FitProgress batch)
    {
        if (batch.Batch == 1)
            bar.Description = $"epoch {batch.Epoch}/{batch.Epochs}";
        bar.Value = batch.Epoch - 1 + (double)batch.Batch / batch.Batches;
        status.Loss = batch.Loss;
        status.SamplesPerSecond = batch.SamplesPerSecond;
    }

    private static Table Table(List<Epoch> epochs)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (string title in (string[])["epoch", "loss", "test loss", "test accuracy", "samples/s", "seconds"])
            table.AddColumn(new TableColumn(title).RightAligned());
        foreach ((EpochResult train, Evaluation test) in epochs)
            table.AddRow(
                $"{train.Epoch}", $"{train.Loss:F4}", $"{test.Loss:F4}", $"{test.Accuracy:F4}",
                $"{train.SamplesPerSecond:N0}", $"{train.Elapsed.TotalSeconds:F2}");
        return table;
    }

    /// <summary>
    /// The numbers beside the bar. The training thread writes them after each batch and Spectre's own reads them ten times a second, so that
    /// text is made only when it is shown.
    /// </summary>
    private sealed class StatusColumn : ProgressColumn
    {
        public float Loss { private get; set; } = float.NaN;

        public float Accuracy { private get; set; } = float.NaN;

        public double SamplesPerSecond { private get; set; } = double.NaN;

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text($"loss {Known(Loss, "F4")}  accuracy {Known(Accuracy, "F4")}  {Known(SamplesPerSecond, "N0")} samples/s");

        private static string Known(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format);
    }
}
