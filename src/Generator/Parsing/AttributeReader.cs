using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>Reads what was written in an attribute's brackets.</summary>
internal static class AttributeReader
{
    /// <summary>
    /// Whether the compiler understood the attribute. Where it did not, it says so itself, and what Roslyn tells
    /// of the arguments is a guess.
    /// </summary>
    public static bool IsSound(AttributeData attribute, AttributeSyntax syntax)
    {
        if (attribute.AttributeConstructor is not { } constructor || attribute.ConstructorArguments.Length != constructor.Parameters.Length)
            return false;
        int named = syntax.ArgumentList?.Arguments.Count(static a => a.NameEquals is not null) ?? 0;
        return named == attribute.NamedArguments.Length
            && attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(static a => a.Value)).All(IsSound);
    }

    /// <summary>
    /// The numeric arguments that were given: the constructor's in its order under its parameters' names, <c>Kernel</c> for
    /// <c>kernel</c>, then the named ones by name. However it was written, one meaning reads as one list, so that it compares equal.
    /// </summary>
    public static EquatableArray<Argument> Arguments(AttributeData attribute, AttributeSyntax syntax)
    {
        var arguments = new List<Argument>();
        IMethodSymbol constructor = attribute.AttributeConstructor!;
        HashSet<string> given = GivenParameters(constructor, syntax);
        bool inPlace = true;
        for (int i = 0; i < constructor.Parameters.Length; i++)
        {
            string parameter = constructor.Parameters[i].Name;
            if (!given.Contains(parameter))
            {
                inPlace = false;
                continue;
            }

            TypedConstant value = attribute.ConstructorArguments[i];
            if (value is { Kind: TypedConstantKind.Array, IsNull: false })
                arguments.AddRange(Elements(Pascal(parameter), value));
            if (Number(value) is { } number)
                arguments.Add(new Argument(Pascal(parameter), number, inPlace ? Text(value) : $"{parameter}: {Text(value)}"));
        }

        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments.OrderBy(static a => a.Key, StringComparer.Ordinal))
        {
            if (Number(named.Value) is { } number)
                arguments.Add(new Argument(named.Key, number, $"{named.Key} = {Text(named.Value)}"));
        }

        return new([.. arguments]);
    }

    /// <summary>A named argument's value, or null.</summary>
    public static object? Named(AttributeData attribute, string name)
    {
        TypedConstant value = attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value;
        return value.Kind == TypedConstantKind.Array ? null : value.Value;
    }

    /// <summary>The elements of the constructor's only argument, a <c>params int[]</c>.</summary>
    public static int[] Integers(AttributeData attribute) =>
        attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Array, IsNull: false } array]
            ? [.. array.Values.Select(static v => v.Value).OfType<int>()]
            : [];

    private static bool IsSound(TypedConstant value) =>
        value.Kind == TypedConstantKind.Array ? value.IsNull || value.Values.All(IsSound) : value.Kind != TypedConstantKind.Error;

    private static HashSet<string> GivenParameters(IMethodSymbol constructor, AttributeSyntax syntax)
    {
        var names = new HashSet<string>();
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = syntax.ArgumentList?.Arguments ?? default;
        for (int i = 0; i < arguments.Count && arguments[i].NameEquals is null; i++)
        {
            // Elements of a params array all belong to the last parameter.
            int place = Math.Min(i, constructor.Parameters.Length - 1);
            names.Add(arguments[i].NameColon?.Name.Identifier.ValueText ?? constructor.Parameters[place].Name);
        }

        return names;
    }

    /// <summary>The elements of a <c>params</c> array, each an argument of the array's name.</summary>
    private static IEnumerable<Argument> Elements(string name, TypedConstant array) =>
        array.Values.Where(static v => Number(v) is not null).Select(v => new Argument(name, Number(v)!.Value, Text(v)));

    /// <summary>The value in C#, with a member of an enumeration by its names alone: <c>Initializer.Zeros</c>.</summary>
    private static string Text(TypedConstant value)
    {
        if (value is not { Kind: TypedConstantKind.Enum, Type: { } type })
            return value.ToCSharpString();
        IFieldSymbol? member = type.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value.Value));
        return member is null ? $"({type.Name}){value.Value}" : $"{type.Name}.{member.Name}";
    }

    private static double? Number(TypedConstant constant) => constant.Kind == TypedConstantKind.Array ? null : constant.Value switch
    {
        bool flag => flag ? 1 : 0,
        int number => number,
        double number => number,
        _ => null,
    };

    private static string Pascal(string parameter) => char.ToUpperInvariant(parameter[0]) + parameter.Substring(1);
}
