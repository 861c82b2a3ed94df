using System.Collections;

namespace Unrolled.Training;

/// <summary>Results that come about while they are enumerated, once: a second time would train again, unasked.</summary>
internal sealed class Once<TElement>(IEnumerable<TElement> results) : IEnumerable<TElement>
{
    private int _taken;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">They have been enumerated.</exception>
    public IEnumerator<TElement> GetEnumerator() => Interlocked.Exchange(ref _taken, 1) == 0
        ? results.GetEnumerator()
        : throw new InvalidOperationException(
            "These epochs have been enumerated, and so trained, before; keep their results with ToList() to look at them again, " +
            "or call Fit once more to train on.");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
