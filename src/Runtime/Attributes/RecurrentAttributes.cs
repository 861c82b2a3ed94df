namespace Unrolled;

/// <summary>
/// The base of recurrent layers. They take steps and features, <c>[steps, features]</c>, start from a state of zeros,
/// and give the last step's output, or all of them.
/// </summary>
public abstract class RecurrentAttribute : ParameterLayerAttribute
{
    private protected RecurrentAttribute(int units) => Units = units;

    /// <summary>Outputs of a step, which are also what the next step sees.</summary>
    public int Units { get; }

    /// <summary>Whether the layer gives every step's output, <c>[steps, units]</c>, rather than the last one's. False unless set.</summary>
    public bool ReturnSequences { get; set; }
}

/// <summary>
/// The simple recurrent layer (Elman): <c>hₜ = tanh(W·xₜ + b + U·hₜ₋₁ + c)</c>. Tensors are PyTorch's <c>RNN</c>:
/// <c>weight_ih_l0</c> (W), <c>weight_hh_l0</c> (U), <c>bias_ih_l0</c> (b), <c>bias_hh_l0</c> (c).
/// </summary>
/// <param name="units">Outputs of a step, at least 1.</param>
public sealed class RnnAttribute(int units) : RecurrentAttribute(units)
{
    /// <summary>The function of each step's sum. <see cref="Unrolled.Nonlinearity.Tanh"/> unless set.</summary>
    public Nonlinearity Nonlinearity { get; set; }
}

/// <summary>What a simple recurrent layer applies to each step's sum.</summary>
public enum Nonlinearity
{
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>The larger of 0 and the sum.</summary>
    ReLU,
}

/// <summary>
/// The gated recurrent unit (Cho et al., 2014) as PyTorch has it: with <c>r</c>, <c>z</c> logistic functions of input and state,
/// <c>n = tanh(W·x + b + r∘(U·h + c))</c>, <c>h′ = (1 - z)∘n + z∘h</c>. Gates lie in the order r, z, n in PyTorch's tensors of <c>GRU</c>.
/// </summary>
/// <param name="units">Outputs of a step, at least 1.</param>
public sealed class GruAttribute(int units) : RecurrentAttribute(units);

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber, 1997) as PyTorch has it: with <c>i</c>, <c>f</c>, <c>o</c>
/// logistic functions and <c>g</c> the hyperbolic tangent of sums over input and state, <c>c′ = f∘c + i∘g</c>,
/// <c>h′ = o∘tanh(c′)</c>. Gates lie in the order i, f, g, o in PyTorch's tensors of <c>LSTM</c>.
/// </summary>
/// <param name="units">Outputs of a step, at least 1.</param>
public sealed class LstmAttribute(int units) : RecurrentAttribute(units);

/// <summary>
/// A learned row of floats for each token: <c>[steps]</c> whole numbers become <c>[steps, units]</c>; PyTorch's
/// <c>Embedding</c>. It is the first layer of a network, whose inputs are then <c>int</c>s from 0 to <c>vocabulary</c>
/// - 1.
/// </summary>
/// <param name="vocabulary">How many tokens there are, at least 1.</param>
/// <param name="units">Floats of a row, at least 1.</param>
public sealed class EmbeddingAttribute(int vocabulary, int units) : ParameterLayerAttribute
{
    /// <summary>How many tokens there are.</summary>
    public int Vocabulary { get; } = vocabulary;

    /// <summary>Floats of a row.</summary>
    public int Units { get; } = units;
}
