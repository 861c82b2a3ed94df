using Unrolled.Generator.Graphs;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>Loops over steps, and what one step takes over from the one before.</summary>
internal static class Scans
{
    /// <summary>The body once for each step, the step's number in a variable.</summary>
    public static void Lower(Lowering lowering, Scan scan)
    {
        // What lies otherwise is copied before the loop, not in it.
        HashSet<Value> written = [.. scan.Writes];
        foreach (Value input in scan.Inputs.OfType<Value>().Where(v => !written.Contains(v)))
            lowering.Places.Read(input, Layout.Natural(input, lowering.Lanes));
        HashSet<Value> kept = [.. scan.Body.SelectMany(static n => n.Writes).Where(v => !lowering.Places.IsLocal(v))];
        IReadOnlyList<Statement> body = lowering.Apart(() => lowering.LowerAll(scan.Body, kept));
        lowering.Add(new Statement.Repeat(Places.Step, scan.Count, scan.Backward, new([.. body])));
    }

    /// <summary>
    /// Zeros; in a network that runs step by step, what the step before left. Of a value of two rows, the second, which the step
    /// writes, is the next step's first.
    /// </summary>
    public static void Start(Lowering lowering, Start start)
    {
        var row = (Value)start.Output;
        Layout layout = Layout.Natural(row, lowering.Lanes);
        Address place = lowering.Places.Write(row);
        if (!lowering.Recipe.IsStream)
        {
            lowering.Add(new Statement.Clear(place, layout.Length(row.Shape)));
            return;
        }

        int length = row.Shape.Length, stride = layout.Strides(row.Root.Shape)[0];
        Address state = lowering.State(length);
        lowering.Add(Relayout.Rows(state, length, place, length, 1, length));
        lowering.AddLast(Relayout.Rows(place.Plus(stride), length, state, length, 1, length));
    }

    /// <summary>What has come: all places but the newest from the state, which then moves by one.</summary>
    public static void TakeOver(Lowering lowering, History history)
    {
        var output = (Value)history.Output;
        Layout layout = Layout.Natural(output, lowering.Lanes);
        int channels = output.Shape[0], older = output.Shape[1] - 1, stride = layout.Strides(output.Shape)[1];
        var input = (Value)history.Inputs[0];
        Address newest = lowering.Places.Read(input, Layout.Natural(input, lowering.Lanes)), place = lowering.Places.Write(output);
        Address state = lowering.State(older * channels);
        lowering.Add(Relayout.Rows(state, channels, place, stride, older, channels));
        lowering.Add(Relayout.Rows(newest, stride, place.Plus(older * stride), stride, 1, channels));
        lowering.AddLast(Relayout.Rows(place.Plus(stride), stride, state, channels, older, channels));
    }
}
