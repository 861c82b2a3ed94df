using TorchSharp;

namespace Unrolled.Benchmarks.Peers;

/// <summary>Whether libtorch can be loaded; says once why it cannot.</summary>
internal static class TorchAvailable
{
    private static bool? s_answer;

    public static bool Check()
    {
        if (s_answer is null)
        {
            try
            {
                torch.InitializeDeviceType(DeviceType.CPU);
                s_answer = true;
            }
            catch (Exception e) when (e is TypeInitializationException or NotSupportedException or DllNotFoundException)
            {
                s_answer = false;
                Console.Error.WriteLine($"libtorch cannot be loaded, so there are no rows of TorchSharp: {(e.InnerException ?? e).Message}");
                Console.Error.WriteLine("It needs a C++ library of GCC 13 or newer (GLIBCXX_3.4.32); on an older Debian run benchmarks/peers.sh, which brings one along.");
            }
        }

        return s_answer.Value;
    }
}
