using Unrolled;

namespace Transfer;

/// <summary>Choices among digits.</summary>
internal static class Examples
{
    /// <summary>The pictures of five digits in a row, relabelled 0 to 4.</summary>
    /// <param name="data">All pictures.</param>
    /// <param name="first">The first of the digits.</param>
    /// <param name="perClass">How many of each at most, the first ones.</param>
    public static Dataset OfDigits(Dataset data, int first, int perClass = int.MaxValue)
    {
        int[] counts = new int[5];
        var inputs = new List<float>();
        var labels = new List<int>();
        for (int i = 0; i < data.Count; i++)
        {
            int label = data.Labels[i] - first;
            if (label is < 0 or > 4 || counts[label] >= perClass)
                continue;
            counts[label]++;
            inputs.AddRange(data.Inputs.Slice(i * data.InputLength, data.InputLength));
            labels.Add(label);
        }
        if (counts.Any(count => count == 0))
            throw new InvalidDataException($"There are no pictures of {first + Array.IndexOf(counts, 0)}; all ten digits are needed.");
        return new Dataset([.. inputs], data.InputLength, [.. labels]);
    }
}
