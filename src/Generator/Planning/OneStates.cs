using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;

namespace Unrolled.Generator.Planning;

/// <content>What one step of a sequence takes over from the one before, and hands on.</content>
internal sealed partial class OneLowering
{
    private readonly List<Step> _handOver = [];
    private int _stateLength;

    /// <summary>The first row of a value of two: the second, which the step writes, is the next step's first.</summary>
    private void TakeOver(Value row)
    {
        Place place = Write(row, OneLayout.Rows);
        int length = row.Shape.Length, stride = OneLayouts.Strides(OneLayout.Rows, row.Root.Shape)[0], at = _stateLength;
        _stateLength += length;
        _steps.Add(new Step([], place.Buffers, scene => Rows(State(at), length, place.At(scene), length, 1, length)));
        Place next = place with { Constant = place.Constant + stride };
        _handOver.Add(new Step(next.Buffers, [], scene => Rows(next.At(scene), length, State(at), length, 1, length)));
    }

    /// <summary>What has come: all places but the newest from the state, which then moves by one.</summary>
    private void TakeOver(History history)
    {
        var output = (Value)history.Output;
        int channels = output.Shape[0], older = output.Shape[1] - 1, stride = OneLayouts.Padded(channels), at = _stateLength;
        _stateLength += older * channels;
        Place newest = Materialize((Value)history.Inputs[0], OneLayout.ChannelsLast), place = Write(output, OneLayout.ChannelsLast);
        _steps.Add(new Step(newest.Buffers, place.Buffers, scene =>
            Rows(State(at), channels, place.At(scene), stride, older, channels) + "\n" +
            Rows(newest.At(scene), stride, Text.Plus(place.At(scene), older * stride), stride, 1, channels)));
        _handOver.Add(new Step(place.Buffers, [], scene => Rows(Text.Plus(place.At(scene), stride), stride, State(at), channels, older, channels)));
    }

    private static string State(int at) => Text.Plus("frame.State", at);

    private static string Rows(string from, int fromStride, string to, int toStride, int rows, int length) =>
        $"Relayout.Rows({from}, {fromStride}, {to}, {toStride}, {rows}, {length});";
}
