namespace Unrolled;

/// <summary>
/// What the handles and constants of a family of MPI libraries are. All calls pass handles as wide as a pointer: a library whose handles
/// are of 32 bits reads the lower half of what it is passed.
/// </summary>
/// <param name="World">All processes of the run; 0 where the library has a variable of that name.</param>
/// <param name="Byte">The type of untyped bytes; 0 as well.</param>
/// <param name="ErrorsReturn">What has functions return their errors, instead of ending the process; 0 as well.</param>
/// <param name="HasWideHandles">Handles are pointers, not integers of 32 bits.</param>
/// <param name="AnySource">The rank of a sender that may be any.</param>
/// <param name="IgnoredStatus">Where a status goes that nobody asks for.</param>
/// <param name="Serialized">The threads' level: any of them may call, one at a time.</param>
internal sealed record MpiLayout(
    nint World, nint Byte, nint ErrorsReturn, bool HasWideHandles, int AnySource, nint IgnoredStatus, int Serialized)
{
    /// <summary>Open MPI before its sixth version, and later in its own library.</summary>
    public static MpiLayout OpenMpi { get; } = new(0, 0, 0, HasWideHandles: true, AnySource: -1, IgnoredStatus: 0, Serialized: 2);

    /// <summary>MPICH, and the libraries that keep to its numbers: those of Intel, MVAPICH, Cray.</summary>
    public static MpiLayout Mpich { get; } =
        new(0x44000000, 0x4c00010d, 0x54000001, HasWideHandles: false, AnySource: -2, IgnoredStatus: 1, Serialized: 2);

    /// <summary>The standard's own, since MPI 5.0.</summary>
    public static MpiLayout Standard { get; } =
        new(0x101, 0x247, 0x142, HasWideHandles: true, AnySource: -1, IgnoredStatus: 0, Serialized: 2048);
}
