using System.Globalization;

namespace Unrolled.Samples.Tests;

/// <summary>
/// Predictions of many threads from tokens that another thread makes wrong and right again all the time. The answer of right tokens is the
/// only one that may come.
/// </summary>
internal static class TokenAttack
{
    /// <summary>What the test program runs at length: <c>Unrolled.Samples.Tests attack-tokens 10000000 64</c>.</summary>
    public const string Command = "attack-tokens";

    private const int Samples = 21;

    /// <summary>Runs the attack and tells how it went.</summary>
    public static int Report(string predictions, string threads)
    {
        (long right, long refused) =
            Run(int.Parse(predictions, CultureInfo.InvariantCulture), int.Parse(threads, CultureInfo.InvariantCulture));
        Console.WriteLine($"{right + refused:N0} predictions: {right:N0} right, {refused:N0} refused, none wrong");
        return 0;
    }

    /// <summary>Right answers, and refusals.</summary>
    /// <exception cref="InvalidOperationException">An answer was wrong.</exception>
    public static (long Right, long Refused) Run(int predictions, int threads)
    {
        var network = new Reader();
        int[] tokens = [.. Enumerable.Range(0, Samples * Reader.Steps).Select(i => i % Reader.Vocabulary)];
        // A group of 16 and five single samples.
        float[] expected = new float[Samples * Reader.Info.OutputLength];
        network.Predict(tokens, expected);
        long right = 0, refused = 0;
        int place = 5 * Reader.Steps, token = tokens[place];
        using (new Spoiler(() => tokens[place] = 50_000_000, () => tokens[place] = token))
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, worker =>
            {
                float[] outputs = new float[expected.Length];
                int count = (int)((long)predictions * (worker + 1) / threads - (long)predictions * worker / threads);
                for (int i = 0; i < count; i++)
                {
                    try
                    {
                        network.Predict(tokens, outputs);
                    }
                    catch (ArgumentException)
                    {
                        Interlocked.Increment(ref refused);
                        continue;
                    }
                    if (!outputs.AsSpan().SequenceEqual(expected))
                        throw new InvalidOperationException($"{string.Join(' ', outputs)} instead of {string.Join(' ', expected)}");
                    Interlocked.Increment(ref right);
                }
            });
        }
        return (right, refused);
    }
}

/// <summary>A thread that spoils something and mends it again until it is disposed.</summary>
internal sealed class Spoiler : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _stopping;

    public Spoiler(Action spoil, Action mend)
    {
        _thread = new Thread(() =>
        {
            while (!_stopping)
            {
                spoil();
                Thread.SpinWait(30);
                mend();
                Thread.SpinWait(300);
            }
        });
        _thread.Start();
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
    }
}
