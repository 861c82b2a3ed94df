using System.Diagnostics;

namespace Unrolled.Hosting;

/// <summary>A network and what came with it: all of one file, never half of another.</summary>
/// <typeparam name="T">The network's class.</typeparam>
public sealed class LoadedNetwork<T> where T : class, INetwork<T>
{
    private static readonly Work<float> s_predict = static (network, inputs, outputs) => network.Predict(inputs, outputs);
    private static readonly Work<int> s_predictTokens = static (network, tokens, outputs) => network.Predict(tokens, outputs);
    private static readonly Work<float> s_classify = static (network, inputs, outputs) => network.Classify(inputs, outputs);
    private static readonly Work<int> s_classifyTokens = static (network, tokens, outputs) => network.Classify(tokens, outputs);

    private readonly NetworkMetrics? _metrics;

    /// <summary>A network that came from no file.</summary>
    /// <param name="network">The network.</param>
    /// <param name="metadata">What a file would say beside it.</param>
    public LoadedNetwork(T network, NetworkMetadata metadata) : this(network, metadata, "", DateTimeOffset.UtcNow, null)
    {
    }

    internal LoadedNetwork(T network, NetworkMetadata metadata, string sha256, DateTimeOffset time, NetworkMetrics? metrics)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(metadata);
        (Network, Metadata, Sha256, Time, _metrics) = (network, metadata, sha256, time, metrics);
    }

    private delegate void Work<TInput>(T network, ReadOnlySpan<TInput> inputs, Span<float> outputs);

    /// <summary>The network. Others use it at the same time: its parameters are to be read, never written.</summary>
    public T Network { get; }

    /// <summary>The file's strings, such as the classes' names.</summary>
    public NetworkMetadata Metadata { get; }

    /// <summary>The hash of the file's bytes, in hexadecimal; empty for a network that came from no file.</summary>
    public string Sha256 { get; }

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>
    /// Predicts, and tells those who listen to the meter <c>Unrolled</c> how many samples and how long. It allocates nothing once the
    /// network has seen a call of the kind.
    /// </summary>
    /// <param name="inputs">Samples one after another.</param>
    /// <param name="outputs">Receives as many samples of outputs.</param>
    /// <exception cref="ArgumentException">A length is not a whole number of samples, or the two disagree.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens.</exception>
    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs) => Run(s_predict, inputs, outputs);

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, Span{float})"/>, for networks of tokens.</summary>
    /// <param name="tokens">Samples one after another.</param>
    /// <param name="outputs">Receives as many samples of outputs.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a token is out of range.</exception>
    /// <exception cref="InvalidOperationException">The network takes floats.</exception>
    public void Predict(ReadOnlySpan<int> tokens, Span<float> outputs) => Run(s_predictTokens, tokens, outputs);

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, Span{float})"/>, with probabilities for logits.</summary>
    /// <param name="inputs">Samples one after another.</param>
    /// <param name="probabilities">Receives as many samples of outputs.</param>
    /// <exception cref="ArgumentException">A length is not a whole number of samples, or the two disagree.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens, or has no loss of classes.</exception>
    public void Classify(ReadOnlySpan<float> inputs, Span<float> probabilities) => Run(s_classify, inputs, probabilities);

    /// <summary>As <see cref="Classify(ReadOnlySpan{float}, Span{float})"/>, for networks of tokens.</summary>
    /// <param name="tokens">Samples one after another.</param>
    /// <param name="probabilities">Receives as many samples of outputs.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a token is out of range.</exception>
    /// <exception cref="InvalidOperationException">The network takes floats, or has no loss of classes.</exception>
    public void Classify(ReadOnlySpan<int> tokens, Span<float> probabilities) => Run(s_classifyTokens, tokens, probabilities);

    internal LoadedNetwork<T> With(NetworkMetrics metrics) => new(Network, Metadata, Sha256, Time, metrics);

    private void Run<TInput>(Work<TInput> work, ReadOnlySpan<TInput> inputs, Span<float> outputs)
    {
        if (_metrics is not { IsEnabled: true } metrics)
        {
            work(Network, inputs, outputs);
            return;
        }

        long begun = Stopwatch.GetTimestamp();
        try
        {
            work(Network, inputs, outputs);
        }
        catch (Exception error)
        {
            metrics.Failed(begun, error);
            throw;
        }

        metrics.Predicted(begun, outputs.Length);
    }
}
