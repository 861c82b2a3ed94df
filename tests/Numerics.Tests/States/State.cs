using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unrolled.Numerics.Tests;

/// <summary>What PyTorch made of one network, as <c>make_states.py</c> wrote it.</summary>
internal sealed class State
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Content _content;

    private State(string name, Content content)
    {
        Name = name;
        _content = content;
        Declaration = new(content.Input, content.Layers);
        var network = new OracleNetwork(Declaration);
        Batch = new(content.Count,
            content.Inputs is null ? Formula(content.Seed, content.Count * network.InputLength, 1) : Floats(content.Inputs),
            content.Labels, content.Values is null ? null : Floats(content.Values))
        {
            ClassWeights = content.Weights,
        };
    }

    public static IReadOnlyList<State> All { get; } =
    [
        .. typeof(State).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".state")).Order(StringComparer.Ordinal).Select(Read),
    ];

    public string Name { get; }
    public Declaration Declaration { get; }
    public Batch Batch { get; }

    /// <summary>The outputs of every sample before the first step.</summary>
    public double[] Outputs => Widen(_content.Outputs);

    /// <summary>The mean loss before the first step.</summary>
    public double Loss => _content.Loss;

    /// <summary>Ten steps of SGD, rate 0.05, momentum 0.9.</summary>
    public Training Sgd => _content.Sgd;

    /// <summary>Ten steps of Adam, rate 0.01, ε 1e-3.</summary>
    public Training Adam => _content.Adam;

    /// <summary>Six steps of other optimisers, by their names in the script; of some networks only.</summary>
    public IReadOnlyDictionary<string, Training> Optimizers => _content.Optimizers ?? [];

    /// <summary>Losses before each step, and the parameters after the last.</summary>
    internal sealed record Training(double[] Losses, Dictionary<string, string> Parameters);

    /// <summary>The gradient of a tensor at the first step, as far as it is kept.</summary>
    public double[] Gradient(string tensor) => Widen(_content.Gradients[tensor]);

    /// <summary>A tensor after training, as far as it is kept.</summary>
    public static double[] Trained(Training training, string tensor) => Widen(training.Parameters[tensor]);

    /// <summary>The elements of a tensor that the state keeps: all, or every 16th.</summary>
    public double[] Kept(ReadOnlySpan<double> tensor)
    {
        double[] kept = new double[(tensor.Length + _content.Every - 1) / _content.Every];
        for (int i = 0; i < kept.Length; i++)
            kept[i] = tensor[i * _content.Every];
        return kept;
    }

    /// <summary>The oracle with the state's initial parameters.</summary>
    public OracleNetwork Oracle()
    {
        var network = new OracleNetwork(Declaration);
        foreach (var (tensor, i) in network.Parameters.Select((tensor, i) => (tensor, i)))
        {
            int[] shape = tensor.Shape;
            double bound = shape.Length == 1 ? 0.5 : 1.5 / Math.Sqrt(tensor.Values.Length / shape[0]);
            Array.Copy(_content.Initial is { } initial ? Floats(initial[tensor.Name])
                : Formula(_content.Seed + 2 + i, tensor.Values.Length, bound),
                tensor.Values, tensor.Values.Length);
            // The formula's numbers lie around 0.
            if (_content.Initial is null && tensor.Name.EndsWith("running_var"))
                Array.ConvertAll(tensor.Values, value => (double)(float)(value + 1)).CopyTo(tensor.Values, 0);
        }
        return network;
    }

    private static State Read(string resource)
    {
        using var stream = typeof(State).Assembly.GetManifestResourceStream(resource)!;
        return new(resource[..^".state".Length], JsonSerializer.Deserialize<Content>(stream, Options)!);
    }

    /// <summary>The script's <c>formula</c>: the top 24 bits of SplitMix64 over seed and index, as uniform floats of ±scale.</summary>
    private static float[] Formula(int seed, int count, double scale)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            ulong z = unchecked((ulong)seed * 0x9E3779B97F4A7C15 + (ulong)(i + 1) * 0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
            z ^= z >> 31;
            values[i] = (float)(scale * ((z >> 40) / (double)(1 << 23) - 1));
        }
        return values;
    }

    private static float[] Floats(string base64) => MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(base64)).ToArray();

    private static double[] Widen(string base64) => Array.ConvertAll(Floats(base64), value => (double)value);

    private sealed record Content(
        int Seed, int Count, int Every, int[] Input, Layer[] Layers, string? Inputs, Dictionary<string, string>? Initial,
        int[]? Labels, string? Values, string Outputs, double Loss, Dictionary<string, string> Gradients, Training Sgd, Training Adam,
        Dictionary<string, Training>? Optimizers, double[]? Weights);
}
