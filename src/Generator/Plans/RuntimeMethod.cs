namespace Unrolled.Generator.Plans;

/// <summary>A method of the runtime that programs call.</summary>
internal sealed record RuntimeMethod(string Name)
{
    /// <summary>Samples to lanes: <c>(samples, length, count, → lanes)</c>.</summary>
    public static readonly RuntimeMethod Pack = new("Lanes.Pack");

    /// <summary>Lanes to samples: <c>(lanes, length, count, → samples)</c>.</summary>
    public static readonly RuntimeMethod Unpack = new("Lanes.Unpack");

    /// <summary>Lanes to rows of samples: <c>(lanes, length, → samples, stride)</c>.</summary>
    public static readonly RuntimeMethod ToSamples = new("Lanes.ToSamples");

    /// <summary>The same for elements that lie apart: <c>(lanes, length, step, → samples, stride)</c>.</summary>
    public static readonly RuntimeMethod TurnSamples = new("Lanes.TurnSamples");

    /// <summary>Targets and what they weigh: <c>(targets, their weights, length, count, scale, → lanes, → weights)</c>.</summary>
    public static readonly RuntimeMethod PackTargets = new("Lanes.PackTargets"), PackLabels = new("Lanes.PackLabels");

    /// <summary>A group's means and squares of deviations: <c>(sums, sums of squares, channels, positions, count, → partial)</c>.</summary>
    public static readonly RuntimeMethod Moments = new("BatchStatistics.Moments");

    /// <summary>The batch's: <c>(partial, stride, groups, samples, channels, positions, → mean, → variance)</c>.</summary>
    public static readonly RuntimeMethod MergeMoments = new("BatchStatistics.MergeMoments");

    /// <summary>A group's sums: <c>(sums, channels, count, → partial)</c>.</summary>
    public static readonly RuntimeMethod Sums = new("BatchStatistics.Sums");

    /// <summary>The batch's: <c>(partial, stride, groups, samples, channels, positions, → sum, → mean)</c>.</summary>
    public static readonly RuntimeMethod MergeSums = new("BatchStatistics.MergeSums");

    /// <summary>
    /// Moves running statistics: <c>(mean, variance, channels, samples, positions, momentum, ↔ running mean, ↔ running variance)</c>.
    /// </summary>
    public static readonly RuntimeMethod Remember = new("BatchStatistics.Remember");

    /// <summary>1 for each sample of the group: <c>(count, → lanes)</c>.</summary>
    public static readonly RuntimeMethod Present = new("BatchStatistics.Present");

    /// <summary>A random mask: <c>(key, layer, first, length, threshold, scale, → mask)</c>.</summary>
    public static readonly RuntimeMethod FillMask = new("DropoutMasks.Fill");

    /// <summary>Rows of a table that a group's tokens choose: <c>(table, units, tokens, steps, count, → lanes)</c>.</summary>
    public static readonly RuntimeMethod Gather = new("Embeddings.Gather");

    /// <summary>Rows of a table that a sample's tokens choose: <c>(table, units, tokens, steps, → rows, stride)</c>.</summary>
    public static readonly RuntimeMethod GatherRows = new("Embeddings.Rows");

    /// <summary>Panels of 16 columns of a matrix, row by row: <c>(matrix, stride, rows, columns, → panels)</c>.</summary>
    public static readonly RuntimeMethod ColumnPanels = new("Panels.OfColumns");

    /// <summary>Panels of 16 rows of a matrix, column by column: <c>(matrix, stride, rows, columns, → panels)</c>.</summary>
    public static readonly RuntimeMethod RowPanels = new("Panels.OfRows");

    /// <summary>Rows from one stride to another: <c>(from, stride, → to, stride, rows, length)</c>.</summary>
    public static readonly RuntimeMethod CopyRows = new("Relayout.Rows");

    /// <summary>Channels from innermost to outermost: <c>(from, padded, channels, positions, → to)</c>.</summary>
    public static readonly RuntimeMethod ChannelsFirst = new("Relayout.ChannelsFirst");

    /// <summary>Channels from outermost to innermost: <c>(from, channels, positions, → to, padded)</c>.</summary>
    public static readonly RuntimeMethod ChannelsLast = new("Relayout.ChannelsLast");
}
