namespace Unrolled.Numerics.Tests;

/// <summary>
/// Gradients of generated code against central differences of its own predictions: the backward code is the forward code's derivative,
/// whatever the oracle thinks. All bodies give the same bits (<see cref="BitTests"/>), so one of them is enough here.
/// </summary>
public class FiniteDifferenceTests
{
    // Predictions are floats: small steps drown in their rounding, large ones meet the kinks of ReLU and max-pooling. One that does neither
    // is enough; a wrong gradient agrees with none.
    private static readonly float[] Steps = [1f / 256, 1f / 1024, 1f / 4096];

    public static TheoryData<string> Titles =>
        [.. Networks.Zoo.Declarations.Where(d => new OracleNetwork(d).Parameters.Count > 0).Select(d => d.Title)];

    [Theory, MemberData(nameof(Titles))]
    public void Gradients_follow_finite_differences(string title)
    {
        var oracle = new OracleNetwork(Networks.Zoo[title]).Initialize(seed: 4);
        var batch = Batch.Random(oracle, count: 5, seed: 5);
        var subject = Networks.Zoo.Build(title, Bodies.Available[^1]);
        subject.Set(oracle);
        var gradients = subject.Differentiate(batch).Gradients;
        foreach (var tensor in subject.Info.Parameters.Where(t => t.Learned))
        {
            var picked = Subject.Places(tensor).Zip(gradients[tensor.Name]).Where((_, i) => i % Math.Max(1, tensor.Length / 12) == 0)
                .ToArray();
            double[] actual = [.. picked.Select(p => p.Second)];
            double[] expected = [.. picked.Select(p => Nearest(p.Second, Steps.Select(
                step => Slope(subject, p.First, step, oracle, batch, tensor.L2) + tensor.L1 * Math.Sign(subject.Parameters[p.First]))))];
            Close.Assert(tensor.Name, expected, actual, 1e-2, floor: 1e-2);
        }
    }

    private static double Nearest(double value, IEnumerable<double> candidates) =>
        candidates.MinBy(candidate => Math.Abs(candidate - value));

    private static double Slope(Subject subject, int place, float step, OracleNetwork oracle, Batch batch, double penalty)
    {
        float at = subject.Parameters[place];
        double Loss(float parameter)
        {
            subject.Parameters[place] = parameter;
            // A batch's own statistics are at work in training alone.
            return oracle.HasBatchStatistics
                ? subject.Differentiate(batch).Loss
                : oracle.Loss(Array.ConvertAll(subject.Predict(batch.Inputs), value => (double)value), batch);
        }

        double rise = Loss(at + step) - Loss(at - step);
        subject.Parameters[place] = at;
        return rise / ((double)(at + step) - (at - step)) + penalty * at;
    }
}
