namespace Unrolled.Generated;

/// <summary>What is said about lengths that do not fit: what was expected, what came, and the next move.</summary>
internal static class Messages
{
    public static string Inputs(NetworkInfo info, long given) =>
        $"{info.Name} takes samples of {Shape(info.Input)} = {info.InputLength} floats, but {given} floats were given, " +
        $"which is no whole number of samples; pass the samples one after another, a multiple of {info.InputLength} floats.";

    public static string Outputs(NetworkInfo info, int samples, long given) =>
        $"{samples} samples through {info.Name} give {samples} × {Shape(info.Output)} = {(long)samples * info.OutputLength} floats, " +
        $"but outputs has room for {given}; pass a span of exactly {(long)samples * info.OutputLength} floats.";

    public static string Shape(IEnumerable<int> extents) => string.Join('×', extents);
}
