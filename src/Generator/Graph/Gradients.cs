using Unrolled.Generator.Expressions;

namespace Unrolled.Generator.Graphs;

/// <summary>What operations hand their gradients to.</summary>
internal abstract class Gradients
{
    /// <summary>Whether parameters that are learned lie behind a value.</summary>
    public abstract bool Wants(Value value);

    /// <summary>Adds an operation that gives no value's gradient: a parameter's, or what others need.</summary>
    public abstract void Add(Node node);

    /// <summary>Adds an operation whose output is (a part of) the gradient of <paramref name="target"/>.</summary>
    public abstract void Add(Value target, Func<Value, Node> operation);

    /// <summary>
    /// Tells that <paramref name="gradient"/>, which is there already, is (a part of) the gradient of <paramref name="target"/>.
    /// </summary>
    public abstract void Pass(Value target, Value gradient);

    /// <summary>A new value of the shape and at the place of another one.</summary>
    public abstract Value NewLike(Value value, string prefix);

    /// <summary>Whether learned parameters lie behind numbers that all samples share.</summary>
    protected virtual bool Wants(Shared shared) => false;

    /// <summary>Whether (a part of) an operand's gradient was given, by the operation at hand where that is known.</summary>
    protected abstract bool Has(Tensor operand);

    /// <summary>The gradients of one operation, of which no operand that wants one is left out.</summary>
    protected virtual void Differentiate(Node node, Value dy)
    {
        node.Differentiate(this, dy);
        foreach (Tensor operand in node.Inputs)
        {
            bool missing = operand switch
            {
                Value value => Wants(value) && !Has(value),
                Parameter parameter => parameter.Learned && !Has(parameter),
                // No formula leads back through them: the operation must know its whole way back.
                Shared shared => Wants(shared) && node is not Map { Backward: not null },
                _ => false,
            };
            if (missing)
                throw new InvalidOperationException($"{node.Layer}: {node.GetType().Name} gives no gradient to {operand}.");
        }
    }
}

/// <summary>
/// Builds the backward operations of a graph in reverse order. Gradients that nothing learns from are never built: they end at the first
/// value that has no parameter behind it.
/// </summary>
internal sealed class GraphGradients : Gradients
{
    private readonly HashSet<Value> _wanted = [];
    private readonly Dictionary<Value, List<Value>> _contributions = [];
    private readonly List<Node> _nodes = [];

    /// <summary>Shared numbers that are made of learned ones, such as a normalisation's scale.</summary>
    private readonly HashSet<Tensor> _learned = [];

    /// <summary>What the operation at hand has given a gradient.</summary>
    private readonly HashSet<Tensor> _given = [];

    private GraphGradients(IReadOnlyList<Node> forward, Value? input)
    {
        if (input is not null)
            _wanted.Add(input.Root);

        foreach (Node node in forward)
        {
            if (!node.Inputs.Any(i => i is Parameter { Learned: true } || _learned.Contains(i) || (i is Value v && Wants(v))))
                continue;
            _wanted.UnionWith(node.Writes);
            if (node.Output is Shared)
                _learned.Add(node.Output);
        }
    }

    /// <summary>The backward operations of <paramref name="forward"/>, where <paramref name="loss"/> gives the first gradient.</summary>
    public static IReadOnlyList<Node> Of(IReadOnlyList<Node> forward, LossNode loss) => Of(forward, loss.X, (Value)loss.Output, null).Nodes;

    /// <summary>
    /// Operations that clear the gradients which no operation of <paramref name="backward"/> writes: those of
    /// layers whose output nobody uses.
    /// </summary>
    public static IEnumerable<Node> Unwritten(IEnumerable<Parameter> parameters, IReadOnlyList<Node> backward)
    {
        var written = new HashSet<Tensor>(backward.Select(static n => n.Output));
        return parameters.Where(p => p.Learned && !written.Contains(p.Gradient)).Select(static p => new ClearGradient(p));
    }

    /// <summary>
    /// The backward operations from <paramref name="dy"/>, the gradient of <paramref name="y"/>, and the gradient of
    /// <paramref name="input"/> if it is asked for.
    /// </summary>
    public static (IReadOnlyList<Node> Nodes, Value? InputGradient) Of(IReadOnlyList<Node> forward, Value y, Value dy, Value? input)
    {
        var gradients = new GraphGradients(forward, input);
        gradients.Pass(y, dy);
        foreach (Node node in forward.Reverse())
        {
            // The last gradient is handed on whether anything learns from it or not.
            bool wanted = node.Output is Value output && gradients.Wants(output);
            if (wanted && gradients._contributions.TryGetValue((Value)node.Output, out List<Value>? contributions))
                gradients.Differentiate(node, gradients.Total(node.Layer, contributions));
        }

        Value? dx = input is not null && gradients._contributions.TryGetValue(input, out List<Value>? last)
            ? gradients.Total(input.Name, last)
            : null;
        return (gradients._nodes, dx);
    }

    public override bool Wants(Value value) => _wanted.Contains(value.Root);

    public override void Add(Node node)
    {
        _nodes.Add(node);
        _given.Add(node.Output);
    }

    public override void Add(Value target, Func<Value, Node> operation)
    {
        var gradient = new Value("d_" + target.Name, target.Shape, roles: target.Roles) { IsGradient = true };
        _nodes.Add(operation(gradient));
        Pass(target, gradient);
    }

    public override void Pass(Value target, Value gradient)
    {
        Value owner = target.Owner;
        _given.Add(target.Root);
        if (!_contributions.TryGetValue(owner, out List<Value>? list))
            _contributions[owner] = list = [];
        list.Add(owner == target ? gradient : new Value(gradient.Name, owner.Shape, gradient, owner.Roles) { IsGradient = true });
    }

    public override Value NewLike(Value value, string prefix) =>
        new(prefix + value.Name, value.Shape, roles: value.Roles) { IsGradient = value.IsGradient };

    protected override bool Wants(Shared shared) => _learned.Contains(shared);

    protected override void Differentiate(Node node, Value dy)
    {
        _given.Clear();
        base.Differentiate(node, dy);
    }

    protected override bool Has(Tensor operand) => _given.Contains(operand is Parameter p ? p.Gradient : ((Value)operand).Root);

    private Value Total(string layer, List<Value> contributions)
    {
        if (contributions.Count == 1)
            return contributions[0];
        var total = new Value(contributions[0].Name, contributions[0].Shape) { IsGradient = true };
        Expr sum = Enumerable.Range(1, contributions.Count - 1).Aggregate(Expr.Slot(0), static (e, slot) => e + Expr.Slot(slot));
        _nodes.Add(new Map(layer, total, sum, [.. contributions]));
        return total;
    }
}
