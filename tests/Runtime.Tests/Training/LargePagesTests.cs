using System.Globalization;
using Unrolled.Memory;

namespace Unrolled.Tests.Training;

public sealed unsafe class LargePagesTests
{
    /// <summary>The system's own list of mappings tells which ones are advised so.</summary>
    [Fact]
    public void Large_buffers_may_have_large_pages_where_the_system_has_some()
    {
        var buffer = new PinnedBuffer<float>(4 << 20);
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(0f));
        if (File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"))
            Assert.Contains("hg", FlagsAt((ulong)buffer.Pointer + (8 << 20)));
        GC.KeepAlive(buffer);
    }

    [Fact]
    public void Small_buffers_are_left_alone()
    {
        var buffer = new PinnedBuffer<float>(1 << 10);

        Assert.False(LargePages.Advise((byte*)buffer.Pointer, (nuint)buffer.Length * sizeof(float)));
    }

    private static string[] FlagsAt(ulong address)
    {
        bool isInside = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Split(' ')[0].Split('-') is [var from, var to])
                isInside = Number(from) <= address && address < Number(to);
            else if (isInside && line.StartsWith("VmFlags:", StringComparison.Ordinal))
                return line.Split(' ');
        }

        return [];
    }

    private static ulong Number(string digits) => ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
