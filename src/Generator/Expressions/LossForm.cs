namespace Unrolled.Generator.Expressions;

/// <summary>How a network's outputs are compared with targets.</summary>
/// <param name="Name">The loss's name.</param>
internal abstract record LossForm(string Name);

/// <summary>The sum over elements of a function of the output and a float target.</summary>
/// <param name="Name">The loss's name.</param>
/// <param name="Term">What an element adds; slot 0 is the output x, slot 1 the target t.</param>
/// <param name="Slope">The derivative of <paramref name="Term"/> by x, over the same slots.</param>
/// <param name="Weight">What the mean over all elements is multiplied by.</param>
internal sealed record ElementForm(string Name, Expr Term, Expr Slope, float Weight) : LossForm(Name);

/// <summary>Cross entropy of softmax along the last axis with class numbers.</summary>
/// <param name="Name">The loss's name.</param>
/// <param name="Smoothing">The part of the target that is spread over all classes.</param>
internal sealed record ClassForm(string Name, float Smoothing) : LossForm(Name);
