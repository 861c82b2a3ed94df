using System.Diagnostics.CodeAnalysis;

namespace Unrolled.Onnx.Graphs;

/// <summary>A model: what takes one input to one output.</summary>
internal sealed class ModelGraph
{
    // Elements of all constants that are made while a model is imported: so many, and so many for each that the model brings.
    private const long MostElements = 1 << 24, MostForEach = 8;

    private int _made;
    private long? _left;

    /// <summary>The operations, each behind those whose values it takes.</summary>
    public required List<Node> Nodes { get; set; }

    /// <summary>Values that are known, by name.</summary>
    public required Dictionary<string, Tensor> Constants { get; init; }

    /// <summary>Extents of the values that depend on the input, by name.</summary>
    public Dictionary<string, long[]> Shapes { get; } = [];

    public required string Input { get; init; }

    /// <summary>Whether the input is whole numbers.</summary>
    public required bool TakesTokens { get; init; }

    /// <summary>The batch that the file's shapes were made for; 0 where it is open.</summary>
    public required long FixedBatch { get; init; }

    public required string Output { get; init; }

    /// <summary>Who made the model, of which version, with which operators, in words.</summary>
    public required string Origin { get; init; }

    public bool TryConstant(string name, [NotNullWhen(true)] out Tensor? tensor) => Constants.TryGetValue(name, out tensor);

    /// <summary>A name that no value has.</summary>
    public string NewName(string from)
    {
        string name;
        do
            name = $"{from}/{++_made}";
        while (Constants.ContainsKey(name) || Shapes.ContainsKey(name));
        return name;
    }

    /// <summary>Counts elements of constants that are made: a small file may ask for many.</summary>
    /// <exception cref="NodeException">They are too many.</exception>
    public void Spend(IEnumerable<Tensor> made)
    {
        _left ??= MostElements + MostForEach * Constants.Values.Sum(static tensor => (long)tensor.Length);
        _left -= made.Sum(static tensor => (long)tensor.Length);
        if (_left < 0)
        {
            throw new NodeException(
                $"the constants that are computed in advance have more than {MostElements:N0} elements and {MostForEach} for each that "
                + "the model brings; store them in the model");
        }
    }

    /// <summary>Adds a constant under a new name.</summary>
    /// <exception cref="NodeException">All that are made have too many elements.</exception>
    public string AddConstant(string from, Tensor tensor)
    {
        Spend([tensor]);
        string name = NewName(from);
        Constants.Add(name, tensor);
        return name;
    }

    /// <summary>Leaves out nodes that nothing comes of.</summary>
    public void RemoveUnused()
    {
        var used = new HashSet<string> { Output };
        var kept = new List<Node>();
        foreach (Node node in Enumerable.Reverse(Nodes))
        {
            if (!node.Outputs.Any(used.Contains))
                continue;
            used.UnionWith(node.Inputs);
            kept.Add(node);
        }

        kept.Reverse();
        Nodes = kept;
    }
}
