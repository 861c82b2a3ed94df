namespace Unrolled.Generator.Expressions;

/// <summary>How a network's outputs are compared with targets.</summary>
/// <param name="Name">The loss's name.</param>
/// <param name="Outputs">What outputs mean to it.</param>
internal abstract record LossForm(string Name, OutputMeaning Outputs);

/// <summary>What a network's outputs mean to its loss; the runtime has the same names.</summary>
internal enum OutputMeaning
{
    /// <summary>Numbers that come close to targets.</summary>
    Values,

    /// <summary>Logits along the last axis, of which a softmax makes probabilities of classes.</summary>
    ClassLogits,

    /// <summary>Logits that each stand for a yes or no of its own.</summary>
    BinaryLogits,

    /// <summary>Logarithms of probabilities.</summary>
    LogProbabilities,
}

/// <summary>The sum over elements of a function of the output and a float target.</summary>
/// <param name="Name">The loss's name.</param>
/// <param name="Term">What an element adds; slot 0 is the output x, slot 1 the target t.</param>
/// <param name="Slope">The derivative of <paramref name="Term"/> by x, over the same slots.</param>
/// <param name="Weight">What the mean over all elements is multiplied by.</param>
/// <param name="Outputs">What outputs mean to it.</param>
internal sealed record ElementForm(string Name, Expr Term, Expr Slope, float Weight, OutputMeaning Outputs) : LossForm(Name, Outputs);

/// <summary>Cross entropy of softmax along the last axis with class numbers.</summary>
/// <param name="Name">The loss's name.</param>
/// <param name="Smoothing">The part of the target that is spread over all classes.</param>
internal sealed record ClassForm(string Name, float Smoothing) : LossForm(Name, OutputMeaning.ClassLogits);
