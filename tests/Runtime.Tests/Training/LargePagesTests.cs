using Unrolled.Memory;

namespace Unrolled.Tests.Training;

public sealed unsafe class LargePagesTests
{
    [Fact]
    public void Large_buffers_are_advised_of_where_the_system_has_large_pages()
    {
        var buffer = new PinnedBuffer<float>(4 << 20);
        bool isTaken = LargePages.Advise((byte*)buffer.Pointer, (nuint)buffer.Length * sizeof(float));

        Assert.True(isTaken || !File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"));
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(0f));
        buffer.Span.Fill(1);
    }

    [Fact]
    public void Small_buffers_are_left_alone()
    {
        var buffer = new PinnedBuffer<float>(1 << 10);

        Assert.False(LargePages.Advise((byte*)buffer.Pointer, (nuint)buffer.Length * sizeof(float)));
    }
}
