using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Digits;
using Unrolled.Benchmarks;

namespace Unrolled.Mpi.Tests;

/// <summary>Trains networks on data made from a seed and prints the hash of their parameters, which all ranks must have.</summary>
internal static unsafe class Training
{
    private const string AllNetworks = "lenet5,resnet8,letters,clipped";
    private const int Classes = 10;

    public static void Run(MpiExchange? world, Options options)
    {
        if (options.Has("--processes"))
            Console.WriteLine($"process {Environment.ProcessId} is rank {world?.Rank ?? 0}");
        foreach (string network in options.List("--networks", AllNetworks))
        {
            foreach (string batch in options.List("--batches", "64,100,37"))
                Train(world, options, network, int.Parse(batch));
        }
    }

    private static void Train(MpiExchange? world, Options options, string network, int batch)
    {
        int count = options.Number("--samples", network == "resnet8" ? 170 : 331);
        byte[] hash = network switch
        {
            "lenet5" => Hash(new LeNet5(seed: 3), new Adam(1e-3), Pictures(count, LeNet5.InputLength), double.PositiveInfinity),
            "clipped" => Hash(new LeNet5(seed: 3), new Sgd(0.1f, 0.9f), Pictures(count, LeNet5.InputLength), maxNorm: 0.5),
            "resnet8" => Hash(new ResNet8(seed: 3), new Sgd(0.05f, 0.9f), Pictures(count, ResNet8.InputLength), double.PositiveInfinity),
            "letters" => Hash(new Letters(seed: 3), new Adam(4e-3), Texts(count, Letters.InputLength), maxNorm: 5),
            _ => throw new ArgumentException($"'{network}' is none of {AllNetworks}."),
        };
        RequireSame(world, hash);
        if (world is null || world.Rank == 0)
            Console.WriteLine($"{network} {batch} parameters: {Convert.ToHexStringLower(hash)}");

        byte[] Hash<T>(T net, Optimizer optimizer, Dataset data, double maxNorm) where T : class, INetwork<T> =>
            Fit(world, options, net, optimizer, data, batch, maxNorm);
    }

    private static byte[] Fit<T>(
        MpiExchange? world, Options options, T network, Optimizer optimizer, Dataset data, int batch, double maxNorm)
        where T : class, INetwork<T>
    {
        int epochs = options.Number("--epochs", 2), pace = options.Number("--pace", 0);
        using var trainer = new Trainer<T>(network, optimizer, new()
        {
            Threads = options.Number("--threads", 1),
            Seed = 5,
            MaxNorm = maxNorm,
            Exchange = world,
            Checkpoint = options.Text("--checkpoint") is { } file ? new(file) { EveryBatches = 3 } : null,
        });
        if (options.Text("--resume") is { } start)
        {
            trainer.Load(start);
            if (world is null || world.Rank == 0)
                Console.WriteLine($"resumed behind {trainer.Epochs} epochs and {trainer.Steps} steps");
        }
        // A slow one leaves time to be killed.
        FitHistory history = trainer.Train(data, epochs - (int)trainer.Epochs, batch, pace > 0 ? _ => Thread.Sleep(pace) : null);
        if (world is null || world.Rank == 0)
            Console.WriteLine($"{data.Count / history.Epochs[^1].Elapsed.TotalSeconds:F0} samples/s");
        return SHA256.HashData(MemoryMarshal.AsBytes(network.Parameters));
    }

    // Each rank learns what all others have.
    private static void RequireSame(MpiExchange? world, byte[] hash)
    {
        for (int other = 0; other < world?.Ranks; other++)
        {
            if (other == world.Rank)
                continue;
            var theirs = new byte[hash.Length];
            fixed (byte* sent = hash, received = theirs)
            {
                int receive = world.Receive(other, received, theirs.Length), send = world.Send(other, sent, hash.Length);
                world.Complete(receive);
                world.Complete(send);
            }
            if (!hash.AsSpan().SequenceEqual(theirs))
                throw new InvalidDataException($"Rank {other} has other parameters than rank {world.Rank}.");
        }
    }

    private static Dataset Pictures(int count, int length)
    {
        var random = new Random(11);
        var inputs = new float[count * length];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.Next(Classes);
            for (int p = 0; p < length; p++)
                inputs[i * length + p] = (float)random.NextDouble() * (p % Classes == labels[i] ? 1 : 0.5f);
        }
        return new(inputs, length, labels);
    }

    private static Dataset Texts(int count, int length)
    {
        var random = new Random(12);
        var tokens = new int[count * length];
        var next = new int[count * length];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = random.Next(40);
            next[i] = (tokens[i] * 7 + i % 3) % 40;
        }
        return new(tokens, length, next);
    }
}
