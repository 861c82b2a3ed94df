using Unrolled.Serialization;
using Unrolled.Tests.Training;

namespace Unrolled.Tests;

/// <summary>What saving does to the folder and to the file that was there.</summary>
public sealed class SaveTests : TempDirectory
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FakeClassifier _network = new(seed: 3);

    private string Target => PathOf("net.safetensors");

    private string[] Names => [.. System.IO.Directory.GetFileSystemEntries(Directory).Select(path => Path.GetFileName(path)!).Order()];

    [Fact]
    public void What_a_killed_writer_left_goes_with_the_next_save()
    {
        Put("net.safetensors.abcdefgh.i2j.tmp", [1, 2, 3]);
        Put("net.safetensors.mine.tmp", [1]);
        Put("other.safetensors.abcdefgh.i2j.tmp", [1]);

        _network.Save(Target);

        // Only this file's own, and only names that a writer gives.
        Assert.Equal(["net.safetensors", "net.safetensors.mine.tmp", "other.safetensors.abcdefgh.i2j.tmp"], Names);
    }

    [Fact]
    public void A_writer_that_is_still_at_work_keeps_its_file()
    {
        using (var other = new AtomicFile(Target))
        {
            _network.Save(Target);
            Assert.Equal(2, Names.Length);
            other.Stream.Write("the last one to finish"u8);
            other.Commit();
        }
        Assert.Equal("the last one to finish", File.ReadAllText(Target));
        Assert.Single(Names);
    }

    [Fact]
    public void Many_writers_and_readers_of_one_file_do_not_disturb_each_other()
    {
        _network.Save(Target);
        Parallel.For(0, 4, writer =>
        {
            var network = new FakeClassifier((ulong)writer);
            for (int i = 0; i < 40; i++)
            {
                network.Save(Target);
                new FakeClassifier().Load(Target);
            }
        });
        Assert.Equal(["net.safetensors"], Names);
    }

    [Fact]
    public void A_cleaner_that_takes_a_file_in_its_first_moment_is_no_error()
    {
        // The system deletes no file there that somebody has open.
        if (OperatingSystem.IsWindows())
            return;
        int begun = 0, end = 0;
        var cleaner = new Thread(() =>
        {
            while (Volatile.Read(ref end) == 0)
            {
                string next = PathOf($"net.safetensors.{Volatile.Read(ref begun)}");
                try
                {
                    using var dead = new FileStream(next, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                    File.Delete(next);
                }
                catch (IOException)
                {
                    // It is not there yet, or its writer was faster.
                }
            }
        });
        cleaner.Start();
        try
        {
            for (int i = 0; i < 3000; i++)
            {
                using var file = new AtomicFile(Target, path => $"{path}.{Interlocked.Increment(ref begun)}");
                Assert.True(File.Exists(file.Stream.Name));
            }
        }
        finally
        {
            Volatile.Write(ref end, 1);
            cleaner.Join();
        }
        Assert.Empty(Names);
    }

    [Fact]
    public void A_folder_that_takes_no_file_is_asked_once()
    {
        if (OperatingSystem.IsWindows())
            return;
        // A link to itself: an error as a full disk is one, of no type of its own.
        File.CreateSymbolicLink(PathOf("loop"), PathOf("loop"));
        int asked = 0;
        Exception? error = Record.Exception(() => new AtomicFile(PathOf("loop/net.safetensors"), path => $"{path}.{++asked}").Dispose());
        Assert.Equal(typeof(IOException), error?.GetType());
        Assert.Equal(1, asked);
    }

    [Fact]
    public void Only_a_lock_is_waited_for()
    {
        Put("held", [1]);
        using var held = new FileStream(PathOf("held"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(StaleFiles.IsHeld(Assert.ThrowsAny<IOException>(() => File.OpenRead(PathOf("held")).Dispose())));
        IOException[] others =
        [
            Assert.ThrowsAny<IOException>(() => new FileStream(PathOf("held"), FileMode.CreateNew).Dispose()),
            Assert.ThrowsAny<IOException>(() => File.OpenRead(PathOf("nothing")).Dispose()),
            Assert.ThrowsAny<IOException>(() => File.OpenRead(PathOf("nothing/file")).Dispose()),
            Assert.ThrowsAny<IOException>(() => File.OpenRead(PathOf(new string('n', 300))).Dispose()),
            new IOException("No space left on device", 28),
        ];
        Assert.DoesNotContain(others, StaleFiles.IsHeld);
    }

    [Fact]
    public void A_file_that_a_cleaner_looks_at_is_loaded_all_the_same()
    {
        _network.Save(Target);
        using var stop = new CancellationTokenSource();
        // A cleaner that opened the file under its first name locks it under the last.
        // Where readers lock too, the cleaner may be the one that is refused.
        Exception? refused = null;
        var looking = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                refused =
                    Record.Exception(() => { using var held = new FileStream(Target, FileMode.Open, FileAccess.Read, FileShare.None); });
        });
        looking.Start();
        try
        {
            for (int i = 0; i < 1000; i++)
                new FakeClassifier().Load(Target);
        }
        finally
        {
            stop.Cancel();
            looking.Join();
        }
        Assert.True(refused is null or IOException);
    }

    [Fact]
    public void A_file_that_somebody_keeps_to_himself_is_an_error()
    {
        _network.Save(Target);
        using var held = new FileStream(Target, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(StaleFiles.IsHeld(Assert.Throws<IOException>(() => _network.Load(Target))));
    }

    [Fact]
    public void Other_names_of_the_old_file_keep_its_content()
    {
        if (OperatingSystem.IsWindows())
            return;
        Put("net.safetensors", [1, 2, 3]);
        Unix.Link(Target, PathOf("other name"));
        _network.Save(Target);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(PathOf("other name")));
        var loaded = new FakeClassifier();
        loaded.Load(Target);
        Assert.Equal(_network.Parameters, loaded.Parameters);
    }

    [Fact]
    public void A_symbolic_link_stays_and_its_target_is_written()
    {
        // Links need a privilege on Windows.
        if (OperatingSystem.IsWindows())
            return;
        string folder = System.IO.Directory.CreateDirectory(PathOf("runs")).FullName, real = Path.Combine(folder, "3.safetensors");
        File.CreateSymbolicLink(Target, Path.Combine("runs", "3.safetensors"));
        // Once to a target that is not there yet, once over it.
        for (int i = 0; i < 2; i++)
        {
            _network.Save(Target);
            Assert.Equal("runs/3.safetensors", new FileInfo(Target).LinkTarget);
            Assert.Equal([real], System.IO.Directory.GetFiles(folder));
        }
        var loaded = new FakeClassifier();
        loaded.Load(real);
        Assert.Equal(_network.Parameters, loaded.Parameters);
    }

    [Fact]
    public void A_file_keeps_its_mode()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Wide = OwnersAlone | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        foreach (UnixFileMode mode in new[] { OwnersAlone, Wide })
        {
            _network.Save(Target);
            File.SetUnixFileMode(Target, mode);
            _network.Save(Target);
            Assert.Equal(mode, File.GetUnixFileMode(Target));
        }
        using var trainer = new Trainer<FakeClassifier>(_network, new Sgd(0.1f));
        File.SetUnixFileMode(Target, OwnersAlone);
        trainer.Save(Target);
        Assert.Equal(OwnersAlone, File.GetUnixFileMode(Target));
    }

    [Fact]
    public void A_folder_that_takes_no_file_is_an_error_and_stays_as_it_is()
    {
        string file = Put("file", [1]);
        Assert.ThrowsAny<IOException>(() => _network.Save(Path.Combine(file, "net.safetensors")));
        Assert.ThrowsAny<IOException>(() => _network.Save(PathOf("nothing/net.safetensors")));
        if (!OperatingSystem.IsWindows())
            ReadOnly();
        Assert.Equal([1], File.ReadAllBytes(file));
        Assert.Equal("file", Names[0]);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void ReadOnly()
    {
        string folder = System.IO.Directory.CreateDirectory(PathOf("read-only")).FullName, saved = Path.Combine(folder, "net.safetensors");
        _network.Save(saved);
        byte[] before = File.ReadAllBytes(saved);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // Root may write there all the same; the kernel's own folder takes nobody's files.
        string refusing = Environment.IsPrivilegedProcess ? "/proc/net.safetensors" : saved;
        var other = new FakeClassifier(seed: 8);
        Assert.True(Record.Exception(() => other.Save(refusing)) is IOException or UnauthorizedAccessException);
        File.SetUnixFileMode(folder, OwnersAlone | UnixFileMode.UserExecute);
        Assert.Equal([saved], System.IO.Directory.GetFiles(folder));
        Assert.Equal(before, File.ReadAllBytes(saved));
    }
}
