namespace Unrolled.Generator.Tests;

/// <summary>
/// Does what <c>docs/adding-a-lowering.md</c> says to copies of the sources, and adds layers of its own that need what no layer needs
/// so far: products of two values, operands along several axes, a condition on places. All are compared with plain doubles.
/// </summary>
[Trait("Category", "Slow")]
public class AddingALoweringTests
{
    private const int Steps = 5, Width = 4, Heads = 2, Of = Width / Heads;

    private const string Layers = """
        using Unrolled.Generator.Expressions;
        using Unrolled.Generator.Graphs;
        using Unrolled.Generator.Model;

        namespace Unrolled.Generator.Layers;

        internal sealed class CumSum : Layer
        {
            public override Value Build(GraphBuilder graph, LayerSpec spec, Value x) =>
                graph.Add(new Value(spec.Name, x.Shape, roles: x.Roles), y => new CumulativeSum(spec.Name, y, x));
        }

        // h = x + w, p = softmax(h·hᵀ/√d where s <= t) for each head, y = p·h.
        internal sealed class CausalAttention : Layer
        {
            public override bool HasParameters => true;

            public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Heads", 1)];

            public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
            {
                NeedsFeatures(spec, x);
                int steps = x.Shape[0], width = x.Shape[1], heads = spec.Integer("Heads", 1), of = width / heads;
                Value New(string name, params int[] shape) =>
                    new($"{spec.Name} {name}", new Shape(shape), roles: new AxisRoles(AxisOrder.FeaturesLast));
                Parameter places = graph.AddParameter(spec, "weight", x.Shape, [0, 1], Initial.Normal(1));
                Expr a = Expr.Slot(0), b = Expr.Slot(1), c = Expr.Slot(2);
                Value h = graph.Add(New("h", steps, width), y => new Map(spec.Name, y, a + b, x, places)
                {
                    Axes = new Dictionary<Tensor, EquatableArray<int>> { [places] = new([0, 1]) },
                });

                Dim g = new("g", heads), t = new("t", steps), s = new("s", steps), i = new("i", of);
                var unit = new Coordinate(new([new Term("g", of), new Term("i", 1)]), 0, width);
                var scores = new Nest(
                    new([g, t, s]), new([i]), new([Coordinate.Of(g), Coordinate.Of(t), Coordinate.Of(s)]),
                    new([Coordinate.Of(t), unit]), new([Coordinate.Of(s), unit]));
                Value q = graph.Add(New("scores", heads, steps, steps), y =>
                    new Contraction(spec.Name, y, h, h, null, [scores], scale: (float)(1 / Math.Sqrt(of))));
                Constant from = Constant.Indices(steps), to = Constant.Indices(steps);
                Value masked = graph.Add(New("masked", heads, steps, steps), y =>
                    new Map(spec.Name, y, Expr.WhereGreater(c, b, float.NegativeInfinity, a), q, to, from)
                    {
                        Axes = new Dictionary<Tensor, EquatableArray<int>> { [to] = new([1]), [from] = new([2]) },
                    });
                Value p = graph.Add(New("p", heads, steps, steps), y => new SoftmaxNode(spec.Name, y, masked));
                var mix = new Nest(
                    new([t, g, i]), new([s]), new([Coordinate.Of(t), unit]),
                    new([Coordinate.Of(g), Coordinate.Of(t), Coordinate.Of(s)]), new([Coordinate.Of(s), unit]));
                return graph.Add(new Value(spec.Name, x.Shape, roles: x.Roles), y => new Contraction(spec.Name, y, p, h, null, [mix]));
            }
        }
        """;

    private const string Attributes = """

        public sealed class CumSumAttribute : LayerAttribute;

        public sealed class CausalAttentionAttribute(int heads = 1) : LayerAttribute
        {
            public int Heads { get; } = heads;
        }
        """;

    private const string Use = """
        using Unrolled;

        [Network, Input(4, 3), CumSum, Dense(2), MeanSquaredError]
        public sealed partial class Summed;

        [Network, Input(1, 3, 3), Conv2D(2, 1, Name = "a"), Conv2D(3, 1), Concat("a"), MeanSquaredError]
        public sealed partial class Joined;

        [Network, Input(5, 4), CausalAttention(2), Dense(4), CausalAttention(2), Dense(1), MeanSquaredError]
        public sealed partial class Attending;

        public static class Run
        {
            public static float[] Predict(string name, float[] parameters, float[] inputs) => name switch
            {
                "Summed" => Predict(new Summed(), parameters, inputs),
                "Joined" => Predict(new Joined(), parameters, inputs),
                _ => Predict(new Attending(), parameters, inputs),
            };

            // One step of gradient descent at a rate of 1 moves each parameter by its gradient.
            public static float[] Step(string name, float[] parameters, float[] inputs, float[] targets) => name switch
            {
                "Summed" => Step(new Summed(), parameters, inputs, targets),
                "Joined" => Step(new Joined(), parameters, inputs, targets),
                _ => Step(new Attending(), parameters, inputs, targets),
            };

            private static float[] Predict<T>(T net, float[] parameters, float[] inputs) where T : class, INetwork<T>
            {
                parameters.CopyTo(net.Parameters);
                var outputs = new float[inputs.Length / T.Info.InputLength * T.Info.OutputLength];
                net.Predict(inputs, outputs);
                return outputs;
            }

            private static float[] Step<T>(T net, float[] parameters, float[] inputs, float[] targets) where T : class, INetwork<T>
            {
                parameters.CopyTo(net.Parameters);
                using var trainer = new Trainer<T>(net, new Sgd(1));
                trainer.Step(inputs, (System.ReadOnlySpan<float>)targets);
                return net.Parameters.ToArray();
            }
        }
        """;

