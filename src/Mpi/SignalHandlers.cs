using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>
/// The process's handlers of signals, kept while a library starts that sets its own: .NET makes exceptions of some signals, such as that
/// for a null reference, which would end the process otherwise.
/// </summary>
internal sealed unsafe partial class SignalHandlers
{
    // The classic signals, from 1; and more than the structure has on any system of ours, whose first word is the handler.
    private const int Signals = 31, Size = 256;

    private readonly byte[] _actions = new byte[(Signals + 1) * Size];

    /// <summary>Reads them.</summary>
    public SignalHandlers()
    {
        fixed (byte* actions = _actions)
        {
            for (int signal = 1; signal <= Signals; signal++)
                sigaction(signal, null, actions + signal * Size);
        }
    }

    /// <summary>Sets those again that there were; signals that nobody handled stay as they are.</summary>
    public void Restore()
    {
        fixed (byte* actions = _actions)
        {
            for (int signal = 1; signal <= Signals; signal++)
            {
                if (*(nint*)(actions + signal * Size) != 0)
                    sigaction(signal, actions + signal * Size, null);
            }
        }
    }

    [LibraryImport("libc")]
    private static partial int sigaction(int signal, byte* action, byte* old);
}
