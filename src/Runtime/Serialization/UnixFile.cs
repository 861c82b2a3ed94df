using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Unrolled.Serialization;

/// <summary>
/// What .NET does not do with files on Unix, by the C library that every process there has. All of it is an attempt:
/// file systems that know no owners, or no flushing of directories, refuse it, and the file is as good without.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixFile
{
    private const uint Unchanged = uint.MaxValue;

    private const UnixFileMode OfGroup =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.SetGroup;

    // O_CLOEXEC: a child that another thread starts meanwhile does not get the handle.
    private static int ClosedInChildren => OperatingSystem.IsMacOS() ? 0x100_0000 : 0x8_0000;

    /// <summary>Gives a file the owner, group and mode of another, as far as the system lets us.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Where it lies.</param>
    /// <param name="model">The other; nothing happens if it is gone.</param>
    public static void Imitate(SafeFileHandle file, string path, string model)
    {
        try
        {
            UnixFileMode mode = File.GetUnixFileMode(model);
            // Before the mode, of which a new owner loses some bits.
            bool sameGroup = KeepOwner(file, path, UnixStatus.Of(model));
            File.SetUnixFileMode(file, ModeFor(mode, sameGroup));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or NotSupportedException)
        {
        }
    }

    /// <summary>The mode of a copy: what one group was permitted is not for another.</summary>
    public static UnixFileMode ModeFor(UnixFileMode mode, bool sameGroup) => sameGroup ? mode : mode & ~OfGroup;

    /// <summary>Brings a directory's entries to disk.</summary>
    public static void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        try
        {
            int directory = Open(path, ClosedInChildren);
            if (directory < 0)
                return;
            _ = Sync(directory);
            _ = Close(directory);
        }
        catch (Exception refused) when (IsMissing(refused))
        {
        }
    }

    /// <summary>Whether the file then has the old one's group. Who may not give a file away may still give it to a group of his.</summary>
    private static bool KeepOwner(SafeFileHandle file, string path, UnixStatus? old)
    {
        if (old is not { } wanted)
            return false;
        try
        {
            if (ChangeOwner(file, wanted.Owner, wanted.Group) == 0 || ChangeOwner(file, Unchanged, wanted.Group) == 0)
                return true;
        }
        catch (Exception refused) when (IsMissing(refused))
        {
        }
        return UnixStatus.Of(path)?.Group == wanted.Group;
    }

    private static bool IsMissing(Exception error) => error is DllNotFoundException or EntryPointNotFoundException;

    // Plain imports: the runtime's sources compile without the SDK's generators, too.
    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);

    [DllImport("libc", EntryPoint = "fchown")]
    private static extern int ChangeOwner(SafeFileHandle file, uint owner, uint group);
}
