using Unrolled.Generated;
using Unrolled.Tests.Training;
using Unrolled.Training;
using Unrolled.Training.Distributed;

namespace Unrolled.Tests.Judging;

/// <summary>Judges outputs that no network had to make, in blocks of samples and groups of 16; alone, and as several ranks.</summary>
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
        Evaluation alone = Of(new Ranks(null), length, program, outputs, labels, targets, block);
        Assert.All(
            ThreadExchange.Run(3, exchange => Of(new Ranks(exchange), length, program, outputs, labels, targets, block)),
            rank => Assert.Equal(alone, rank));
        return alone;
    }

    private static Evaluation Of(Ranks ranks, int length, ProgramInfo program, float[] outputs, int[] labels, float[] targets, int block)
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
                int first = ranks.Begin(stretches, ranks.Rank);
                for (int stretch = ranks.Begin(stretches, ranks.Rank + 1) - 1; stretch >= first; stretch--)
                {
                    (int group, int end) = judge.Groups(stretch);
                    for (; group < end; group++)
                    {
                        int row = start + group * 16;
                        judge.Add(
                            new JudgedGroup(
                                y + row * length, labels.Length == 0 ? null : l + row, targets.Length == 0 ? null : t + row * length,
                                group * 16, Math.Min(16, samples - group * 16)),
                            stretch);
                    }
                }
                judge.Gather(ranks);
                judge.End(loss: start, samples);
            }
        }
        return judge.Result([], ranks);
    }

    /// <summary>Scores of few different values, so that many are equal.</summary>
    public static float[] Scores(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(-6, 7) / 4f)];
    }
}
