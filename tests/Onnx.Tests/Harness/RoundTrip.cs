namespace Unrolled.Onnx.Tests;

/// <summary>A network saved as ONNX and imported again.</summary>
internal static class RoundTrip
{
    private const int Batch = 3;

    /// <summary>Fails where ONNX Runtime gives other numbers than the network, or what is imported again other bits.</summary>
    /// <param name="network">The network, whose parameters are changed first.</param>
    /// <param name="path">Where it is saved.</param>
    public static void Check(IRunner network, string path)
    {
        network.Shake();
        network.SaveOnnx(path);
        byte[] model = File.ReadAllBytes(path);
        long[] shape = [Batch, .. network.Info.Input];
        int count = Batch * network.Info.InputLength, tokens = Tokens(network.Info);
        var random = new Random(2);
        float[] expected, run;
        Func<IRunner, float[]> predict;
        if (tokens > 0)
        {
            int[] inputs = [.. Enumerable.Range(0, count).Select(_ => random.Next(tokens))];
            predict = runner => runner.Predict(inputs);
            run = Reference.Run(model, [.. inputs.Select(static t => (long)t)], shape, "input");
        }
        else
        {
            float[] inputs = [.. Enumerable.Range(0, count).Select(_ => 4 * random.NextSingle() - 2)];
            predict = runner => runner.Predict(inputs);
            run = Reference.Run(model, inputs, shape, "input");
        }

        expected = predict(network);
        Reference.Compare(run, expected, network.Info.ToString());
        ImportedNetwork imported = OnnxModel.Import(path);
        float[] actual = predict(CompiledNetwork.Of(imported));
        bool same = expected.Select(BitConverter.SingleToInt32Bits).SequenceEqual(actual.Select(BitConverter.SingleToInt32Bits));
        Assert.True(same, $"not the same bits: {imported.Source}");
    }

    /// <summary>How many tokens a network knows; 0 where it takes floats.</summary>
    private static int Tokens(NetworkInfo info)
    {
        LayerDescription first = info.Inference[0];
        return first.Kind == "Embedding" ? info.Parameters.Single(p => p.Name == first.Parameters[0]).Shape[0] : 0;
    }
}
