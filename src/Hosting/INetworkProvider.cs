namespace Unrolled.Hosting;

/// <summary>
/// A network of a service: the one that its file holds now. Where the file changes, another network takes its place; one that was handed
/// out stays as it is, so that whoever takes it once has one network to the end. Any number of threads may use it.
/// </summary>
/// <typeparam name="T">The network's class.</typeparam>
public interface INetworkProvider<T> where T : class, INetwork<T>
{
    /// <summary>The network with what its file says beside it, such as the classes' names.</summary>
    /// <exception cref="InvalidOperationException">There is none yet, which <see cref="NetworkOptions{T}.Optional"/> allows.</exception>
    /// <exception cref="IOException">It is the first use, and the file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is the first use, and the file is damaged or another network's.</exception>
    LoadedNetwork<T> Loaded { get; }

    /// <summary>The network that is used, if there is one, and why the file's newest content is not it, if so.</summary>
    /// <exception cref="IOException">It is the first use, and the file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is the first use, and the file is damaged or another network's.</exception>
    NetworkState<T> State { get; }

    /// <summary>The network. Others use it at the same time: its parameters are to be read, never written.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    T Current => Loaded.Network;

    /// <summary>As <see cref="LoadedNetwork{T}.Predict(ReadOnlySpan{float}, Span{float})"/> of <see cref="Loaded"/>.</summary>
    /// <param name="inputs">Samples one after another.</param>
    /// <param name="outputs">Receives as many samples of outputs.</param>
    /// <exception cref="ArgumentException">A length is not a whole number of samples, or the two disagree.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens, or there is none yet.</exception>
    void Predict(ReadOnlySpan<float> inputs, Span<float> outputs) => Loaded.Predict(inputs, outputs);

    /// <summary>As <see cref="LoadedNetwork{T}.Predict(ReadOnlySpan{int}, Span{float})"/> of <see cref="Loaded"/>.</summary>
    /// <param name="tokens">Samples one after another.</param>
    /// <param name="outputs">Receives as many samples of outputs.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a token is out of range.</exception>
    /// <exception cref="InvalidOperationException">The network takes floats, or there is none yet.</exception>
    void Predict(ReadOnlySpan<int> tokens, Span<float> outputs) => Loaded.Predict(tokens, outputs);

    /// <summary>As <see cref="LoadedNetwork{T}.Classify(ReadOnlySpan{float}, Span{float})"/> of <see cref="Loaded"/>.</summary>
    /// <param name="inputs">Samples one after another.</param>
    /// <param name="probabilities">Receives as many samples of outputs.</param>
    /// <exception cref="ArgumentException">A length is not a whole number of samples, or the two disagree.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens, has no loss of classes, or there is none yet.</exception>
    void Classify(ReadOnlySpan<float> inputs, Span<float> probabilities) => Loaded.Classify(inputs, probabilities);

    /// <summary>As <see cref="LoadedNetwork{T}.Classify(ReadOnlySpan{int}, Span{float})"/> of <see cref="Loaded"/>.</summary>
    /// <param name="tokens">Samples one after another.</param>
    /// <param name="probabilities">Receives as many samples of outputs.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a token is out of range.</exception>
    /// <exception cref="InvalidOperationException">The network takes floats, has no loss of classes, or there is none yet.</exception>
    void Classify(ReadOnlySpan<int> tokens, Span<float> probabilities) => Loaded.Classify(tokens, probabilities);

    /// <summary>Calls a listener with each network that takes the place of another, on the thread that loaded it.</summary>
    /// <param name="listener">The listener; what it throws is logged.</param>
    /// <returns>Ends it when it is disposed of.</returns>
    IDisposable OnChange(Action<LoadedNetwork<T>> listener);
}
