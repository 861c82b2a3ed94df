using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Protocol;
using static Unrolled.Onnx.Protocol.AttributeProto.Types;

namespace Unrolled.Onnx.Reading;

/// <summary>Makes nodes of messages: those of the model, and those of the branches inside of them.</summary>
/// <param name="tensors">Reads tensors.</param>
/// <param name="constants">The model's tensors, to which those of branches are added.</param>
/// <param name="input">The model's input.</param>
internal sealed class NodeReader(TensorReader tensors, Dictionary<string, Tensor> constants, string input)
{
    private const int Most = 100_000;

    private readonly HashSet<string> _known = [.. constants.Keys, input, ""];
    private readonly List<UnsupportedNode> _problems = [];
    private int _count;

    /// <summary>The nodes, each behind those whose values it takes.</summary>
    /// <exception cref="InvalidDataException">Values are missing or given twice, or there are too many nodes.</exception>
    /// <exception cref="UnsupportedModelException">Nodes have what no layer has.</exception>
    public List<Node> Read(GraphProto graph)
    {
        List<Node> nodes = Nodes(graph, new Names("", null));
        return _problems.Count == 0 ? nodes : throw new UnsupportedModelException(_problems);
    }

    private List<Node> Nodes(GraphProto graph, Names names)
    {
        if ((_count += graph.Node.Count) > Most)
            throw new InvalidDataException($"the model has {_count:N0} nodes, but at most {Most:N0} are read.");
        var nodes = new List<Node>();
        foreach (NodeProto proto in graph.Node)
        {
            string title = Title(proto);
            if (proto.OpType.Length == 0)
                throw new InvalidDataException($"node {title} has no operator; the file is damaged.");
            Check([.. proto.Input], names, $"node {title} ({Words.Short(proto.OpType)}) takes");
            try
            {
                nodes.Add(Read(proto, names));
            }
            catch (NodeException reason)
            {
                _problems.Add(new UnsupportedNode(title, Words.Short(proto.OpType), reason.Message));
            }

            if (proto.Output.Where(static o => o.Length > 0).FirstOrDefault(o => !_known.Add(names.Add(o))) is { } twice)
                throw new InvalidDataException($"node {title} gives {Words.Short(twice)}, which is there already; the file is damaged.");
            if (proto.Output.Count == 0 || proto.Output.All(static o => o.Length == 0))
                throw new InvalidDataException($"node {title} ({Words.Short(proto.OpType)}) gives nothing; the file is damaged.");
        }

        return nodes;
    }

    /// <summary>What a node is called in messages: it need not have a name.</summary>
    private static string Title(NodeProto proto)
    {
        string? made = proto.Output.FirstOrDefault(static o => o.Length > 0);
        return proto.Name.Length > 0 ? Words.Short(proto.Name) : made is null ? "(makes nothing)" : $"(makes {Words.Short(made)})";
    }

    private void Check(string[] values, Names names, string what)
    {
        if (values.FirstOrDefault(value => !_known.Contains(names.Find(value))) is { } missing)
            throw new InvalidDataException($"{what} {Words.Short(missing)}, which no node before it gives; the file is damaged.");
    }

    private Node Read(NodeProto proto, Names names)
    {
        string domain = proto.Domain is "" or "ai.onnx" ? "" : Words.Short(proto.Domain) + ".", type = domain + Words.Short(proto.OpType);
        var attributes = new Dictionary<string, object>();
        foreach (AttributeProto attribute in proto.Attribute)
        {
            bool isBranch = type == "If" && attribute.Type == AttributeType.Graph && attribute.G is not null && proto.Output.Count > 0;
            attributes[attribute.Name] = isBranch
                ? ReadBranch(attribute.G!, new Names($"{names.Own(proto.Output[0])}/{Words.Short(attribute.Name)}/", names))
                : Value(attribute);
        }

        IEnumerable<string> outside = attributes.Values.OfType<Branch>().SelectMany(static branch => branch.Outside).Distinct();
        return new Node(Words.Short(proto.Name), type,
            [.. proto.Input.Select(names.Find), .. outside], [.. proto.Output.Select(names.Own)], attributes);
    }

    private Branch ReadBranch(GraphProto graph, Names names)
    {
        foreach (TensorProto tensor in graph.Initializer)
        {
            string name = names.Add(tensor.Name);
            constants[name] = tensors.Read(tensor);
            _known.Add(name);
        }

        List<Node> nodes = Nodes(graph, names);
        string[] outputs = [.. graph.Output.Select(static o => o.Name)];
        Check(outputs, names, "a branch gives");
        outputs = [.. outputs.Select(names.Find)];
        IEnumerable<string> taken = nodes.SelectMany(static node => node.Inputs).Concat(outputs)
            .Where(name => name.Length > 0 && !names.Has(name));
        return new Branch(nodes, outputs, [.. taken.Distinct()]);
    }

    private object Value(AttributeProto attribute) => attribute.Type switch
    {
        AttributeType.Float => attribute.F,
        AttributeType.Int => attribute.I,
        AttributeType.String => Words.Short(attribute.S.ToStringUtf8()),
        AttributeType.Tensor when attribute.T is not null => tensors.Read(attribute.T),
        AttributeType.Floats => attribute.Floats.ToArray(),
        AttributeType.Ints => attribute.Ints.ToArray(),
        AttributeType.Strings => attribute.Strings.Select(static s => Words.Short(s.ToStringUtf8())).ToArray(),
        _ => throw new NodeException(
            $"attribute {Words.Short(attribute.Name)} is {attribute.Type}, but numbers, texts and tensors are expected; "
            + "export the model without control flow"),
    };

    /// <summary>The names of a graph's values. Those of a branch get a prefix that no other has: branches may use the same ones.</summary>
    private sealed class Names(string prefix, Names? outer)
    {
        private readonly Dictionary<string, string> _own = [];
        private readonly HashSet<string> _given = [];

        public string Add(string name)
        {
            _own[name] = Own(name);
            _given.Add(_own[name]);
            return _own[name];
        }

        public string Own(string name) => name.Length == 0 ? "" : prefix + name;

        public string Find(string name) => _own.TryGetValue(name, out string? own) ? own : outer?.Find(name) ?? name;

        public bool Has(string name) => _given.Contains(name);
    }
}
