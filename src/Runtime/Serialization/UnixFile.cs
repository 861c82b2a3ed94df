using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Unrolled.Serialization;

/// <summary>
/// What .NET does not do with files on Unix, by the C library that every process there has. All of it is an attempt:
/// file systems that know no owners, or no flushing of directories, refuse it, and the file is as good without.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static unsafe class UnixFile
{
    private const int WorkingDirectory = -100;
    private const uint OwnerAndGroup = 0x18;

    /// <summary>Gives a file the owner and mode of another.</summary>
    public static void Imitate(SafeFileHandle file, string model)
    {
        UnixFileMode mode = File.GetUnixFileMode(model);
        try
        {
            // Before the mode, of which a new owner loses some bits.
            if (OperatingSystem.IsLinux())
                KeepOwner(file, model);
            File.SetUnixFileMode(file, mode);
        }
        catch (Exception refused)
            when (refused is IOException or UnauthorizedAccessException or NotSupportedException || IsMissing(refused))
        {
        }
    }

    /// <summary>Brings a directory's entries to disk.</summary>
    public static void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        try
        {
            int directory = Open(path, 0);
            if (directory < 0)
                return;
            _ = Sync(directory);
            _ = Close(directory);
        }
        catch (Exception refused) when (IsMissing(refused))
        {
        }
    }

    private static void KeepOwner(SafeFileHandle file, string model)
    {
        OwnerStatus status = default;
        if (Status(WorkingDirectory, model, 0, OwnerAndGroup, &status) == 0 && (status.Mask & OwnerAndGroup) == OwnerAndGroup)
            _ = ChangeOwner(file, status.Owner, status.Group);
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

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Status(
        int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, OwnerStatus* status);

    /// <summary>Linux's <c>statx</c>, which lies alike on all architectures, as far as it is read here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct OwnerStatus
    {
        [FieldOffset(0)]
        public uint Mask;

        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(24)]
        public uint Group;
    }
}
