using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>Takes down the layers of a network as they are built, each with the layers that made what it takes.</summary>
internal sealed class LayerTrace
{
    private readonly Dictionary<Value, string> _makers = [];
    private readonly HashSet<string> _names = [];
    private readonly List<LayerFact> _facts = [];
    private readonly List<string> _roles = [];

    /// <param name="input">What the network takes.</param>
    public LayerTrace(Value input) => _makers.Add(input, "");

    /// <summary>The layers so far.</summary>
    public IReadOnlyList<LayerFact> Facts => _facts;

    /// <summary>Takes down a parameter of the layer that is being built.</summary>
    public void AddParameter(string role) => _roles.Add(role);

    /// <summary>Takes down a layer that has been built.</summary>
    public void AddLayer(Layer layer, LayerSpec spec, IReadOnlyList<Value> inputs, Value output)
    {
        string name = spec.Name;
        // Tied layers have one name in all their places.
        for (int place = 2; !_names.Add(name); place++)
            name = $"{spec.Name}#{place}";
        IReadOnlyList<Setting> settings = [.. layer.Settings(spec, inputs)];
        _facts.Add(new LayerFact(layer.Kind, name, [.. inputs.Select(i => _makers[i])], output.Shape, [.. _roles], settings));
        _roles.Clear();
        _makers[output] = name;
    }
}
