using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Unrolled.Tests;

/// <summary>What tests do with files that .NET does not.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Unix
{
    /// <summary>The number of a user, and of a group, that root is not.</summary>
    public const uint Nobody = 65534;

    private const uint OwnerAlone = 0x180;

    public static void MakePipe(string path) => Assert.Equal(0, MakePipe(path, OwnerAlone));

    public static void Link(string path, string other) => Assert.Equal(0, MakeLink(path, other));

    public static void Give(string path, uint owner, uint group) => Assert.Equal(0, ChangeOwner(path, owner, group));

    /// <summary>
    /// Does something with files as another user. Linux gives each thread an identity of its own for that, which takes root's
    /// rights over files from this one until it ends. Whoever is not root has none, and stays who he is.
    /// </summary>
    public static void As(uint user, uint group, Action action)
    {
        Exception? error = null;
        var thread = new Thread(() =>
        {
            _ = SetGroup(group);
            _ = SetUser(user);
            error = Record.Exception(action);
        });
        thread.Start();
        thread.Join();
        Assert.Null(error);
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "link")]
    private static extern int MakeLink(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string other);

    [DllImport("libc", EntryPoint = "chown")]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetUser(uint user);

    [DllImport("libc", EntryPoint = "setfsgid")]
    private static extern int SetGroup(uint group);
}
