using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <summary>Names and header comments of kernels.</summary>
internal static class Names
{
    /// <summary><c>Conv2d1Forward</c>, <c>Conv2d1InputGradient</c>, <c>Conv2d1WeightGradient</c>.</summary>
    public static string Of(FusedNode fused, Gradient? gradient)
    {
        if (gradient is not null)
            return Of(fused.Node.Layer, gradient.Parameter);
        bool backward = fused.Node.Output is Value { IsGradient: true };
        return MemberNames.Of(fused.Node.Layer) + (backward ? "InputGradient" : "Forward");
    }

    public static string Of(string layer, Parameter parameter) =>
        MemberNames.Of(layer) + MemberNames.Of(parameter.Name.Substring(parameter.Name.LastIndexOf('.') + 1)) + "Gradient";

    /// <summary>What a kernel calls an operand: <c>x</c>, or <c>dy</c> where it is the gradient of an output.</summary>
    public static string Operand(Value value) => value.IsGradient ? "dy" : "x";

    /// <summary>What a kernel calls its result: <c>y</c>, <c>dx</c>, <c>dw</c>, <c>db</c>.</summary>
    public static string Result(Tensor tensor) => tensor switch
    {
        Gradient { Parameter.Role: ParameterRole.Bias } => "db",
        Gradient => "dw",
        Value { IsGradient: true } => "dx",
        _ => "y",
    };

    public static string Header(FusedNode fused, Nest? nest)
    {
        string inputs = string.Join(", ", fused.Node.Inputs.Concat(fused.Extras.Select(static e => e.Tensor)));
        string also = fused.Layers.Count == 0 ? "" : $", then {string.Join(", ", fused.Layers.Distinct())}";
        return $"{fused.Node.Layer}: {fused.Output} from {inputs}{also}.{Order(nest)}";
    }

    public static string Header(string layer, Nest nest, string how) => $"{layer}: gradient {how}.{Order(nest)}";

    private static string Order(Nest? nest)
    {
        if (nest is null || nest.Sums.Count == 0)
            return "";
        return $" Sums over {string.Join(", ", nest.Sums.Select(static d => $"{d.Name} {d.Extent}"))}.";
    }
}
