using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Recognition;

namespace NativeLibrary;

/// <summary>What <c>digits.h</c> declares. No exception leaves a function: a program in C could not catch it.</summary>
internal static unsafe class Exports
{
    private const int Failed = -1;

    private static readonly DigitReader s_reader = new();

    // Of the last call on this thread that failed.
    [ThreadStatic]
    private static string? t_error;

    /// <summary>Reads a picture of 28×28 floats, 0 (paper) to 1 (ink).</summary>
    [UnmanagedCallersOnly(EntryPoint = "digits_read", CallConvs = [typeof(CallConvCdecl)])]
    public static int Read(float* pixels, float* probabilities)
    {
        if (pixels is null)
            return Fail($"expected {LeNet5.InputLength} pixels, but got a null pointer.");
        return Answer(new ReadOnlySpan<float>(pixels, LeNet5.InputLength), probabilities);
    }

    /// <summary>Reads a PNG picture from memory.</summary>
    [UnmanagedCallersOnly(EntryPoint = "digits_read_png", CallConvs = [typeof(CallConvCdecl)])]
    public static int ReadPng(byte* png, nuint length, float* probabilities)
    {
        if (png is null || length > int.MaxValue)
            return Fail("expected a PNG picture of less than 2 GB, but got a null pointer or more.");
        try
        {
            return Answer(Picture.FromPng(new ReadOnlySpan<byte>(png, (int)length).ToArray()), probabilities);
        }
        catch (Exception error)
        {
            return Fail(error.Message);
        }
    }

    /// <summary>Writes the error of the last call on this thread that failed, as UTF-8 that ends with a zero, cut to its room.</summary>
    /// <returns>The bytes that the whole has, without the zero.</returns>
    [UnmanagedCallersOnly(EntryPoint = "digits_error", CallConvs = [typeof(CallConvCdecl)])]
    public static nuint Error(byte* into, nuint room)
    {
        byte[] error = Encoding.UTF8.GetBytes(t_error ?? "");
        if (into is not null && room > 0)
        {
            int length = (int)Math.Min((nuint)error.Length, room - 1);
            // Not within a character.
            while (length > 0 && length < error.Length && (error[length] & 0xC0) == 0x80)
                length--;
            error.AsSpan(0, length).CopyTo(new Span<byte>(into, length));
            into[length] = 0;
        }

        return (nuint)error.Length;
    }

    private static int Answer(ReadOnlySpan<float> pixels, float* probabilities)
    {
        try
        {
            if (pixels.ContainsAnyExceptInRange(0f, 1f))
                return Fail("expected pixels from 0 to 1, but one is none of these.");
            // Nobody has to want them.
            if (probabilities is null)
                return s_reader.Read(pixels).Digit;
            return s_reader.Read(pixels, new Span<float>(probabilities, LeNet5.OutputLength)).Digit;
        }
        catch (Exception error)
        {
            return Fail(error.Message);
        }
    }

    private static int Fail(string error)
    {
        t_error = error;
        return Failed;
    }
}
