using System.Buffers;

namespace Unrolled.Data;

/// <summary>
/// Frames of mel energies: window, power spectrum, bands. What <see cref="LogMel"/>, <see cref="Mfcc"/> and streams are made of.
/// </summary>
internal sealed class MelFrames
{
    private readonly PowerSpectrum _spectrum;
    private readonly MelBank _bank;
    private readonly double[] _window;

    public MelFrames(MelOptions options)
    {
        Options = options.Checked();
        _spectrum = new PowerSpectrum(options.FftLength);
        _bank = new MelBank(options);
        _window = new double[options.FftLength];
        int before = (options.FftLength - options.Window) / 2;
        for (int i = 0; i < options.Window; i++)
            _window[before + i] = 0.5 - 0.5 * Elementary.CosPi(2.0 * i / options.Window);
    }

    public MelOptions Options { get; }

    /// <summary>Numbers that a frame needs beside its bands.</summary>
    public int Scratch => _spectrum.Length + _spectrum.Bins + _spectrum.Scratch;

    // A transform of odd length has its centre half a sample late, and sees one sample less than the mirrored ends hold.
    public int Count(int length) => Options.Centered
        ? 1 + (length - Options.FftLength % 2) / Options.Hop
        : length < Options.FftLength ? 0 : 1 + (length - Options.FftLength) / Options.Hop;

    /// <summary>The first sample that a frame sees; before the sound for the first ones of those that are centred.</summary>
    public long Start(long frame) => frame * Options.Hop - (Options.Centered ? Options.FftLength / 2 : 0);

    /// <summary>Memory for some frames' bands and for the work on one; to be returned.</summary>
    public double[] Rent(int frames) => ArrayPool<double>.Shared.Rent(frames * Options.Bands + Scratch);

    /// <summary>Computes one frame's bands.</summary>
    /// <param name="samples">Those that the frame sees, and where the sound is mirrored those, too.</param>
    /// <param name="first">Which of the sound's samples is the first of these.</param>
    /// <param name="length">Samples of the whole sound.</param>
    /// <param name="frame">Which frame, from 0.</param>
    /// <param name="bands">Receives the energies.</param>
    /// <param name="scratch">Room for <see cref="Scratch"/> numbers.</param>
    public void Compute(ReadOnlySpan<float> samples, long first, long length, long frame, Span<double> bands, Span<double> scratch)
    {
        Span<double> seen = scratch[.._spectrum.Length];
        Span<double> power = scratch.Slice(seen.Length, _spectrum.Bins), rest = scratch[(seen.Length + _spectrum.Bins)..];
        long start = Start(frame);
        if (start >= first && start + seen.Length <= first + samples.Length)
        {
            ReadOnlySpan<float> inside = samples.Slice((int)(start - first), seen.Length);
            for (int i = 0; i < seen.Length; i++)
                seen[i] = inside[i] * _window[i];
        }
        else
        {
            for (int i = 0; i < seen.Length; i++)
                seen[i] = samples[(int)(Mirrored(start + i, length) - first)] * _window[i];
        }
        _spectrum.Compute(seen, power, rest);
        if (Options.Power == 1)
        {
            for (int k = 0; k < power.Length; k++)
                power[k] = Math.Sqrt(power[k]);
        }
        _bank.Sum(power, bands);
    }

    // At its ends the sound goes back the way it came, without repeating its last sample; as often as needed.
    private static long Mirrored(long place, long length)
    {
        if (place >= 0 && place < length)
            return place;
        if (length == 1)
            return 0;
        long period = 2 * (length - 1), within = (place % period + period) % period;
        return within < length ? within : period - within;
    }
}
