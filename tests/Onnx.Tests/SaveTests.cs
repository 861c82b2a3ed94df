using System.Text.RegularExpressions;

namespace Unrolled.Onnx.Tests;

/// <summary>Networks saved as ONNX: ONNX Runtime gives what they give, and what is imported again gives the same bits.</summary>
public class SaveTests : TempDirectory
{
    private const int Batch = 3;

    public static TheoryData<string, string> Networks => [.. SavedNetworks.All.Select(static n => (n.Input, n.Layers))];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_saved_network_gives_what_it_gave(string input, string layers)
    {
        IRunner network = CompiledNetwork.Of(SavedNetworks.Source(input, layers), "Saved");
        network.Shake();
        string path = PathOf("saved.onnx");
        network.SaveOnnx(path);
        byte[] model = File.ReadAllBytes(path);
        long[] shape = [Batch, .. network.Info.Input];
        var random = new Random(2);
        int count = Batch * network.Info.InputLength;
        float[] predicted, run;
        Func<IRunner, float[]> again;
        if (layers.StartsWith("Embedding", StringComparison.Ordinal))
        {
            int[] tokens = [.. Enumerable.Range(0, count).Select(_ => random.Next(11))];
            (predicted, run) = (network.Predict(tokens), Reference.Run(model, [.. tokens.Select(static t => (long)t)], shape, "input"));
            again = imported => imported.Predict(tokens);
        }
        else
        {
            float[] inputs = [.. Enumerable.Range(0, count).Select(_ => 4 * random.NextSingle() - 2)];
            (predicted, run) = (network.Predict(inputs), Reference.Run(model, inputs, shape, "input"));
            again = imported => imported.Predict(inputs);
        }

        Reference.Compare(run, predicted, layers);
        Return(path, predicted, again);
    }

    /// <summary>What the importer has layers for comes back with the same bits, or where another layer takes its part, near.</summary>
    private static void Return(string path, float[] expected, Func<IRunner, float[]> predict)
    {
        ImportedNetwork imported;
        try
        {
            imported = OnnxModel.Import(path);
        }
        catch (UnsupportedModelException e)
        {
            Console.Error.WriteLine("NOTBACK " + e.Message.Split('\n')[0]);
            return;
        }

        float[] actual = predict(CompiledNetwork.Of(imported));
        bool same = expected.Select(BitConverter.SingleToInt32Bits).SequenceEqual(actual.Select(BitConverter.SingleToInt32Bits));
        Assert.True(same, $"not the same bits: {imported.Source}");
    }

    [Fact]
    public void Each_kind_of_layer_is_written_and_tried()
    {
        IEnumerable<Type> attributes = typeof(LayerAttribute).Assembly.GetTypes().Where(static t =>
            !t.IsAbstract && t.IsSubclassOf(typeof(LayerAttribute)) && !t.IsSubclassOf(typeof(LossAttribute))
            && !t.IsSubclassOf(typeof(CompositeAttribute)));
        string[] kinds = [.. attributes.Select(static t => t.Name[..^"Attribute".Length])];
        string tried = string.Join(", ", SavedNetworks.All.Select(static n => n.Layers));

        Assert.Equal([], kinds.Except(Saving.WriterTable.Kinds).Except(NotYet));
        Assert.Equal([], kinds.Where(kind => !Regex.IsMatch(tried, $@"\b{kind}\b")).Except(NotYet));
    }

    /// <summary>Kinds that are not written yet.</summary>
    private static readonly string[] NotYet = [];
}
