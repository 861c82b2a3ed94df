using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;
using Unrolled.Onnx.Layers;
using Unrolled.Onnx.Patterns;
using Unrolled.Onnx.Protocol;
using Unrolled.Onnx.Reading;
using Unrolled.Onnx.Writing;

#pragma warning disable RS0026 // The first parameter, which must be given, tells the overloads apart.

namespace Unrolled.Onnx;

/// <summary>Models in ONNX's format (https://onnx.ai) as networks.</summary>
public static class OnnxModel
{
    // Losses, and the functions that they contain.
    private static readonly Dictionary<string, string[]> Losses = new()
    {
        ["SoftmaxCrossEntropy"] = ["Softmax", "LogSoftmax"],
        ["BinaryCrossEntropy"] = ["Sigmoid"],
        ["MeanSquaredError"] = [],
        ["MeanAbsoluteError"] = [],
        ["Huber"] = [],
        ["KLDivergence"] = [],
    };

    /// <summary>The operators that become layers, sorted; others are folded or recognised as parts of patterns.</summary>
    public static IEnumerable<string> Operators => LayerTable.Operators;

    /// <summary>Reads a model as a network.</summary>
    /// <param name="path">The model's file. External data are looked for beside it.</param>
    /// <param name="options">The class's name and what else is to be chosen.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no model, damaged, or has several inputs or outputs.</exception>
    /// <exception cref="UnsupportedModelException">Some of its nodes have no layers.</exception>
    /// <exception cref="ArgumentException">An option is none that a class can have.</exception>
    public static ImportedNetwork Import(string path, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string full = Path.GetFullPath(path);
        return Guarded(path, () => Import(ModelFile.Read(full), Path.GetDirectoryName(full), Path.GetFileName(full), options ?? new()));
    }

    /// <summary>Reads a model as a network.</summary>
    /// <param name="model">The content of a model's file, without external data.</param>
    /// <param name="name">What the model is called in the class's summary, such as its file's name.</param>
    /// <param name="options">The class's name and what else is to be chosen.</param>
    /// <exception cref="InvalidDataException">It is no model, damaged, or has several inputs or outputs.</exception>
    /// <exception cref="UnsupportedModelException">Some of its nodes have no layers.</exception>
    /// <exception cref="ArgumentException">An option is none that a class can have.</exception>
    public static ImportedNetwork Import(byte[] model, string name, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(name);
        return Guarded(name, () => Import(ModelFile.Parse(model), null, name, options ?? new()));
    }

    /// <summary>A model in words: who made it, its inputs and outputs, and how many nodes of which operators.</summary>
    /// <param name="path">The model's file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no model, or damaged.</exception>
    public static string Describe(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Guarded(path, () => ModelDescription.Of(ModelFile.Read(path)));
    }

    private static ImportedNetwork Import(ModelProto model, string? directory, string name, ImportOptions options)
    {
        string className = ClassNames.Of(options, name);
        if (options.Loss is { } loss && !Losses.ContainsKey(loss))
            throw new ArgumentException($"The loss is {Words.Short(loss)}, but one of {string.Join(", ", Losses.Keys)} is expected.",
                nameof(options));
        ModelGraph graph = GraphReader.Read(model, directory, options.Output);
        graph.RemoveUnused();
        Inferrer.Apply(graph);
        graph.RemoveUnused();
        if (!graph.Shapes.ContainsKey(graph.Output))
            throw new InvalidDataException($"the output {Words.Short(graph.Output)} does not depend on the input; choose another one.");
        Rewriter.Apply(graph);
        int[] input = Batch.Sample(graph.Shapes[graph.Input]);
        IReadOnlyList<LayerLine> lines = WithLoss(Freezing.Check(NetworkText.WithNamedInput(LayerTable.Write(graph), input)), options.Loss);
        (string Name, bool IsGiven)[] names = LayerNames.Of(lines);
        lines = Freezing.UpTo(lines, [.. names.Select(static n => n.Name)], options.Frozen);
        ImportedLayer[] layers = [.. lines.Select((line, i) => new ImportedLayer(
            names[i].Name, NetworkText.Declaration(lines, i, names), [.. line.Output],
            line.Tensors.Sum(static t => (long)t.Tensor.Length)))];
        int[] output = Batch.Sample(graph.Shapes[graph.Output]);
        string title = $"{Words.Short(name)} ({graph.Origin}): [{string.Join(", ", input)}] becomes [{string.Join(", ", output)}].";
        var tensors = lines.SelectMany((line, i) => line.Tensors.Select(t => ($"{names[i].Name}.{t.Role}", t.Tensor)));
        return new ImportedNetwork([.. tensors])
        {
            ClassName = className,
            Source = NetworkText.Of(title, options, className, input, layers.Select(static layer => layer.Declaration)),
            Origin = graph.Origin,
            Input = [.. input],
            Layers = [.. layers],
        };
    }

    private static IReadOnlyList<LayerLine> WithLoss(IReadOnlyList<LayerLine> lines, string? loss)
    {
        if (loss is null)
            return lines;
        // A function that the loss contains, behind another layer.
        bool contains = lines.Count > 1 && Losses[loss].Contains(lines[^1].Kind);
        LayerValue input = contains ? lines[^1].Input : new LayerValue(lines.Count - 1, lines[^1].Output, new Meaning());
        return [.. contains ? lines.SkipLast(1) : lines, new LayerLine(loss, [], input, [], input.Shape, [], null)];
    }

    private static T Guarded<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{name}: {damage.Message}", damage);
        }
        catch (NodeException damage)
        {
            throw new InvalidDataException($"{name}: {damage.Message}.", damage);
        }
    }
}
