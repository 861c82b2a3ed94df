using Unrolled.Generated;
using Unrolled.Tests.Training;
using Unrolled.Training;
using Unrolled.Training.Distributed;

namespace Unrolled.Tests.Judging;

/// <summary>Judges outputs that no network had to make, in blocks of samples and groups of 16.</summary>
internal static unsafe class Judged
{
    public static Evaluation Classes(int classes, float[] outputs, int[] labels, int block = 1000) => Of(
        classes,
        FakeProgram.Program(1, classes, TargetKind.Labels),
        outputs, labels, [], block);

    public static Evaluation Binary(int length, float[] outputs, float[] targets, int block = 1000) => Of(
        length,
        FakeProgram.Program(1, length, TargetKind.Values) with { Outputs = OutputMeaning.BinaryLogits },
        outputs, [], targets, block);

    public static Evaluation Values(int length, float[] outputs, float[] targets, int block = 1000) =>
        Of(length, FakeProgram.Program(1, length, TargetKind.Values), outputs, [], targets, block);

    public static Evaluation Of(int length, ProgramInfo program, float[] outputs, int[] labels, float[] targets, int block)
    {
        var judge = new Judge(FakeProgram.Info("Fake", 1, length), program);
        int all = outputs.Length / length;
        fixed (float* y = outputs, t = targets)
        fixed (int* l = labels)
        {
            for (int start = 0; start < all; start += block)
            {
                int samples = Math.Min(block, all - start);
                int stretches = judge.Begin(samples, (samples + 15) / 16);
                for (int stretch = stretches - 1; stretch >= 0; stretch--)
                {
                    (int group, int end) = judge.Groups(stretch);
                    for (; group < end; group++)
                    {
                        int first = start + group * 16;
                        judge.Add(
                            new JudgedGroup(
                                y + first * length, labels.Length == 0 ? null : l + first, targets.Length == 0 ? null : t + first * length,
                                group * 16, Math.Min(16, samples - group * 16)),
                            stretch);
                    }
                }
                judge.End(loss: start, samples);
            }
        }
        return judge.Result([], new Ranks(null));
    }

    /// <summary>Scores of few different values, so that many are equal.</summary>
    public static float[] Scores(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(-6, 7) / 4f)];
    }
}