    [Fact]
    public void The_page_and_general_operands_compute_what_doubles_do()
    {
        string[] blocks = ChangedSources.Blocks("adding-a-lowering.md");
        Assert.Equal(5, blocks.Length);
        var sources = new ChangedSources();
        sources.Generator.AddRange([blocks[0], blocks[2], blocks[3], Layers]);
        sources.Insert(sources.Generator, "ContractionLowering.cs", "        new DirectSum(),", blocks[1]);
        sources.Insert(sources.Generator, "NodeLowering.cs", "        [typeof(Map)]", blocks[4]);
        sources.Insert(sources.Generator, "LayerCatalog.cs", "        new Softmax(),", "new CumSum(), new CausalAttention(),");
        sources.Append(sources.Runtime, "ActivationAttributes.cs", Attributes);
        (Type run, string generated) = sources.Compile(Use);
        Assert.Contains("Relayout.Rows(", generated[generated.IndexOf("void PredictGroup(", StringComparison.Ordinal)..]);

        var random = new Random(7);
        Check(run, random, "Summed", 8, 12, Summed);
        Check(run, random, "Joined", 13, 9, Joined);
        Check(run, random, "Attending", 2 * Steps * Width + (Width + 1) * Width + Width + 1, Steps * Width, Attending);
    }

    /// <summary>Outputs in a batch and one by one, the same bits; and gradients by differences of doubles.</summary>
    private static void Check(Type run, Random random, string name, int parameters, int inputs, Func<double[], double[], double[]> oracle)
    {
        const int Samples = 19;
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(2 * random.NextDouble() - 1))];
        float[] w = Draw(parameters), x = Draw(Samples * inputs);
        float[] Predict(float[] some) => (float[])run.GetMethod("Predict")!.Invoke(null, [name, w, some])!;
        float[] outputs = Predict(x);
        Assert.Equal(outputs, x.Chunk(inputs).SelectMany(Predict));
        double[] Of(double[] w) => [.. x.Chunk(inputs).SelectMany(one => oracle(w, [.. one.Select(static v => (double)v)]))];
        double[] exact = [.. w.Select(static v => (double)v)];
        Assert.All(Of(exact).Zip(outputs), static p => Assert.Equal(p.First, p.Second, 1e-5));

        float[] targets = Draw(outputs.Length);
        double Loss(double[] w) => Of(w).Zip(targets, static (y, t) => (y - t) * (y - t)).Average();
        float[] moved = (float[])run.GetMethod("Step")!.Invoke(null, [name, w, x, targets])!;
        for (int i = 0; i < w.Length; i++)
        {
            const double Difference = 1e-4;
            double[] more = [.. exact], less = [.. exact];
            more[i] += Difference;
            less[i] -= Difference;
            Assert.Equal((Loss(more) - Loss(less)) / (2 * Difference), w[i] - (double)moved[i], 1e-4);
        }
    }

    private static double[] Summed(double[] w, double[] x)
    {
        double[] sums = [.. x];
        for (int i = 3; i < sums.Length; i++)
            sums[i] += sums[i - 3];
        return Dense(w, sums, 3, 2);
    }

    private static double[] Joined(double[] w, double[] x)
    {
        // Conv a: weights [in, filter], bias; then the other, of its outputs.
        double[] a = [.. Enumerable.Range(0, 2).SelectMany(f => x.Select(v => w[f] * v + w[2 + f]))];
        int at = 4;
        double Second(int f, int p) => w[at + f] * a[p] + w[at + 3 + f] * a[9 + p] + w[at + 6 + f];
        return [.. Enumerable.Range(0, 27).Select(i => Second(i / 9, i % 9)), .. a];
    }

    private static double[] Attending(double[] w, double[] x)
    {
        int places = Steps * Width, dense = Width * Width + Width;
        double[] y = Dense(w[places..(places + dense)], Attend(w[..places], x), Width, Width);
        y = Attend(w[(places + dense)..(2 * places + dense)], y);
        return Dense(w[(2 * places + dense)..], y, Width, 1);
    }

    private static double[] Attend(double[] w, double[] x)
    {
        double[] h = [.. x.Zip(w, static (a, b) => a + b)], y = new double[x.Length];
        for (int head = 0; head < Heads; head++)
        {
            for (int t = 0; t < Steps; t++)
            {
                double Score(int s) => Enumerable.Range(head * Of, Of).Sum(i => h[t * Width + i] * h[s * Width + i]) / Math.Sqrt(Of);
                double[] p = [.. Enumerable.Range(0, t + 1).Select(s => Math.Exp(Score(s)))];
                foreach (int i in Enumerable.Range(head * Of, Of))
                    y[t * Width + i] = p.Select((e, s) => e * h[s * Width + i]).Sum() / p.Sum();
            }
        }

        return y;
    }

    /// <summary>Weights lie input by input in memory.</summary>
    private static double[] Dense(double[] w, double[] x, int inputs, int units) => [.. x.Chunk(inputs).SelectMany(row =>
        Enumerable.Range(0, units).Select(u => w[inputs * units + u] + row.Select((v, i) => v * w[i * units + u]).Sum()))];
}
