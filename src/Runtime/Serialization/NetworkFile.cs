namespace Unrolled.Serialization;

/// <summary>A network's parameters as a safetensors file with PyTorch's names and row-major shapes.</summary>
internal static class NetworkFile
{
    /// <summary>Writes all parameters. The old file stays until the new one is complete.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="info">Names, shapes and places of the tensors.</param>
    /// <param name="parameters">The memory that <paramref name="info"/>'s offsets and strides refer to.</param>
    /// <param name="metadata">Strings beside them.</param>
    /// <exception cref="ArgumentException">They name another format, or are too long.</exception>
    public static void Save(
        string path, NetworkInfo info, ReadOnlySpan<float> parameters, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var file = new AtomicFile(path);
        Write(file.Stream, info, parameters, metadata);
        file.Commit();
    }

    /// <summary>As <see cref="Save"/>, to a stream.</summary>
    /// <param name="output">Receives a file's content.</param>
    /// <param name="info">Names, shapes and places of the tensors.</param>
    /// <param name="parameters">The memory that <paramref name="info"/>'s offsets and strides refer to.</param>
    /// <param name="metadata">Strings beside them.</param>
    /// <exception cref="ArgumentException">They name another format, or are too long.</exception>
    public static void Write(
        Stream output, NetworkInfo info, ReadOnlySpan<float> parameters, IReadOnlyDictionary<string, string>? metadata)
    {
        CheckPlaces(info, parameters);
        // Sorted, so that the same metadata give the same bytes.
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in metadata ?? NetworkMetadata.Empty)
            all.Add(key, value ?? throw new ArgumentException($"The metadata's '{key}' has no value.", nameof(metadata)));
        (string format, string pytorch) = SafetensorsWriter.PyTorchFormat;
        if (all.TryGetValue(format, out string? other) && other != pytorch)
            throw new ArgumentException(
                $"The metadata's '{format}' says how tensors lie, which is '{pytorch}' in every file, but it is '{other}'; " +
                "use another key.", nameof(metadata));
        all[format] = pytorch;
        SafetensorsWriter.Write(output, info.Parameters, parameters, all, info.Counters);
    }

    /// <summary>Reads all parameters, or changes nothing.</summary>
    /// <param name="path">The file to read.</param>
    /// <param name="info">Names, shapes and places of the tensors.</param>
    /// <param name="parameters">The memory that <paramref name="info"/>'s offsets and strides refer to; gaps stay as they are.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or does not hold exactly these tensors.</exception>
    public static void Load(string path, NetworkInfo info, Span<float> parameters)
    {
        using FileStream file = RegularFile.OpenRead(path);
        Load(file, path, info, parameters);
    }

    /// <summary>As <see cref="Load(string, NetworkInfo, Span{float})"/>, from a stream.</summary>
    /// <param name="file">The stream, at the content's beginning.</param>
    /// <param name="path">Its name for messages.</param>
    /// <param name="info">Names, shapes and places of the tensors.</param>
    /// <param name="parameters">The memory that <paramref name="info"/>'s offsets and strides refer to; gaps stay as they are.</param>
    /// <exception cref="InvalidDataException">The file is damaged or does not hold exactly these tensors.</exception>
    public static void Load(Stream file, string path, NetworkInfo info, Span<float> parameters)
    {
        CheckPlaces(info, parameters);
        float[] staging;
        try
        {
            var reader = new SafetensorsReader(file.CanSeek ? file : SafetensorsStream.Whole(file, info), info);
            staging = parameters.ToArray();
            reader.Read(staging);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{path}: {damage.Message}", damage);
        }
        staging.CopyTo(parameters);
    }

    /// <summary>
    /// Reads the tensors that a file has for one part of a network, by their names below the part, and leaves the
    /// others as they are.
    /// </summary>
    /// <param name="path">The file to read.</param>
    /// <param name="info">Names, shapes and places of the tensors.</param>
    /// <param name="part">The part's name; empty for the whole network.</param>
    /// <param name="parameters">The memory that <paramref name="info"/>'s offsets and strides refer to.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The network has no such part.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or has no tensor of the part.</exception>
    public static LoadReport LoadPart(string path, NetworkInfo info, string part, Span<float> parameters)
    {
        CheckPlaces(info, parameters);
        string prefix = part.Length == 0 ? "" : part + ".";
        ParameterInfo[] tensors = [.. info.Parameters.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))];
        if (tensors.Length == 0)
            throw new ArgumentException(
                $"{info.Name} has no tensor below '{part}'; " +
                $"its parts are {string.Join(", ", info.Parameters.Select(t => t.Name.Split('.')[0]).Distinct())}.",
                nameof(part));
        // A file of the part alone has its names; one of a network like this has them below the part.
        using FileStream file = RegularFile.OpenRead(path);
        try
        {
            SafetensorsReader? best = null;
            foreach (string skipped in (string[])[prefix, ""])
            {
                file.Position = 0;
                var named = tensors.Select(tensor => tensor with { Name = tensor.Name[skipped.Length..] });
                var own = info with { Parameters = [.. named], Counters = [] };
                var reader = new SafetensorsReader(file, own, partial: true);
                if (best is null || reader.Found.Count() > best.Found.Count())
                    best = reader;
            }
            if (!best!.Found.Any())
                throw new InvalidDataException(
                    $"no tensor fits {info.Name}{(part.Length == 0 ? "" : $"'s {part}")}; " +
                    $"the file has {string.Join(", ", best.Unused.Take(3).Select(SafetensorsHeader.Quote))}.");
            float[] staging = parameters.ToArray();
            best.Read(staging);
            staging.CopyTo(parameters);
            string[] found = [.. best.Found];
            bool Taken(ParameterInfo tensor) =>
                found.Contains(tensor.Name) || (prefix.Length > 0 && found.Contains(tensor.Name[prefix.Length..]));
            return new LoadReport(
                [.. tensors.Where(Taken).Select(tensor => tensor.Name)],
                [.. tensors.Where(tensor => !Taken(tensor)).Select(tensor => tensor.Name)],
                [.. best.Unused.Where(name => !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))]);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{path}: {damage.Message}", damage);
        }
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
