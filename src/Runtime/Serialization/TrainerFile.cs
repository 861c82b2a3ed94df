using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Training;

namespace Unrolled.Serialization;

/// <summary>
/// A stopped run as a safetensors file (docs/training-files.md): the network's tensors as <c>network.…</c>, the
/// optimiser's, in the same shapes, as <c>optimizer.exp_avg.…</c>, and everything else in the metadata, with a checksum
/// over all of it.
/// </summary>
/// <param name="network">Names, shapes and places of the network's tensors.</param>
/// <param name="program">Which of them are learned, and where their gradients lie.</param>
/// <param name="optimizer">The optimiser.</param>
/// <param name="position">Where training stands.</param>
/// <param name="best">The best epoch so far, and with early stopping its parameters.</param>
/// <param name="settings">What must be the same when the run goes on, by its names in the file.</param>
internal sealed class TrainerFile(
    NetworkInfo network, ProgramInfo program, Optimizer optimizer, FitPosition position, BestEpoch best,
    ImmutableArray<KeyValuePair<string, string>> settings)
{
    private const string Version = "trainer 1";

    // The network's parameters, each of the optimiser's arrays, and the best parameters, as parts of one memory.
    private readonly int _parts = 1 + optimizer.StateNames.Length + (best.KeepsParameters ? 1 : 0);
    private readonly NetworkInfo _all = network with
    {
        Parameters = Tensors(network, program, optimizer, best.KeepsParameters),
        Counters = [],
    };

    /// <summary>Writes everything. The old file stays until the new one is complete.</summary>
    public void Save(string path, ParameterMemory parameters)
    {
        float[] all = new float[checked(network.ParameterCount * _parts)];
        parameters.CopyTo(Part(all, 0));
        for (int part = 1; part < _parts; part++)
            Memory(part).CopyTo(Part(all, part));
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        IEnumerable<KeyValuePair<string, string>> entries = [SafetensorsWriter.PyTorchFormat, .. settings, .. Progress()];
        foreach ((string key, string value) in entries)
            metadata.Add(key, value);
        metadata.Add(Key.File, Version);
        metadata.Add(Key.Checksum, Checksum(metadata, data => SafetensorsWriter.WriteData(data, _all.Parameters, all)));
        using var file = new AtomicFile(path);
        SafetensorsWriter.Write(file.Stream, _all.Parameters, all, metadata);
        file.Commit();
    }

    /// <summary>Reads everything, or changes nothing.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or from a run with other settings.</exception>
    public void Load(string path, ParameterMemory parameters)
    {
        float[] all = new float[checked(network.ParameterCount * _parts)];
        using FileStream file = RegularFile.OpenRead(path);
        try
        {
            var reader = new SafetensorsReader(file, _all, CheckSettings);
            if (Checksum(reader.Metadata, reader.CopyData) != reader.Metadata[Key.Checksum])
                throw new InvalidDataException("the file is damaged: its checksum is not that of its content; load an older one.");
            reader.Read(all);
            Resume(new Values(reader.Metadata));
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{path}: {damage.Message}", damage);
        }
        parameters.CopyFrom(Part(all, 0));
        for (int part = 1; part < _parts; part++)
        {
            Span<float> memory = Memory(part);
            Part(all, part)[..memory.Length].CopyTo(memory);
        }
    }

    private Span<float> Part(float[] all, int part) => all.AsSpan(part * network.ParameterCount, network.ParameterCount);

    private Span<float> Memory(int part) =>
        part <= optimizer.StateNames.Length ? optimizer.State(part - 1)[..program.LearnedCount] : best.Parameters;

    private static ImmutableArray<ParameterInfo> Tensors(NetworkInfo network, ProgramInfo program, Optimizer optimizer, bool best)
    {
        string[] prefixes =
        [
            "network.", .. optimizer.StateNames.ToArray().Select(name => $"optimizer.{name}."), .. best ? ["best."] : Array.Empty<string>(),
        ];
        // An optimiser knows what is learned, in the order of gradients.
        ImmutableArray<LearnedRange> learned = LearnedPlaces.Of(program);
        bool Whole(int part) => part == 0 || (best && part == prefixes.Length - 1);
        int Place(int part, ParameterInfo tensor) => Whole(part) ? tensor.Offset : LearnedPlaces.Gradient(learned, tensor);
        return
        [
            .. from prefix in prefixes.Index()
               from tensor in network.Parameters
               where tensor.Learned || Whole(prefix.Index)
               select tensor with
               {
                   Name = prefix.Item + tensor.Name,
                   Offset = prefix.Index * network.ParameterCount + Place(prefix.Index, tensor),
               },
        ];
    }

    private IEnumerable<KeyValuePair<string, string>> Progress() =>
    [
        new(Key.Rate, Text(optimizer.Rate)),
        new(Key.Steps, Text(optimizer.Steps)),
        new(Key.Epochs, Text(position.Epochs)),
        new(Key.Batch, Text(position.Batch)),
        new(Key.BatchSize, Text(position.BatchSize)),
        new(Key.Samples, Text(position.Samples)),
        new(Key.LossSum, Text(position.LossSum)),
        new(Key.LossWeight, Text(position.LossWeight)),
        new(Key.BestLoss, Text(best.Loss)),
        new(Key.BestAgo, Text(best.Ago)),
    ];

    // All values are read before anything is changed.
    private void Resume(Values values)
    {
        double rate = values.Read<double>(Key.Rate, value => (float)value > 0 && float.IsFinite((float)value));
        // Far beyond any run, and far enough from the type's end that it can go on.
        long steps = values.Read<long>(Key.Steps, value => value is >= 0 and < long.MaxValue / 2);
        int epochs = values.Read<int>(Key.Epochs, value => value is >= 0 and < int.MaxValue / 2);
        int samples = values.Read<int>(Key.Samples, value => value >= 0);
        int batchSize = values.Read<int>(Key.BatchSize, value => value >= 0 && value <= samples && value > 0 == samples > 0);
        int batch = values.Read<int>(Key.Batch, value => value == 0 || (value > 0 && (value - 1L) * batchSize < samples));
        double lossWeight = values.Read<double>(Key.LossWeight, value => value >= 0 && double.IsFinite(value) && (batch > 0 || value == 0));
        double lossSum = values.Read<double>(Key.LossSum, value => double.IsFinite(value) && (lossWeight > 0 || value == 0));
        double bestLoss = values.Read<double>(Key.BestLoss, value => value > double.NegativeInfinity);
        int bestAgo = values.Read<int>(Key.BestAgo, value => value >= 0 && value <= epochs);
        optimizer.Resume(steps, rate);
        position.Restore(epochs, batch, samples, batchSize, lossSum, lossWeight);
        best.Restore(bestLoss, bestAgo);
    }

    private void CheckSettings(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Key.File, out string? version))
            throw new InvalidDataException(
                "the file holds no trainer's state, which Trainer.Save writes; " +
                "a network's parameters alone are read by the network's Load.");
        if (version != Version)
            throw new InvalidDataException($"the file is of version {SafetensorsHeader.Quote(version)}, but '{Version}' is expected.");
        foreach ((string key, string expected) in settings)
        {
            string came = metadata.GetValueOrDefault(key, "");
            if (came != expected)
                throw new InvalidDataException(
                    $"the run in the file has the {key} {SafetensorsHeader.Quote(came)}, but this trainer's is '{expected}'; " +
                    "a run is resumed with the settings that it began with.");
        }
        if (!metadata.ContainsKey(Key.Checksum))
            throw new InvalidDataException("the file is damaged: it has no checksum.");
    }

    private static string Checksum(IEnumerable<KeyValuePair<string, string>> metadata, Action<Stream> writeData)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                if (key != Key.Checksum)
                    stream.Write(Encoding.UTF8.GetBytes($"{key}={value}\n"));
            }
            writeData(stream);
        }
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static string Text<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>Names in the metadata.</summary>
    private static class Key
    {
        public const string File = "unrolled";
        public const string Checksum = "sha256";
        public const string Rate = "rate";
        public const string Steps = "steps";
        public const string Epochs = "epochs";
        public const string Batch = "batch";
        public const string BatchSize = "batch_size";
        public const string Samples = "samples";
        public const string LossSum = "loss_sum";
        public const string LossWeight = "loss_weight";
        public const string BestLoss = "best_loss";
        public const string BestAgo = "best_ago";
    }

    /// <summary>Numbers in the metadata.</summary>
    private readonly struct Values(IReadOnlyDictionary<string, string> metadata)
    {
        public T Read<T>(string key, Predicate<T> valid) where T : struct, ISpanParsable<T>
        {
            string text = metadata.GetValueOrDefault(key, "");
            return T.TryParse(text, CultureInfo.InvariantCulture, out T value) && valid(value) ? value : throw new InvalidDataException(
                $"the file is damaged: its {key} is {SafetensorsHeader.Quote(text)}.");
        }
    }
}
