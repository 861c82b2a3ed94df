using System.Runtime.Versioning;
using Unrolled.Serialization;
using Unrolled.Tests.Training;

namespace Unrolled.Tests;

/// <summary>Whose a saved file is, and what a group may do with it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OwnerTests : TempDirectory
{
    private const uint Owner = 1234, Group = 2345;

    private const UnixFileMode ForGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private const UnixFileMode ForAll = ForGroup | UnixFileMode.GroupExecute | UnixFileMode.UserExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Owners are root's to give; elsewhere there is the rule alone.
    private static readonly bool s_isRoot = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    private readonly FakeClassifier _network = new(seed: 3);

    private string Target => PathOf("net.safetensors");

    [Fact]
    public void What_a_group_may_is_not_for_another()
    {
        Assert.Equal(ForGroup, UnixFile.ModeFor(ForGroup, sameGroup: true));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFile.ModeFor(ForGroup | UnixFileMode.SetGroup, sameGroup: false));
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Assert.Equal(Others, UnixFile.ModeFor(Others | UnixFileMode.GroupRead, sameGroup: false));
    }

    [Fact]
    public void Root_keeps_owner_group_and_mode()
    {
        if (!s_isRoot)
            return;
        PutOld();
        _network.Save(Target);
        Assert.Equal((Owner, Group, ForGroup), Found());
    }

    [Fact]
    public void Who_may_not_give_a_file_away_keeps_its_group_if_it_is_his_too()
    {
        if (!s_isRoot)
            return;
        // New files get the folder's group, which is not the old file's.
        Unix.Give(Directory, Unix.Nobody, Unix.Nobody);
        File.SetUnixFileMode(Directory, ForAll | UnixFileMode.SetGroup);
        PutOld();
        Unix.As(Unix.Nobody, Group, () => _network.Save(Target));
        Assert.Equal((Unix.Nobody, Group, ForGroup), Found());
    }

    [Fact]
    public void A_file_that_comes_to_another_group_permits_it_nothing()
    {
        if (!s_isRoot)
            return;
        File.SetUnixFileMode(Directory, ForAll);
        PutOld();
        Unix.As(Unix.Nobody, Unix.Nobody, () => _network.Save(Target));
        Assert.Equal((Unix.Nobody, Unix.Nobody, UnixFileMode.UserRead | UnixFileMode.UserWrite), Found());
    }

    [Fact]
    public void A_read_only_file_that_a_killed_writer_left_goes_for_whoever_may_delete_it()
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.SetUnixFileMode(Directory, ForAll);
        string stale = Put("net.safetensors.abcdefgh.i2j.tmp", [1, 2, 3]);
        File.SetUnixFileMode(stale, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Unix.As(Unix.Nobody, Unix.Nobody, () => _network.Save(Target));
        Assert.Equal([Target], System.IO.Directory.GetFileSystemEntries(Directory));
    }

    [Fact]
    public void A_read_only_file_of_a_writer_at_work_stays()
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.SetUnixFileMode(Directory, ForAll);
        Unix.As(Unix.Nobody, Unix.Nobody, () =>
        {
            using var other = new AtomicFile(Target);
            // As it is between its mode and its name.
            File.SetUnixFileMode(other.Stream.Name, UnixFileMode.UserRead);
            _network.Save(Target);
            other.Stream.Write("the last one to finish"u8);
            other.Commit();
        });
        Assert.Equal("the last one to finish", File.ReadAllText(Target));
        Assert.Single(System.IO.Directory.GetFileSystemEntries(Directory));
    }

    [Fact]
    public void A_target_that_is_deleted_before_its_successor_is_there_is_no_error()
    {
        using (var file = new AtomicFile(Target))
            UnixFile.Imitate(file.Stream.SafeFileHandle, file.Stream.Name, PathOf("gone"));
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(Directory));
    }

    private void PutOld()
    {
        Put("net.safetensors", [1]);
        Unix.Give(Target, Owner, Group);
        File.SetUnixFileMode(Target, ForGroup);
    }

    private (uint Owner, uint Group, UnixFileMode Mode) Found()
    {
        UnixStatus status = UnixStatus.Of(Target)!.Value;
        return (status.Owner, status.Group, File.GetUnixFileMode(Target));
    }
}
