namespace Unrolled;

/// <summary>
/// The base of recurrent layers. They take steps and features, <c>[steps, features]</c>, start from a state of zeros unless told otherwise,
/// and give the last step's output, or all of them.
/// </summary>
public abstract class RecurrentAttribute : ParameterLayerAttribute
{
    private protected RecurrentAttribute(int units) => Units = units;

    /// <summary>Outputs of a step, which are also what the next step sees.</summary>
    public int Units { get; }

    /// <summary>Whether the layer gives every step's output, <c>[steps, units]</c>, rather than the last one's. False unless set.</summary>
    public bool ReturnSequences { get; set; }

    /// <summary>
    /// Whether a second layer, whose tensors' names end in <c>_reverse</c> as PyTorch's do, runs from the last step to the first. The
    /// outputs of both stand side by side, the second one's at the step that it had come to: <c>[steps, 2·units]</c>, or without
    /// <see cref="ReturnSequences"/> the last of either, <c>[2·units]</c>, as PyTorch's <c>h_n</c>. A network with such a layer needs the
    /// whole sequence, so that it has no <c>Step</c>. False unless set.
    /// </summary>
    public bool Bidirectional { get; set; }

    /// <summary>
    /// Whether the state before the first step is a tensor of its own, <c>initial_h</c> of <c>[units]</c>, for an LSTM <c>initial_c</c> as
    /// well. It is zero in a new network and learned as a bias is, unless the layer is frozen. False unless set.
    /// </summary>
    public bool InitialState { get; set; }
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
public sealed class GruAttribute(int units) : RecurrentAttribute(units)
{
    /// <summary>
    /// Whether the state's sums are reset, rather than the state before it is multiplied: <c>r∘(U·h + c)</c>, PyTorch's and cuDNN's form,
    /// or else <c>U·(r∘h) + c</c>, the paper's (ONNX's <c>linear_before_reset</c>, whose default is 0; Keras's <c>reset_after</c>). True
    /// unless set.
    /// </summary>
    public bool ResetAfter { get; set; } = true;
}

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
