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
        "s_contract", "s_body", "s_info", "s_program", "_core", "CreateInfo", "CreateProgram", "CreatePlan", "RunEntry",
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

    /// <summary>Whether a generated member is a property, for which the compiler makes a method <c>get_Info</c>.</summary>
    public static bool IsProperty(string member) =>
        member is "Parameters" or "Info" || !(Fixed.Contains(member) || Hidden.Contains(member));

    /// <summary>The constructor's arguments for parts, each unlike the others and unlike <c>seed</c>: <c>backbone1</c>.</summary>
    public static IReadOnlyList<string> Arguments(IEnumerable<string> parts)
    {
        string[] names = [.. parts.Select(Of).Select(static n => char.ToLowerInvariant(n[0]) + n.Substring(1))];
        string seed = "seedPart";
        while (names.Contains(seed))
            seed += "Part";
        return [.. names.Select(n => Identifiers.Escape(n == "seed" ? seed : n))];
    }
}
