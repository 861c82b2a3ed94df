using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unrolled.Benchmarks;

/// <summary>How fast a core reads memory that lies side by side, by how much of it there is: what a cache, or memory, gives.</summary>
internal static unsafe class Reading
{
    private const int Smallest = 64 << 10, Largest = 64 << 20, BytesOfARun = 256 << 20, Runs = 5;

    /// <summary>Prints <c>kilobytes,gigabytes_a_second</c>, the best of several runs.</summary>
    public static void Run()
    {
        Console.WriteLine("kilobytes,gigabytes_a_second");
        for (int bytes = Smallest; bytes <= Largest; bytes *= 4)
            Console.WriteLine($"{bytes >> 10},{Rate(bytes):F1}");
    }

    private static double Rate(int bytes)
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)bytes, 64);
        try
        {
            new Span<byte>(memory, bytes).Fill(1);
            double best = 0;
            for (int run = 0; run < Runs; run++)
            {
                long start = Stopwatch.GetTimestamp();
                float sum = 0;
                for (int turn = 0; turn < BytesOfARun / bytes; turn++)
                    sum += Sum((float*)memory, bytes / sizeof(float));
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (float.IsNaN(sum))
                    throw new InvalidOperationException("What is read must stay finite.");
                best = Math.Max(best, BytesOfARun / seconds / 1e9);
            }

            return best;
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum(float* values, int count)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (int i = 0; i < count; i += 64)
        {
            s0 += Vector512.Load(values + i);
            s1 += Vector512.Load(values + i + 16);
            s2 += Vector512.Load(values + i + 32);
            s3 += Vector512.Load(values + i + 48);
        }

        return Vector512.Sum(s0 + s1 + s2 + s3);
    }
}
