using System.Runtime.InteropServices;
using Unrolled.Generated;

namespace Unrolled.Bits;

/// <summary>
/// What a network predicts and what it learns in a few steps, as a hash: the same on every processor, or there is a fault.
/// </summary>
internal static class Bits
{
    private const int Samples = 37;

    /// <summary>Prints a network's name and hash.</summary>
    public static void Of<T>(string title, T network) where T : class, INetwork<T>
    {
        ProgramInfo program = T.Program;
        int inputs = Samples * T.Info.InputLength;
        // Whole numbers and a division by a power of two: nothing here may round.
        float[] x = Numbers(inputs, n => program.Tokens > 0 ? n % (uint)program.Tokens : n % 2048 / 1024f - 1);
        int[] tokens = Array.ConvertAll(x, static v => (int)v);
        var outputs = new float[Samples * T.Info.OutputLength];
        if (program.Tokens > 0)
            network.Predict(tokens, outputs);
        else
            network.Predict(x, outputs);
        ulong hash = Hash(14695981039346656037, MemoryMarshal.AsBytes<float>(outputs));
        if (program.Targets != TargetKind.None)
        {
            using var trainer = new Trainer<T>(network, new Adam(0.01f), new TrainerOptions { Threads = 2, Seed = 5 });
            for (int step = 0; step < 3; step++)
            {
                float loss = Step(trainer, program, x, tokens);
                hash = Hash(hash, MemoryMarshal.AsBytes<float>(new[] { loss }));
            }

            hash = Hash(hash, MemoryMarshal.AsBytes(network.Parameters));
        }

        Console.WriteLine($"{hash:x16} {title}");
    }

    private static float Step<T>(Trainer<T> trainer, ProgramInfo program, float[] x, int[] tokens) where T : class, INetwork<T>
    {
        if (program.Targets == TargetKind.Labels)
        {
            int[] labels = Array.ConvertAll(
                Numbers(Samples * program.TargetLength, n => n % 7 == 3 ? -100 : n % (uint)program.Classes), static v => (int)v);
            return program.Tokens > 0 ? trainer.Step(tokens, labels) : trainer.Step(x, labels);
        }

        float[] values = Numbers(Samples * program.TargetLength, static n => n % 1024 / 1024f);
        return program.Tokens > 0 ? trainer.Step(tokens, values) : trainer.Step(x, values);
    }

    private static float[] Numbers(int count, Func<uint, float> make)
    {
        var numbers = new float[count];
        uint state = 12345;
        for (int i = 0; i < count; i++)
        {
            state = state * 1664525 + 1013904223;
            numbers[i] = make(state >> 8);
        }

        return numbers;
    }

    // FNV-1a: cryptographic hashes need a library that a cross-built program may not find.
    private static ulong Hash(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
            hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
