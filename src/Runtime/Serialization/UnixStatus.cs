using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Unrolled.Serialization;

/// <summary>
/// What a path stands for, links followed, whose it is, and which content: .NET tells modes and times, but none of these.
/// </summary>
/// <param name="Type">The upper four of the sixteen bits of its mode, <see cref="Regular"/> among them.</param>
/// <param name="Owner">The number of the user that it belongs to.</param>
/// <param name="Group">The number of the group that it belongs to.</param>
/// <param name="Inode">
/// The number of the file behind its names: another file that comes into its place has another one. 0 where there is none.
/// </param>
/// <param name="Changed">
/// When anything of it last changed, in nanoseconds since 1970; no program can set it. 0 where that is not known.
/// </param>
[UnsupportedOSPlatform("windows")]
internal readonly unsafe record struct UnixStatus(int Type, uint Owner, uint Group, ulong Inode, long Changed)
{
    /// <summary>The type of a file as most are: of bytes on a disk, with an end.</summary>
    public const int Regular = 0x8000;

    /// <summary>The type of a directory.</summary>
    public const int Directory = 0x4000;

    private const int TypeBits = 0xF000;
    private const int WorkingDirectory = -100;

    // statx: the type, the owner and the group; the time of the last change and the inode, which some file systems do not have.
    private const uint Wanted = 0x1 | 0x8 | 0x10, Asked = Wanted | 0x80 | 0x100;

    private const long Second = 1_000_000_000;

    /// <summary>The status; null where nothing is there, or where the system does not tell in a way that is known here.</summary>
    public static UnixStatus? Of(string path)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return OfLinux(path);
            return OperatingSystem.IsMacOS() ? OfMacOS(path) : null;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static UnixStatus? OfLinux(string path)
    {
        LinuxStatus status = default;
        bool known = StatusOnLinux(WorkingDirectory, path, 0, Asked, &status) == 0 && (status.Mask & Wanted) == Wanted;
        return known
            ? new(status.Mode & TypeBits, status.Owner, status.Group, status.Inode, status.Seconds * Second + status.Nanoseconds)
            : null;
    }

    private static UnixStatus? OfMacOS(string path)
    {
        MacStatus status = default;
        int result = RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? StatusOnIntelMac(path, &status)
            : StatusOnMac(path, &status);
        return result == 0
            ? new(status.Mode & TypeBits, status.Owner, status.Group, status.Inode, status.Seconds * Second + status.Nanoseconds)
            : null;
    }

    // Plain imports: the runtime's sources compile without the SDK's generators, too.
    [DllImport("libc", EntryPoint = "statx")]
    private static extern int StatusOnLinux(
        int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, LinuxStatus* status);

    [DllImport("libc", EntryPoint = "stat")]
    private static extern int StatusOnMac([MarshalAs(UnmanagedType.LPUTF8Str)] string path, MacStatus* status);

    // There the plain name is a structure of an older form.
    [DllImport("libc", EntryPoint = "stat$INODE64")]
    private static extern int StatusOnIntelMac([MarshalAs(UnmanagedType.LPUTF8Str)] string path, MacStatus* status);

    /// <summary>Linux's <c>statx</c>, which lies alike on all architectures, as far as it is read here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct LinuxStatus
    {
        [FieldOffset(0)]
        public uint Mask;

        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(96)]
        public long Seconds;

        [FieldOffset(104)]
        public uint Nanoseconds;
    }

    /// <summary>macOS's <c>stat</c> with inodes of 64 bits, as far as it is read here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct MacStatus
    {
        [FieldOffset(4)]
        public ushort Mode;

        [FieldOffset(8)]
        public ulong Inode;

        [FieldOffset(16)]
        public uint Owner;

        [FieldOffset(20)]
        public uint Group;

        [FieldOffset(64)]
        public long Seconds;

        [FieldOffset(72)]
        public long Nanoseconds;
    }
}
