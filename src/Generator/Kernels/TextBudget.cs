using Unrolled.Generator.Model;

namespace Unrolled.Generator.Kernels;

/// <summary>What one body may have of text: kernels, the methods that call them, and tables.</summary>
/// <param name="most">Characters in all.</param>
internal sealed class TextBudget(int most = Limits.Characters)
{
    private long _characters;

    /// <summary>Counts what is written.</summary>
    /// <exception cref="LimitException">It is more than a body may have.</exception>
    public void Add(int characters)
    {
        _characters += characters;
        if (_characters > most)
            throw new LimitException($"has code of {Limits.Text(_characters)} characters", Limits.Text(most) + " characters");
    }
}
