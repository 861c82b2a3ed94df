namespace Unrolled.Numerics.Tests;

/// <summary>All that a network comes to on one batch by the oracle, and how far rounding may take it from there.</summary>
internal sealed class Expectation
{
    public const double Rate = 0.05;
    public const double Momentum = 0.9;
    public const int Steps = 3;

    private const double Tolerance = 1e-5;

    /// <summary>Runs with rounding errors.</summary>
    private const int Runs = 2;

    /// <summary>What a float's rounding may come to, in units of what the oracle's runs with errors came to.</summary>
    private const double Reach = 8;

    /// <summary>The part of the largest number that rounding may change before nothing can be said.</summary>
    private const double Unclear = 1e-3;

    private const double Huge = 1e4;

    /// <summary>The least scale of a comparison, and the part of the largest gradient below which one is nothing but rounding.</summary>
    private const double Floor = 1e-3, Cancelled = 1e-12;

    private readonly Dictionary<string, double[]> _exact;
    private readonly Dictionary<string, double> _spread;

    private Expectation(Dictionary<string, double[]> exact, IReadOnlyList<Dictionary<string, double[]>> runs)
    {
        _exact = exact;
        _spread = exact.ToDictionary(e => e.Key, e => runs.Max(run => Apart(e.Value, run[e.Key])));
    }

    /// <summary>What is expected, by what it is.</summary>
    public IEnumerable<string> Names => _exact.Keys;

    /// <summary>Why nothing can be said of the network; null if it can.</summary>
    public string? Unusable
    {
        get
        {
            if (_exact.Values.Any(values => values.Any(v => !(Math.Abs(v) < Huge))))
                return "numbers are huge or none";
            // Beside the largest of its kind a gradient may be nothing but rounding; all of them may not.
            double largest = LargestGradient;
            string? unclear = _exact.Keys.FirstOrDefault(
                name => !(_spread[name] <= Unclear * Math.Max(Scale(name), IsGradient(name) ? largest : 0)));
            return unclear is null ? null : $"rounding decides about {unclear}";
        }
    }

    public static Expectation Of(Declaration declaration, Batch batch, int seed) =>
        new(Measure(declaration, batch, seed, null),
            [.. Enumerable.Range(1, Runs).Select(run => Measure(declaration, batch, seed, new OracleNoise(run)))]);

    /// <summary>The function of the outputs whose gradient with respect to the inputs is asked for.</summary>
    public static float[] OutputGradients(int count) => Batch.Floats(new Random(9), count, 1);

    /// <summary>Asserts that numbers are as expected.</summary>
    /// <remarks>
    /// A bias in front of batch normalisation has no gradient: its terms cancel, and what rounding leaves is small beside the others.
    /// </remarks>
    public void Compare(string name, ReadOnlySpan<double> actual)
    {
        double largest = LargestGradient;
        bool cancels = IsGradient(name) && _exact[name].All(v => Math.Abs(v) <= Cancelled * largest);
        double floor = Math.Max(cancels ? largest : Deviation(name), Floor);
        Close.Assert(name, _exact[name], actual, Tolerance + Reach * _spread[name] / Scale(name), floor);
    }

    /// <summary>The size of the terms of a running mean, which may cancel; 0 of what is none.</summary>
    private double Deviation(string name) =>
        _exact.TryGetValue(name.Replace("running_mean", "running_var", StringComparison.Ordinal), out double[]? variances)
        && name.EndsWith("running_mean", StringComparison.Ordinal) ? Math.Sqrt(variances.Max()) : 0;

    public void Compare(string name, float[] actual) => Compare(name, Array.ConvertAll(actual, x => (double)x));

    private static double Apart(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).DefaultIfEmpty().Max();

    private double LargestGradient => _exact.Keys.Where(IsGradient).Select(Scale).DefaultIfEmpty().Max();

    private static bool IsGradient(string name) => name.StartsWith("gradient", StringComparison.Ordinal);

    private double Scale(string name) => _exact[name].Select(Math.Abs).DefaultIfEmpty().Append(Floor).Max();

    private static Dictionary<string, double[]> Measure(Declaration declaration, Batch batch, int seed, OracleNoise? noise)
    {
        OracleNetwork Network(Declaration of)
        {
            var fresh = new OracleNetwork(of).Initialize(seed);
            return noise is null ? fresh : fresh.With(noise);
        }

        var values = new Dictionary<string, double[]>();
        var network = Network(declaration);
        values["outputs"] = network.Predict(batch.Inputs);
        if (declaration.Network.InputGradient == true)
        {
            // As in inference: statistics are the running ones.
            var still = Network(declaration.Frozen());
            if (network.HasLoss)
            {
                still.Differentiate(batch);
                values["input gradient"] = still.InputGradient;
            }
            double[] given = Array.ConvertAll(OutputGradients(values["outputs"].Length), g => (double)g);
            values["product"] = still.VectorJacobianProduct(batch, given);
        }
        if (!network.HasLoss)
            return values;
        values["evaluation"] = [network.Loss(values["outputs"], batch)];
        values["loss"] = [network.Differentiate(batch)];
        foreach (var tensor in network.Parameters.Where(t => t.Learned))
            values[$"gradient of {tensor.Name}"] = [.. tensor.Gradient];
        var optimizer = new OracleSgd(Rate, Momentum);
        values["losses of steps"] = [.. Enumerable.Range(0, Steps).Select(_ => optimizer.Step(network, batch))];
        foreach (var tensor in network.Parameters)
            values[$"trained {tensor.Name}"] = [.. tensor.Values];
        return values;
    }
}
