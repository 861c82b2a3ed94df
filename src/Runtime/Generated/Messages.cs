namespace Unrolled.Generated;

/// <summary>What is said about lengths that do not fit: what was expected, what came, and the next move.</summary>
internal static class Messages
{
    public static string Inputs(NetworkInfo info, long given, string kind) =>
        $"{info.Name} takes samples of {Shape(info.Input)} = {info.InputLength} {kind}, but {given} {kind} were given, " +
        $"which is no whole number of samples; pass the samples one after another, a multiple of {info.InputLength} {kind}.";

    public static string Kind(NetworkInfo info, int tokens) => tokens > 0
        ? $"{info.Name} takes tokens, but floats were given; " +
          $"pass a ReadOnlySpan<int> of {info.InputLength} for each sample, from 0 to {tokens - 1}."
        : $"{info.Name} takes floats, but tokens were given; pass a ReadOnlySpan<float> of {info.InputLength} for each sample.";

    public static string Token(NetworkInfo info, int place, int token, int tokens) =>
        $"inputs[{place}] is {token}, but {info.Name} knows tokens 0 to {tokens - 1}.";

    public static string Changed(NetworkInfo info, string kind, int value, int limit) =>
        $"The {kind} changed while {info.Name} read them: one is {value} now, but it knows 0 to {limit - 1}; " +
        $"do not write to them before the call has returned.";

    public static string Outputs(NetworkInfo info, int samples, long given) =>
        $"{samples} samples through {info.Name} give {samples} × {Shape(info.Output)} = {(long)samples * info.OutputLength} floats, " +
        $"but outputs has room for {given}; pass a span of exactly {(long)samples * info.OutputLength} floats.";

    public static string Shape(IEnumerable<int> extents) => string.Join('×', extents);
}
