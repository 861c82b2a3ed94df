namespace Unrolled.Serialization;

/// <summary>A network's parameters as a safetensors file with PyTorch's names and row-major shapes.</summary>
internal static class NetworkFile
{
    /// <summary>Writes all parameters. The old file stays until the new one is complete.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="info">Names, shapes and places of the tensors.</param>
    /// <param name="parameters">The memory that <paramref name="info"/>'s offsets and strides refer to.</param>
    public static void Save(string path, NetworkInfo info, ReadOnlySpan<float> parameters)
    {
        CheckPlaces(info, parameters);
        using var file = new AtomicFile(path);
        SafetensorsWriter.Write(file.Stream, info.Parameters, parameters, counters: info.Counters);
        file.Commit();
    }

    /// <summary>Reads all parameters, or changes nothing.</summary>
    /// <param name="path">The file to read.</param>
    /// <param name="info">Names, shapes and places of the tensors.</param>
    /// <param name="parameters">The memory that <paramref name="info"/>'s offsets and strides refer to; gaps stay as they are.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or does not hold exactly these tensors.</exception>
    public static void Load(string path, NetworkInfo info, Span<float> parameters)
    {
        CheckPlaces(info, parameters);
        using FileStream file = File.OpenRead(path);
        float[] staging;
        try
        {
            var reader = new SafetensorsReader(file, info);
            staging = parameters.ToArray();
            reader.Read(staging);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{path}: {damage.Message}", damage);
        }
        staging.CopyTo(parameters);
    }

    private static void CheckPlaces(NetworkInfo info, ReadOnlySpan<float> parameters)
    {
        foreach (ParameterInfo tensor in info.Parameters)
        {
            long last = tensor.Offset;
            for (int axis = 0; axis < tensor.Shape.Length; axis++)
                last += (tensor.Shape[axis] - 1L) * tensor.Strides[axis];
            if (tensor.Offset < 0 || last >= parameters.Length)
                throw new ArgumentException(
                    $"{info.Name}'s tensor {tensor.Name} lies at {tensor.Offset} to {last}, but {parameters.Length} floats were given.",
                    nameof(parameters));
        }
    }
}
