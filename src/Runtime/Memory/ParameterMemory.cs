using System.Runtime.InteropServices;

namespace Unrolled.Memory;

/// <summary>
/// Where a network's parameters lie: its own first, then those of each part that is a network, as that network lays
/// them out. All are one stretch of memory, unless the network was made over living parts: then those parts' memory is
/// where they are.
/// </summary>
internal sealed unsafe class ParameterMemory
{
    private readonly PinnedBuffer<float> _own;
    private readonly ParameterMemory?[] _living;
    private readonly int[] _starts;
    private readonly nint[] _parts;

    /// <param name="info">The network, with its parts.</param>
    /// <param name="living">For each part the memory it lives in already, or null; may be shorter.</param>
    /// <exception cref="ArgumentException">A living part is itself made over living parts, or of another length.</exception>
    public ParameterMemory(NetworkInfo info, ReadOnlySpan<ParameterMemory?> living)
    {
        int parts = info.Parts.Length;
        _living = new ParameterMemory?[parts];
        living.CopyTo(_living);
        _starts = [0, .. info.Parts.Select(part => part.Offset)];
        // With a living part, memory of that part's own would only be mistaken for it.
        int length = Shares ? OwnLength(info) : info.ParameterCount;
        _own = new PinnedBuffer<float>(length, AlignedElement(info));
        _parts = GC.AllocateArray<nint>(parts + 1, pinned: true);
        _parts[0] = (nint)_own.Pointer;
        int next = parts == 0 ? length : info.Parts[0].Offset;
        for (int part = 0; part < parts; part++)
        {
            if (_living[part] is { Shares: true })
                throw new ArgumentException(
                    $"The {info.Parts[part].Name} that is given shares parts of its own, so its parameters lie in several places; " +
                    "share a network that owns its parameters, and load a copy of the others.");
            if (_living[part] is { } memory)
            {
                RequireLength(info, part, memory);
                _parts[part + 1] = (nint)memory.Pointers.Own;
                continue;
            }
            _parts[part + 1] = (nint)(_own.Pointer + next);
            next += info.Parts[part].Length;
        }
    }

    // Tensors lie without gaps, so not all can begin at a cache line: the most elements shall, or each vector would be read from two.
    private int AlignedElement(NetworkInfo info)
    {
        const int Line = 64 / sizeof(float);
        long[] elements = new long[Line];
        foreach (ParameterInfo tensor in info.Parameters)
        {
            int part = Part(tensor.Offset);
            if (part > 0 && _living[part - 1] is not null)
                continue;
            int elsewhere = info.Parts.Take(part).Where((_, before) => _living[before] is not null).Sum(before => before.Length);
            elements[(tensor.Offset - elsewhere) % Line] += tensor.Shape.Aggregate(1L, static (all, extent) => all * extent);
        }

        return Array.IndexOf(elements, elements.Max());
    }

    // Generated code has the part's places as constants, those of the build that it was generated in.
    private static void RequireLength(NetworkInfo info, int part, ParameterMemory living)
    {
        PartInfo expected = info.Parts[part];
        if (living.Own.Length != expected.Length)
            throw new ArgumentException(
                $"{info.Name} was generated for a {expected.Name} of {expected.Length} parameters, but the one that is given has " +
                $"{living.Own.Length}; build {info.Name} again, against the same version of that network.");
    }

    /// <summary>Whether parts live in another network's memory.</summary>
    public bool Shares => _living.Any(part => part is not null);

    /// <summary>The parameters that no other network owns.</summary>
    public Span<float> Own => _own.Span;

    /// <summary>What generated code is given. The caller keeps this object alive while it uses them.</summary>
    public ParameterPointers Pointers => new(_own.Pointer, (float**)Marshal.UnsafeAddrOfPinnedArrayElement(_parts, 0));

    /// <summary>The parameter at an offset of the whole.</summary>
    public float* At(int offset)
    {
        int part = Part(offset);
        return (float*)_parts[part] + (offset - _starts[part]);
    }

    /// <summary>A tensor, which lies in one part.</summary>
    public Span<float> Slice(int offset, int length)
    {
        int part = Part(offset);
        if (part > 0 && _living[part - 1] is { } memory)
            return memory.Own.Slice(offset - _starts[part], length);
        return _own.Span.Slice((int)(At(offset) - _own.Pointer), length);
    }

    /// <summary>Copies all parameters, in the order of their offsets.</summary>
    public void CopyTo(Span<float> all)
    {
        for (int part = 0; part < _starts.Length; part++)
            Whole(part, all.Length).CopyTo(all[_starts[part]..]);
    }

    /// <summary>Replaces all parameters, shared ones too.</summary>
    public void CopyFrom(ReadOnlySpan<float> all)
    {
        for (int part = 0; part < _starts.Length; part++)
        {
            Span<float> whole = Whole(part, all.Length);
            all.Slice(_starts[part], whole.Length).CopyTo(whole);
        }
    }

    private Span<float> Whole(int part, int count)
    {
        int length = (part + 1 < _starts.Length ? _starts[part + 1] : count) - _starts[part];
        return length == 0 ? [] : Slice(_starts[part], length);
    }

    private int Part(int offset)
    {
        int part = _starts.Length - 1;
        while (_starts[part] > offset)
            part--;
        return part;
    }

    private int OwnLength(NetworkInfo info) =>
        info.ParameterCount - info.Parts.Where((_, part) => _living[part] is not null).Sum(part => part.Length);
}

/// <summary>A network's own parameters, and where its parts begin: itself, then each part that is a network.</summary>
internal readonly unsafe struct ParameterPointers(float* own, float** parts)
{
    public float* Own { get; } = own;

    public float** Parts { get; } = parts;
}
