namespace Unrolled.Numerics.Tests;

/// <summary>How a network's samples are cut into steps, whether its sequences lie step by step or channel by channel.</summary>
internal sealed record SequenceLayout(int Steps, int Outputs, bool TurnsInput, bool TurnsOutput, bool EveryStep)
{
    public static SequenceLayout Of(OracleNetwork network)
    {
        int[] input = network.Input, output = network.Output;
        bool turnsInput = input.Length == 2 && network.InputChannelsFirst;
        bool everyStep = output.Length == 2, turnsOutput = everyStep && network.OutputChannelsFirst;
        int steps = turnsInput ? input[1] : input[0], outputs = everyStep && !turnsOutput ? output[1] : output[0];
        return new(steps, outputs, turnsInput, turnsOutput, everyStep);
    }

    /// <summary>A sample, step by step.</summary>
    public float[] Sequence(float[] sample) => TurnsInput ? Turn(sample, sample.Length / Steps) : sample;

    /// <summary>What a prediction of the whole gives, step by step.</summary>
    public float[] Whole(float[] prediction) => TurnsOutput ? Turn(prediction, Outputs) : prediction;

    /// <summary>What of all steps' outputs the whole gives: all of them or the last.</summary>
    public float[] Shown(float[] streamed) => EveryStep ? streamed : streamed[^Outputs..];

    /// <summary>Rows become columns.</summary>
    private static float[] Turn(float[] values, int rows)
    {
        int columns = values.Length / rows;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % rows * columns + i / rows])];
    }
}
