using System.Globalization;

namespace Unrolled.Generator.Model;

/// <summary>How large a network may be: generated code addresses its memory by 32-bit offsets.</summary>
internal static class Limits
{
    /// <summary>Parameters of a network: 1 GiB of them.</summary>
    public const long Parameters = 1 << 28;

    /// <summary>
    /// Elements of the input and all layers' outputs together, and of any value inside a layer. Training holds each twice, value and
    /// gradient, for 16 samples.
    /// </summary>
    public const long Values = 1 << 25;

    /// <summary>Axes of a value.</summary>
    public const int Rank = 5;

    /// <summary>Operations of a network: layers as deep as they go, with what they consist of.</summary>
    public const int Operations = 20_000;

    /// <summary>
    /// Layers with parameters that differ in form or in what they take. Each is code of its own, some 130,000 characters.
    /// </summary>
    public const int Forms = 500;

    /// <summary>Classes inside each other, as parts of a network: each is a stack of calls while it is read.</summary>
    public const int Depth = 100;

    /// <summary>Characters of a layer's name, and of its tensors' with those of all parts around it: metadata holds 1,023.</summary>
    public const int NameLength = 200, TensorNameLength = 900;

    /// <summary>Bytes of a class's full name in UTF-8, as metadata has it.</summary>
    public const int ClassNameLength = 500;

    /// <summary>Characters of one body of a network. The compiler needs some fifty bytes for each.</summary>
    public const int Characters = 50_000_000;

    /// <summary>Seconds that one step may take for one class: many times what the largest networks need.</summary>
    public const int Seconds = 120;

    /// <summary>Multiply-adds up to which a kernel may be asked to become straight lines.</summary>
    public const int Unroll = 16_384;

    /// <summary>Weights of a dense layer from which on it is worked off over the whole batch: a second-level cache of 1 MiB.</summary>
    public const int WideWeights = 1 << 18;

    /// <summary>The number of elements; beyond all limits, where it would not fit a <c>long</c>.</summary>
    public static long Length(IEnumerable<int> extents)
    {
        long length = 1;
        foreach (int extent in extents)
        {
            // An extent below 1 can only come from an overflow before.
            if (extent < 1 || length > long.MaxValue / extent)
                return long.MaxValue;
            length *= extent;
        }

        return length;
    }

    public static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>What is made of a network grows beyond a limit.</summary>
/// <param name="what">What it has.</param>
/// <param name="limit">What it may have.</param>
internal sealed class LimitException(string what, string limit) : Exception(what)
{
    public string What { get; } = what;

    public string Limit { get; } = limit;
}
