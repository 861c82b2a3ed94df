namespace Unrolled.Generator.Tests;

/// <summary>
/// Does what <c>docs/adding-a-layer.md</c> says to copies of the sources, compiles them, and trains with the layer it adds.
/// </summary>
[Trait("Category", "Slow")]
public class AddingALayerTests
{
    private const string Use = """
        using Unrolled;

        [Network, Input(1), LogSigmoid, MeanSquaredError]
        public sealed partial class Alone;

        [Network, Input(1), Dense(1), LogSigmoid, MeanSquaredError]
        public sealed partial class Trained;

        public static class Run
        {
            public static float[] Predict(float[] inputs)
            {
                var outputs = new float[inputs.Length];
                new Alone().Predict(inputs, outputs);
                return outputs;
            }

            // With no weight and the bias x, one step of gradient descent moves the bias by rate·2·(y - t)·dy/dx.
            public static float Step(float x, float target, float rate)
            {
                var net = new Trained();
                net.Parameters.Clear();
                net.Dense1Bias[0] = x;
                using var trainer = new Trainer<Trained>(net, new Sgd(rate));
                trainer.Step([1f], (System.ReadOnlySpan<float>)[target]);
                return net.Dense1Bias[0];
            }
        }
        """;

    [Fact]
    public void The_page_adds_a_layer_that_works()
    {
        string[] blocks = ChangedSources.Blocks("adding-a-layer.md");
        Assert.Equal(3, blocks.Length);
        var sources = new ChangedSources();
        sources.Generator.Add(blocks[0]);
        sources.Insert(sources.Generator, "LayerCatalog.cs", "        new Softmax(),", blocks[1]);
        sources.Append(sources.Runtime, "ActivationAttributes.cs", blocks[2]);
        (Type run, string generated) = sources.Compile(Use);
        Assert.Contains("LogSigmoid(", generated);

        float[] inputs = [-30, -3, -1, -0.1f, 0, 0.1f, 1, 3, 30];
        float[] outputs = (float[])run.GetMethod("Predict")!.Invoke(null, [inputs])!;
        Assert.All(inputs.Zip(outputs), p => Assert.Equal(LogSigmoid(p.First), p.Second, 1e-6));
        foreach (float x in inputs)
        {
            const double step = 1e-5;
            double slope = (LogSigmoid(x + step) - LogSigmoid(x - step)) / (2 * step);
            float moved = (float)run.GetMethod("Step")!.Invoke(null, [x, (float)LogSigmoid(x) - 0.5f, 1f])!;
            Assert.Equal(slope, x - moved, 1e-5);
        }
    }

    private static double LogSigmoid(double x) => -Math.Log(1 + Math.Exp(-x));
}
