using Unrolled.Generated;
using Unrolled.Training;

namespace Unrolled;

/// <summary>
/// Predicts batches on several threads, with the bits of the network's own <c>Predict</c>, which runs on the thread that
/// calls it. The threads live until it is disposed. One thread at a time may use it; several may each have their own over
/// one network. The parameters are those of the network: what trains or loads them between two calls shows in the next,
/// and while a call runs nothing should.
/// </summary>
/// <typeparam name="T">The network's class.</typeparam>
public sealed class BatchPredictor<T> : IDisposable where T : class, INetwork<T>
{
    private readonly NetworkCore<T> _core;
    private readonly PredictionPass<T> _pass;
    private readonly ExclusiveUse _use;

    /// <summary>Starts as many threads as the machine has processors, the caller's included; memory comes with the first batch.</summary>
    /// <param name="network">The network.</param>
    public BatchPredictor(T network) : this(network, Environment.ProcessorCount)
    {
    }

    /// <summary>Starts threads; memory comes with the first batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">Threads that compute, the caller's included; at least 1. The results do not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no threads.</exception>
    public BatchPredictor(T network, int threads) : this(network, threads, PredictionPlan.For(T.Info))
    {
    }

    internal BatchPredictor(T network, int threads, PredictionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (threads < 1)
            throw new ArgumentOutOfRangeException(
                nameof(threads), threads,
                "A predictor needs at least 1 thread, the caller's own; leave threads out to use all processors.");
        _core = network.Core;
        _pass = new PredictionPass<T>(threads, plan);
        _use = new ExclusiveUse(
            nameof(BatchPredictor<>),
            "This predictor is in use by another thread, and predicts one batch at a time; " +
            "give each thread its own over the same network.",
            _pass);
    }

    /// <summary>
    /// Computes the last layer's outputs (logits stay logits) for any whole number of samples. Batches of one group of 16,
    /// and those that are done before a thread would come, run on the caller's thread alone, but for the products of layers whose weights
    /// exceed a core's cache, which threads share out. It allocates nothing once the
    /// largest batch has been seen.
    /// </summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>; none is fine.</param>
    /// <param name="outputs">Receives <c>[samples, OutputLength]</c>; must not overlap the inputs.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the spans overlap.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens, or another thread uses this predictor.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        _use.Enter();
        try
        {
            _core.Predict(inputs, outputs, _pass);
        }
        finally
        {
            _use.Leave();
        }
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, Span{float})"/>, for networks of tokens.</summary>
    /// <param name="tokens"><c>[samples, InputLength]</c>, each from 0 to below the vocabulary.</param>
    /// <param name="outputs">Receives <c>[samples, OutputLength]</c>.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, or a token is out of range. One that becomes so during the call is found too; some outputs
    /// are written then.
    /// </exception>
    /// <exception cref="InvalidOperationException">The network takes floats, or another thread uses this predictor.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Predict(ReadOnlySpan<int> tokens, Span<float> outputs)
    {
        _use.Enter();
        try
        {
            _core.Predict(tokens, outputs, _pass);
        }
        finally
        {
            _use.Leave();
        }
    }

    /// <summary>Stops the threads; a call that runs ends first. The network stays as it is. Further calls do nothing.</summary>
    public void Dispose() => _use.Dispose();
}
