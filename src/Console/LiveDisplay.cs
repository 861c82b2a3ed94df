using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Unrolled;

/// <summary>For a terminal: a live bar, then a table of epochs.</summary>
internal sealed class LiveDisplay(IAnsiConsole console) : TrainingDisplay
{
    // Leaves room for the numbers in a terminal of 80 columns.
    private const int BarWidth = 14;

    public override FitHistory Show(Func<Action<FitProgress>, Action<EpochResult>, FitHistory> train)
    {
        var status = new StatusColumn();
        FitHistory history = console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), status)
            .Start(context =>
            {
                ProgressTask bar = context.AddTask("starting", maxValue: 1);
                return train(batch => Advance(bar, status, batch), epoch => status.Epoch = epoch);
            });
        console.Write(HistoryRendering.Of(history, console.Profile.Capabilities.Unicode));
        return history;
    }

    private static void Advance(ProgressTask bar, StatusColumn status, FitProgress batch)
    {
        if (batch.Batch == 1 || !bar.Description.StartsWith('e'))
            bar.Description = $"epoch {batch.Epoch}/{batch.Epochs}";
        bar.Value = batch.Done;
        status.Batch = batch;
    }

    /// <summary>
    /// The numbers beside the bar. The training thread writes them after each batch and Spectre's own reads them ten times a
    /// second, so that text is made only when it is shown.
    /// </summary>
    private sealed class StatusColumn : ProgressColumn
    {
        private readonly Lock _lock = new();
        private FitProgress _batch;

        public EpochResult? Epoch { private get; set; }

        public FitProgress Batch
        {
            set
            {
                lock (_lock)
                    _batch = value;
            }
        }

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            FitProgress batch;
            lock (_lock)
                batch = _batch;
            if (batch.Batches == 0)
                return new Text("");
            string validation = Epoch?.Validation is { } last ? $"  {Judged(last)}" : "";
            string speed = batch.SamplesPerSecond.ToString("N0", CultureInfo.InvariantCulture);
            string loss = batch.Loss.ToString("F4", CultureInfo.InvariantCulture);
            return new Text($"loss {loss}{validation}  {speed}/s  {Left(batch.Remaining)} left");
        }

        private static string Judged(Evaluation evaluation) => float.IsNaN(evaluation.Accuracy)
            ? "validation " + evaluation.Loss.ToString("F4", CultureInfo.InvariantCulture)
            : "accuracy " + evaluation.Accuracy.ToString("F4", CultureInfo.InvariantCulture);

        private static string Left(TimeSpan time) => time >= TimeSpan.FromHours(1)
            ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
            : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);
    }
}
