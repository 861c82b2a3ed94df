using Unrolled.Generator.Graphs;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <content>What one step of a sequence takes over from the one before, and hands on.</content>
internal sealed partial class OneLowering
{
    private readonly List<Statement> _handOver = [];
    private int _stateLength;

    /// <summary>The first row of a value of two: the second, which the step writes, is the next step's first.</summary>
    private void TakeOver(Value row)
    {
        Address place = Write(row, OneLayout.Rows);
        int length = row.Shape.Length, stride = OneLayouts.Strides(OneLayout.Rows, row.Root.Shape)[0];
        Address state = State(length);
        _steps.Add(CopyRows(state, length, place, length, 1, length));
        _handOver.Add(CopyRows(place.Plus(stride), length, state, length, 1, length));
    }

    /// <summary>What has come: all places but the newest from the state, which then moves by one.</summary>
    private void TakeOver(History history)
    {
        var output = (Value)history.Output;
        int channels = output.Shape[0], older = output.Shape[1] - 1, stride = OneLayouts.Padded(channels);
        Address newest = Materialize((Value)history.Inputs[0], OneLayout.ChannelsLast), place = Write(output, OneLayout.ChannelsLast);
        Address state = State(older * channels);
        _steps.Add(CopyRows(state, channels, place, stride, older, channels));
        _steps.Add(CopyRows(newest, stride, place.Plus(older * stride), stride, 1, channels));
        _handOver.Add(CopyRows(place.Plus(stride), stride, state, channels, older, channels));
    }

    /// <summary>The next floats of the state.</summary>
    private Address State(int length)
    {
        Address at = Address.Of(CallerMemory.State).Plus(_stateLength);
        _stateLength += length;
        return at;
    }
}
