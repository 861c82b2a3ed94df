using Unrolled.Generated;

namespace Unrolled.Tests.Training;

/// <summary>
/// What the fake networks compute, in plain loops: <c>y = W·x + b</c>. It keeps the runtime's contract as generated code does: biases add
/// up group by
/// group, weights once a chunk from values that the chunk kept, and padding lanes are zero.
/// </summary>
internal static unsafe class FakeProgram
{
    /// <summary>An input that no network survives, on whatever thread it is met.</summary>
    public const float Poison = 666f;

    public static NetworkInfo Info(string name, int inputs, int outputs) => new()
    {
        Name = name,
        Input = [inputs],
        Output = [outputs],
        Layers = [new LayerInfo("dense1", $"Dense({outputs})", [outputs], (inputs + 1) * outputs, inputs * outputs)],
        // Transposed in memory, so that files and memory differ in order.
        Parameters = [new("dense1.weight", [outputs, inputs], [1, outputs], 0, Initial(inputs)),
            new("dense1.bias", [outputs], [1], inputs * outputs, Initial(inputs))],
        Body = Body.Vector128,
    };

    public static ProgramInfo Program(int inputs, int outputs, TargetKind kind) => new()
    {
        TrainValues = outputs * Lanes.Width,
        EvaluateValues = outputs * Lanes.Width,
        ChunkStride = (inputs + outputs) * Lanes.Width,
        SlottedCount = (inputs + 1) * outputs,
        LearnedCount = (inputs + 1) * outputs,
        PredictGroupValues = 6000,
        PredictOneValues = outputs,
        OneIsCheaperUpTo = 3,
        Targets = kind,
        TargetLength = kind == TargetKind.Labels ? 1 : outputs,
        Classes = kind == TargetKind.Labels ? outputs : 0,
        Outputs = kind == TargetKind.Labels ? OutputMeaning.ClassLogits : OutputMeaning.Values,
    };

    private static Initial Initial(int inputs) => new(Distribution.Uniform, (float)(1 / Math.Sqrt(inputs)));

    public static void Run(Entry entry, ref Frame frame, int inputs, int outputs, TargetKind kind)
    {
        switch (entry)
        {
            case Entry.TrainGroup:
                TrainGroup(ref frame, inputs, outputs, kind);
                break;
            case Entry.TrainChunk:
                TrainChunk(ref frame, inputs, outputs);
                break;
            case Entry.EvaluateGroup:
                Predict(ref frame, inputs, outputs);
                for (int s = 0; s < Lanes.Width; s++)
                    frame.Losses[s] = s < frame.Count ? Loss(ref frame, s, frame.Outputs + s * outputs, outputs, kind, gradient: null) : 0;
                break;
            default:
                // Scratch is written and read, so that two calls that shared it would disturb each other.
                Predict(ref frame, inputs, outputs);
                Copy(frame.Outputs, frame.Values, frame.Count * outputs);
                Thread.SpinWait(20);
                Copy(frame.Values, frame.Outputs, frame.Count * outputs);
                break;
        }
    }

    private static void Copy(float* from, float* to, int count) => new Span<float>(from, count).CopyTo(new Span<float>(to, count));

    private static void Predict(ref Frame frame, int inputs, int outputs)
    {
        for (int s = 0; s < frame.Count; s++)
            Forward(ref frame, frame.Inputs + s * inputs, frame.Outputs + s * outputs, inputs, outputs);
    }

    private static void Forward(ref Frame frame, float* x, float* y, int inputs, int outputs)
    {
        for (int o = 0; o < outputs; o++)
        {
            float sum = frame.Parameters[inputs * outputs + o];
            for (int i = 0; i < inputs; i++)
            {
                if (x[i] == Poison)
                    throw new InvalidDataException("poisoned");
                sum = MathF.FusedMultiplyAdd(frame.Parameters[i * outputs + o], x[i], sum);
            }
            y[o] = sum;
        }
    }

    private static void TrainGroup(ref Frame frame, int inputs, int outputs, TargetKind kind)
    {
        float* kept = frame.Chunk + (nint)frame.Group * (inputs + outputs) * Lanes.Width;
        float* slopes = kept + inputs * Lanes.Width;
        new Span<float>(slopes, outputs * Lanes.Width).Clear();
        for (int s = 0; s < Lanes.Width; s++)
        {
            frame.Losses[s] = 0;
            if (s >= frame.Count)
                continue;
            Copy(frame.Inputs + s * inputs, kept + s * inputs, inputs);
            float* y = frame.Values + s * outputs;
            Forward(ref frame, frame.Inputs + s * inputs, y, inputs, outputs);
            frame.Losses[s] = Loss(ref frame, s, y, outputs, kind, slopes + s * outputs);
        }
        float* bias = frame.Gradients + inputs * outputs;
        for (int o = 0; o < outputs; o++)
        {
            float sum = 0;
            for (int s = 0; s < Lanes.Width; s++)
                sum += slopes[s * outputs + o];
            bias[o] = frame.Accumulate || frame.Group > 0 ? bias[o] + sum : sum;
        }
    }

    private static void TrainChunk(ref Frame frame, int inputs, int outputs)
    {
        int stride = (inputs + outputs) * Lanes.Width;
        for (int i = 0; i < inputs; i++)
        {
            for (int o = 0; o < outputs; o++)
            {
                float sum = frame.Accumulate ? frame.Gradients[i * outputs + o] : 0;
                for (int row = 0; row < frame.Groups * Lanes.Width; row++)
                {
                    float* kept = frame.Chunk + (nint)(row / Lanes.Width) * stride;
                    int s = row % Lanes.Width;
                    sum = MathF.FusedMultiplyAdd(kept[s * inputs + i], kept[inputs * Lanes.Width + s * outputs + o], sum);
                }
                frame.Gradients[i * outputs + o] = sum;
            }
        }
    }

    private static float Loss(ref Frame frame, int s, float* y, int outputs, TargetKind kind, float* gradient) => kind == TargetKind.Labels
        ? CrossEntropy(frame.Labels[s], y, outputs, Weight(ref frame, s), gradient)
        : SquaredError(frame.Targets + s * outputs, y, outputs, Weight(ref frame, s), gradient);

    private static float Weight(ref Frame frame, int s) => frame.Weights is null ? frame.Scale : frame.Scale * frame.Weights[s];

    private static float SquaredError(float* target, float* y, int outputs, float scale, float* gradient)
    {
        float loss = 0;
        for (int o = 0; o < outputs; o++)
        {
            float difference = y[o] - target[o];
            loss += difference * difference * scale;
            if (gradient is not null)
                gradient[o] = 2 * difference * scale;
        }
        return loss;
    }

    private static float CrossEntropy(int label, float* y, int classes, float scale, float* gradient)
    {
        if (label == Lanes.Ignored)
            return 0;
        double sum = 0;
        for (int c = 0; c < classes; c++)
            sum += Math.Exp(y[c]);
        for (int c = 0; c < classes && gradient is not null; c++)
            gradient[c] = (float)(Math.Exp(y[c]) / sum - (c == label ? 1 : 0)) * scale;
        return (float)(Math.Log(sum) - y[label]) * scale;
    }
}
