using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>Finds the MPI library that a process is to use, and opens it.</summary>
internal static unsafe partial class MpiLibrary
{
    /// <summary>The environment variable that names a library by hand.</summary>
    public const string Variable = "UNROLLED_MPI_LIBRARY";

    private const int Lazy = 1, Global = 0x100;

    // In the order in which they are tried: the standard's, then those of one family.
    private static readonly string[] s_names =
        ["libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.so", "libmpi.so.40", "libmpich.so.12", "libmpi.so.12", "libmpi.so"];

    /// <summary>Opens the library that suits the launcher, or the first one where none does.</summary>
    /// <exception cref="ExchangeException">There is none.</exception>
    public static MpiFunctions Open(MpiLauncher? launcher)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            return TryOpen(path) ?? throw new ExchangeException(
                -1, $"{Variable} names '{path}', which is no MPI library that can be opened ({LastError()}); give a path such as that of " +
                "libmpi.so.40, or unset it.");
        }
        MpiFunctions[] found = [.. s_names.Select(TryOpen).OfType<MpiFunctions>()];
        return found.FirstOrDefault(library => Suits(library, launcher)) ?? found.FirstOrDefault() ?? throw new ExchangeException(
            -1, "No MPI library is installed where the system looks for one. Install Open MPI (Debian: openmpi-bin) or MPICH (Debian: " +
            $"mpich), or name one by {Variable}, and start with mpirun -n 2 dotnet exec PROGRAM.dll.");
    }

    /// <summary>Lets the library's own parts see its symbols, as Open MPI's plugins expect.</summary>
    public static void MakeGlobal(string name) => dlopen(name, Lazy | Global);

    private static bool Suits(MpiFunctions library, MpiLauncher? launcher) =>
        launcher is null || (launcher.IsOpenMpi ? library.IsOpenMpi : !launcher.IsHydra || !library.IsOpenMpi);

    private static MpiFunctions? TryOpen(string name)
    {
        nint handle = dlopen(name, Lazy);
        return handle != 0 && NativeLibrary.TryGetExport(handle, "MPI_Get_library_version", out _) ? MpiFunctions.Of(handle, name) : null;
    }

    private static string LastError() => Marshal.PtrToStringUTF8(dlerror()) ?? "it has no function MPI_Get_library_version";

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlopen(string name, int mode);

    [LibraryImport("libc")]
    private static partial nint dlerror();
}
