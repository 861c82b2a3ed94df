using System.Text;

namespace Unrolled.Onnx.Writing;

/// <summary>Names of classes: those that are asked for, or the file's in C#'s spelling.</summary>
internal static class ClassNames
{
    // What a network's class has as members cannot be its name.
    private static readonly HashSet<string> Members =
    [
        "Info", "InputGradient", "InputLength", "Load", "OutputLength", "ParameterCount", "Parameters", "Predict", "Save",
        "State", "Step", "VectorJacobianProduct",
    ];

    private const int Longest = 100;

    /// <exception cref="ArgumentException">The name that is asked for, or its namespace, is none.</exception>
    public static string Of(ImportOptions options, string file)
    {
        if (options.Namespace is { } space && !space.Split('.').All(IsName))
            throw new ArgumentException($"The namespace is \"{space}\", but names with dots between are expected, such as Shop.Models.",
                nameof(options));
        if (options.ClassName is null)
            return Made(file);
        return IsName(options.ClassName) && !Members.Contains(options.ClassName) ? options.ClassName : throw new ArgumentException(
            $"The class is \"{options.ClassName}\", but a name is expected that no member of networks has, such as Classifier.",
                nameof(options));
    }

    /// <summary><c>resnet-8.v2.onnx</c> is <c>Resnet8V2</c>.</summary>
    private static string Made(string file)
    {
        var name = new StringBuilder();
        bool isFirst = true;
        foreach (char c in Path.GetFileNameWithoutExtension(file).Take(Longest))
        {
            if (char.IsAsciiLetterOrDigit(c))
                name.Append(isFirst ? char.ToUpperInvariant(c) : c);
            isFirst = !char.IsAsciiLetterOrDigit(c);
        }

        string made = name.ToString();
        if (made.Length == 0 || char.IsAsciiDigit(made[0]))
            made = "Model" + made;
        return Members.Contains(made) ? made + "Network" : made;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && (name[0] == '_' || char.IsLetter(name[0])) && name.All(static c => c == '_' || char.IsLetterOrDigit(c))
            && !Keywords.Contains(name);

    private static readonly HashSet<string> Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue",
        "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally",
        "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long",
        "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected", "public",
        "readonly", "record", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct",
        "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual",
        "void", "volatile", "while",
    ];
}
