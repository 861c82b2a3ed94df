using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled;

/// <summary>The mean losses of one adversarial step, before it.</summary>
/// <param name="Generator">How far generated samples are from being taken for real.</param>
/// <param name="Real">The discriminator's loss on real samples.</param>
/// <param name="Generated">The discriminator's loss on generated samples.</param>
public readonly record struct AdversarialLosses(float Generator, float Real, float Generated)
{
    /// <summary>The discriminator's loss on both.</summary>
    public float Discriminator => Real + Generated;

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"AdversarialLosses {{ Generator = {Generator}, Real = {Real}, Generated = {Generated} }}";
}

/// <summary>
/// Trains a generator and a discriminator against each other, one step of each for a batch of real samples. Same
/// networks, seed and data give the same bits for any number of threads. A class marked
/// <see cref="AdversarialAttribute{TGenerator, TDiscriminator}"/> makes one.
/// </summary>
public abstract class AdversarialTrainer : IDisposable
{
    private protected AdversarialTrainer()
    {
    }

    /// <summary>Steps taken.</summary>
    public abstract long Steps { get; }

    /// <summary>
    /// One step of the discriminator, on the real samples and on as many generated ones, whose gradients are added;
    /// then one of the generator, through the new discriminator and from the same noise. Both are in training: batch
    /// normalisation uses each batch's statistics. The generator's step leaves the discriminator as it is.
    /// </summary>
    /// <param name="samples">Real samples in the shape of the discriminator's input, one after another.</param>
    /// <returns>The mean losses.</returns>
    /// <exception cref="ArgumentException">
    /// No whole number of samples, none, or samples beyond what the generator's last layer can give; nothing has
    /// changed.
    /// </exception>
    public abstract AdversarialLosses Step(ReadOnlySpan<float> samples);

    /// <summary>As <see cref="Step(ReadOnlySpan{float})"/>, with noise that the caller has drawn.</summary>
    /// <param name="samples">Real samples in the shape of the discriminator's input, one after another.</param>
    /// <param name="noise">As many inputs of the generator.</param>
    /// <returns>The mean losses.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, or samples lie beyond what the generator's last layer can give; nothing has changed.
    /// </exception>
    public abstract AdversarialLosses Step(ReadOnlySpan<float> samples, ReadOnlySpan<float> noise);

    /// <summary>
    /// Trains lazily, epoch by epoch, each with its own order of samples. The last batch of an epoch is left out where
    /// it is not full. A call whose result nobody enumerates trains nothing.
    /// </summary>
    /// <param name="samples">Real samples, one after another; its memory is read while epochs run.</param>
    /// <param name="epochs">Passes over them.</param>
    /// <param name="batchSize">Samples in a step.</param>
    /// <param name="progress">Called after each batch with the part of the epoch that is done, 0 to 1.</param>
    /// <param name="cancellationToken">
    /// Stops between two batches, by an <see cref="OperationCanceledException"/>; the networks stay as trained so far.
    /// </param>
    /// <returns>Each epoch's mean losses, to be enumerated once.</returns>
    /// <exception cref="ArgumentException">No whole number of samples, or fewer than a batch.</exception>
    public abstract IEnumerable<AdversarialLosses> Fit(
        ReadOnlyMemory<float> samples, int epochs, int batchSize, Action<double>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>Noise for the generator, of the standard normal distribution.</summary>
    /// <param name="noise">Receives it.</param>
    /// <param name="seed">The same seed gives the same noise, everywhere.</param>
    public static void DrawNoise(Span<float> noise, ulong seed) => Draw(noise, seed, 0);

    private protected static void Draw(Span<float> noise, ulong seed, long step)
    {
        for (int i = 0; i < noise.Length; i++)
            noise[i] = CounterRandom.Normal(seed, CounterRandom.Noise | ((ulong)step << 33), (ulong)i);
    }

    /// <summary>Stops the threads; the networks stay as trained.</summary>
    public abstract void Dispose();
}
