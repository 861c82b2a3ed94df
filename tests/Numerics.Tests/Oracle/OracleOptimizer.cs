namespace Unrolled.Numerics.Tests;

/// <summary>An optimiser in doubles, with the formulas of <c>torch.optim</c>.</summary>
internal abstract class OracleOptimizer
{
    protected int Steps { get; private set; }

    /// <summary>Moves the parameters along the gradients they hold.</summary>
    public void Step(OracleNetwork network)
    {
        Steps++;
        foreach (var tensor in network.Parameters.Where(t => t.Learned))
            Update(tensor);
    }

    /// <summary>One training step as a trainer takes it.</summary>
    /// <returns>The mean loss before the step.</returns>
    public double Step(OracleNetwork network, Batch batch)
    {
        double loss = network.Differentiate(batch);
        network.Remember();
        Step(network);
        return loss;
    }

    protected abstract void Update(OracleTensor tensor);

    /// <summary>The state of a tensor, zero at first.</summary>
    protected static double[] State(Dictionary<OracleTensor, double[]> states, OracleTensor tensor) =>
        states.TryGetValue(tensor, out double[]? state) ? state : states[tensor] = new double[tensor.Values.Length];
}

/// <summary>v ← momentum·v + g, w ← w − rate·v.</summary>
internal sealed class OracleSgd(double rate, double momentum = 0) : OracleOptimizer
{
    private readonly Dictionary<OracleTensor, double[]> _velocity = [];

    protected override void Update(OracleTensor tensor)
    {
        double[] v = State(_velocity, tensor);
        for (int i = 0; i < v.Length; i++)
        {
            v[i] = momentum * v[i] + tensor.Gradient[i];
            tensor.Values[i] -= rate * v[i];
        }
    }
}

/// <summary>m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − rate/(1−β₁ᵗ)·m/(√v/√(1−β₂ᵗ) + ε).</summary>
internal sealed class OracleAdam(double rate, double epsilon, double beta1 = 0.9, double beta2 = 0.999) : OracleOptimizer
{
    private readonly Dictionary<OracleTensor, double[]> _first = [];
    private readonly Dictionary<OracleTensor, double[]> _second = [];

    protected override void Update(OracleTensor tensor)
    {
        double[] m = State(_first, tensor), v = State(_second, tensor);
        double correction1 = 1 - Math.Pow(beta1, Steps), correction2 = 1 - Math.Pow(beta2, Steps);
        for (int i = 0; i < m.Length; i++)
        {
            double g = tensor.Gradient[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            v[i] = beta2 * v[i] + (1 - beta2) * g * g;
            tensor.Values[i] -= rate / correction1 * m[i] / (Math.Sqrt(v[i]) / Math.Sqrt(correction2) + epsilon);
        }
    }
}
