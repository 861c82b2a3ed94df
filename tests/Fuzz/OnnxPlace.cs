using Unrolled.Onnx.Protocol;

namespace Unrolled.Fuzz;

/// <summary>Parts of a model, chosen by chance.</summary>
/// <param name="Model">The model.</param>
/// <param name="From">Another one, of which parts may come.</param>
/// <param name="Random">Chooses.</param>
/// <remarks>Where there is no such part, an <see cref="ArgumentOutOfRangeException"/> says so.</remarks>
internal sealed record OnnxPlace(ModelProto Model, ModelProto From, Random Random)
{
    public GraphProto Graph => Model.Graph;

    public NodeProto Node => Of(Graph.Node);

    public NodeProto OtherNode => Of((From.Graph ?? Graph).Node);

    public AttributeProto Attribute => Of(Node.Attribute);

    public AttributeProto Other => Of(OtherNode.Attribute);

    public TensorProto Tensor => Of(Graph.Initializer);

    public TensorProto OtherTensor => Of((From.Graph ?? Graph).Initializer);

    /// <summary>The name of a value: of an input, a tensor, or what a node gives.</summary>
    public string Value => Of([
        .. Graph.Input.Select(static i => i.Name), .. Graph.Initializer.Select(static t => t.Name),
        .. Graph.Node.SelectMany(static n => n.Output), ""]);

    /// <summary>A name that no value has.</summary>
    public string Fresh => $"made{Random.Next()}";

    public T Of<T>(IList<T> all) => all[Index(all.Count)];

    public int Index(int count) => count > 0 ? Random.Next(count) : throw new ArgumentOutOfRangeException(nameof(count));
}
