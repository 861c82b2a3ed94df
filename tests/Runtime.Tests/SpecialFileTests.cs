using System.Net.Sockets;
using Unrolled.Serialization;
using Unrolled.Tests.Training;

namespace Unrolled.Tests;

/// <summary>Files that are none: devices, the kernel's own, pipes.</summary>
public sealed class SpecialFileTests : TempDirectory
{
    [Theory]
    [InlineData("/dev/urandom")]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    [InlineData("/proc/self/maps")]
    public void Devices_are_refused_at_once_in_our_words(string path)
    {
        if (!File.Exists(path))
            return;
        var network = new FakeClassifier(seed: 2);
        using var trainer = new Trainer<FakeClassifier>(network, new Adam());
        foreach (Action load in new Action[] { () => network.Load(path), () => network.Core.Load(path, ""), () => trainer.Load(path) })
        {
            string message = Assert.Throws<InvalidDataException>(load).Message;
            Assert.StartsWith(path + ": ", message);
            Assert.Contains("expected a regular file", message);
        }
        Assert.StartsWith(path + ": ", Assert.Throws<InvalidDataException>(() => Idx.Read(path)).Message);
        Assert.Equal(new FakeClassifier(seed: 2).Parameters, network.Parameters);
    }

    [Fact]
    public void Pipes_that_nobody_writes_are_refused_instead_of_waited_for()
    {
        if (OperatingSystem.IsWindows())
            return;
        string pipe = PathOf("pipe"), link = PathOf("link");
        Unix.MakePipe(pipe);
        File.CreateSymbolicLink(link, pipe);
        var network = new FakeClassifier(seed: 2);
        using var trainer = new Trainer<FakeClassifier>(network, new Adam());
        foreach (string path in new[] { pipe, link })
        {
            Action[] loads =
                [() => network.Load(path), () => network.Core.Load(path, ""), () => trainer.Load(path), () => Idx.Read(path)];
            foreach (Action load in loads)
                Assert.Contains($"{path}: expected a regular file", RefusedAtOnce<InvalidDataException>(load).Message);
        }
        Assert.Equal(new FakeClassifier(seed: 2).Parameters, network.Parameters);
    }

    [Fact]
    public void What_is_no_file_is_not_replaced_by_one()
    {
        if (OperatingSystem.IsWindows())
            return;
        string pipe = PathOf("pipe"), link = PathOf("link"), socket = PathOf("socket"), folder = PathOf("folder");
        Unix.MakePipe(pipe);
        File.CreateSymbolicLink(link, pipe);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socket));
        System.IO.Directory.CreateDirectory(folder);
        string[] before = Entries();
        var network = new FakeClassifier(seed: 2);
        using var trainer = new Trainer<FakeClassifier>(network, new Adam());
        foreach (string path in new[] { pipe, link, socket, folder })
        {
            foreach (Action save in new[] { () => network.Save(path), () => trainer.Save(path) })
                Assert.StartsWith(path == link ? pipe : path + ": expected a", RefusedAtOnce<IOException>(save).Message);
        }
        Assert.Equal(before, Entries());
        const int Pipe = 0x1000;
        Assert.Equal(Pipe, UnixStatus.Of(pipe)!.Value.Type);

        string[] Entries() => [.. System.IO.Directory.GetFileSystemEntries(Directory).Order()];
    }

    /// <summary>The error of what may not wait for anybody; a wait without an end is one failure, not an end to all tests.</summary>
    private static T RefusedAtOnce<T>(Action action) where T : Exception
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(action)) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromMinutes(1)), "it waits");
        return Assert.IsType<T>(error);
    }
}
