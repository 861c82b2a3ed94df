using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels.Nests;

/// <summary>The statements of a kernel's text, and how many they are for the IL budget.</summary>
internal sealed class Statements(CodeWriter writer)
{
    /// <summary>Statements written so far; each of several variables that one line declares is one.</summary>
    public int Count { get; private set; }

    public CodeWriter Writer { get; } = writer;

    public void Write(string statement)
    {
        Writer.Write(statement);
        Count++;
    }

    /// <summary>Writes a comment, which is no statement; none where it is empty.</summary>
    public void Comment(string comment)
    {
        if (comment.Length > 0)
            Writer.Write(comment);
    }

    /// <summary>Writes a line that declares <paramref name="variables"/> variables.</summary>
    public void Declare(string line, int variables)
    {
        Write(line);
        Count += variables;
    }

    /// <summary>Declares a pointer for the part of an address that is known at run time only, unless the operand has one.</summary>
    /// <param name="pointers">The pointers declared so far, by operand.</param>
    /// <param name="key">The operand.</param>
    /// <param name="from">The pointer that the new one starts from, and that serves where nothing varies.</param>
    /// <param name="suffix">What tells the new pointer's name from the operand's.</param>
    /// <param name="variable">What is known at run time only.</param>
    public void Point(Dictionary<string, string> pointers, string key, string from, string suffix, string variable)
    {
        if (pointers.ContainsKey(key))
            return;
        pointers[key] = variable.Length == 0 ? from : key + suffix;
        if (variable.Length > 0)
            Write($"float* {key}{suffix} = {from} {variable};");
    }
}
