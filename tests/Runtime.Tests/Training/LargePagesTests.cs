using Unrolled.Memory;

namespace Unrolled.Tests.Training;

public sealed unsafe class LargePagesTests
{
    [Fact]
    public void Large_buffers_are_given_large_pages_where_the_system_has_some()
    {
        var buffer = new PinnedBuffer<float>(4 << 20);
        bool has = OperatingSystem.IsLinux() && File.Exists("/sys/kernel/mm/transparent_hugepage/enabled");

        Assert.Equal(has, LargePages.Advise((byte*)buffer.Pointer, (nuint)buffer.Length * sizeof(float)));
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(0f));
    }

    [Fact]
    public void Small_buffers_are_left_alone()
    {
        var buffer = new PinnedBuffer<float>(1 << 10);

        Assert.False(LargePages.Advise((byte*)buffer.Pointer, (nuint)buffer.Length * sizeof(float)));
    }
}
