namespace Unrolled;

/// <summary>
/// The sends and receives that are under way, by their numbers. One of more bytes than the library counts in a call is several, in a row.
/// Numbers are used again, so that nothing is allocated once as many have been under way as ever are.
/// </summary>
internal sealed class MpiOperations
{
    private Operation[] _operations = new Operation[16];
    private int _free;

    /// <summary>Makes the numbers.</summary>
    public MpiOperations() => Link(0);

    /// <summary>How many are under way.</summary>
    public int Open { get; private set; }

    /// <summary>One of them, until the next one is taken.</summary>
    public ref Operation this[int number] => ref _operations[number];

    /// <summary>The numbers of all that are under way.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(0, _operations.Length).Where(number => _operations[number].IsOpen);

    /// <summary>A new one's number.</summary>
    public int Take(int peer, bool isReceive, int length)
    {
        if (_free < 0)
        {
            int first = _operations.Length;
            Array.Resize(ref _operations, 2 * first);
            Link(first);
        }
        int number = _free;
        ref Operation operation = ref _operations[number];
        _free = operation.Next;
        operation = new() { Peer = peer, Next = -1, IsOpen = true, IsReceive = isReceive, Length = length };
        Open++;
        return number;
    }

    /// <summary>Whether it is under way.</summary>
    public bool Contains(int number) => (uint)number < (uint)_operations.Length && _operations[number].IsOpen;

    /// <summary>Gives the number back.</summary>
    /// <returns>That of the row's next one; -1 behind the last.</returns>
    public int Release(int number)
    {
        ref Operation operation = ref _operations[number];
        int next = operation.Next;
        operation = new() { Next = _free };
        _free = number;
        Open--;
        return next;
    }

    // Free ones form a row too.
    private void Link(int first)
    {
        for (int i = first; i < _operations.Length; i++)
            _operations[i].Next = i + 1 < _operations.Length ? i + 1 : -1;
        _free = first;
    }
}

/// <summary>A send or receive.</summary>
internal struct Operation
{
    /// <summary>The library's handle.</summary>
    public nint Request;

    /// <summary>The other rank.</summary>
    public int Peer;

    /// <summary>The row's next one; -1 behind the last.</summary>
    public int Next;

    /// <summary>It is under way.</summary>
    public bool IsOpen;

    /// <summary>Bytes come in.</summary>
    public bool IsReceive;

    /// <summary>How many.</summary>
    public int Length;
}
