using System.Runtime.InteropServices;

namespace Unrolled.Memory;

/// <summary>
/// Large pages for large buffers. The values that a batch keeps are walked over channel by channel, a page or more apart, and are more
/// small pages than a processor has translations for. What comes to lie there later may have large pages too.
/// </summary>
internal static unsafe class LargePages
{
    private const nuint Page = 2 << 20;

    // MADV_HUGEPAGE of Linux.
    private const int HugePage = 14;

    /// <summary>Asks the system for large pages, where a buffer has room for one.</summary>
    /// <param name="memory">The first byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>Whether it takes the advice. Where it does not, the memory has small pages, and nothing else differs.</returns>
    public static bool Advise(byte* memory, nuint length)
    {
        nuint first = ((nuint)memory + Page - 1) / Page * Page, end = ((nuint)memory + length) / Page * Page;
        if (!OperatingSystem.IsLinux() || end <= first)
            return false;
        try
        {
            return MemoryAdvise((void*)first, end - first, HugePage) == 0;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int MemoryAdvise(void* address, nuint length, int advice);
}
