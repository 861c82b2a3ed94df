using System.Text;

namespace Unrolled.Generator.Model;

/// <summary>The names of what is generated: parsing refuses declarations in which they collide, emission uses them.</summary>
internal static class MemberNames
{
    /// <summary>The members of every network, beside its constructor <c>(ulong seed = 0)</c> and a property for each tensor.</summary>
    public static IReadOnlyList<string> Fixed { get; } =
    [
        "InputLength", "OutputLength", "ParameterCount", "Parameters", "Predict", "Save", "Load", "Info", "Step", "State",
        "InputGradient", "VectorJacobianProduct",
    ];

    /// <summary>Private members of every network.</summary>
    public static IReadOnlyList<string> Hidden { get; } =
    [
        "s_body", "s_info", "s_program", "_core", "CreateInfo", "CreateProgram", "CreatePlan", "RunEntry",
        "DescribeProgram", "DescribePlan",
    ];

    /// <summary>
    /// The property of a tensor: <c>conv2d1.weight</c> becomes <c>Conv2d1Weight</c>, <c>features.0.weight</c> <c>Features0Weight</c>, and
    /// <c>0.weight</c>, as PyTorch's <c>Sequential</c> has it, <c>_0Weight</c>. Distinct names may give one property.
    /// </summary>
    public static string Of(string parameter)
    {
        var name = new StringBuilder();
        foreach (string part in parameter.Split('.'))
            name.Append(char.ToUpperInvariant(part[0])).Append(part, 1, part.Length - 1);
        return char.IsDigit(name[0]) ? "_" + name : name.ToString();
    }

    /// <summary>The constructor's argument for a part: <c>backbone1</c>.</summary>
    public static string Argument(string part)
    {
        string name = Of(part);
        name = char.ToLowerInvariant(name[0]) + name.Substring(1);
        return Identifiers.Escape(name == "seed" ? "seedPart" : name);
    }
}
