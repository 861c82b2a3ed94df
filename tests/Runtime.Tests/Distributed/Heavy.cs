using Unrolled.Generated;
using Unrolled.Tests.Training;

namespace Unrolled.Tests.Distributed;

/// <summary>Linear regression with so many parameters that a small batch has four slots.</summary>
internal sealed class Heavy : INetwork<Heavy>
{
    public const int Inputs = 40;
    public const int Outputs = 3_300;

    public static NetworkInfo Info { get; } = FakeProgram.Info(nameof(Heavy), Inputs, Outputs);

    public static ProgramInfo Program { get; } = FakeProgram.Program(Inputs, Outputs, TargetKind.Values);

    public NetworkCore<Heavy> Core { get; } = new(0);

    public Span<float> Parameters => Core.Parameters;

    public static unsafe void Run(Entry entry, Frame* frame) => FakeProgram.Run(entry, ref *frame, Inputs, Outputs, TargetKind.Values);

    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs) => Core.Predict(inputs, outputs);

    public void Save(string path) => Core.Save(path);

    public void Load(string path) => Core.Load(path);
}
