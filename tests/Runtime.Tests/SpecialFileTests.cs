using Unrolled.Tests.Training;

namespace Unrolled.Tests;

/// <summary>Files that are none: devices, the kernel's own, pipes.</summary>
public sealed class SpecialFileTests
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
}
