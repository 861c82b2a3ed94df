using Unrolled.Generated;

namespace Unrolled.Tests.Training;

/// <summary>
/// Linear regression from 300 to 17 values: more parameters than one block of the optimiser's pass, and no multiple of a vector.
/// </summary>
internal sealed class FakeRegression(ulong seed = 0) : INetwork<FakeRegression>
{
    public const int Inputs = 300;
    public const int Outputs = 17;

    public static NetworkInfo Info { get; } = FakeProgram.Info(nameof(FakeRegression), Inputs, Outputs);

    public static ProgramInfo Program { get; } = FakeProgram.Program(Inputs, Outputs, TargetKind.Values);

    public NetworkCore<FakeRegression> Core { get; } = new(seed);

    public Span<float> Parameters => Core.Parameters;

    public static unsafe void Run(Entry entry, Frame* frame) => FakeProgram.Run(entry, ref *frame, Inputs, Outputs, TargetKind.Values);

    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs) => Core.Predict(inputs, outputs);

    public void Save(string path) => Core.Save(path);

    public void Load(string path) => Core.Load(path);
}

/// <summary>A linear classifier of 5 values into 3 classes.</summary>
internal sealed class FakeClassifier(ulong seed = 0) : INetwork<FakeClassifier>
{
    public const int Inputs = 5;
    public const int Classes = 3;

    public static NetworkInfo Info { get; } = FakeProgram.Info(nameof(FakeClassifier), Inputs, Classes);

    public static ProgramInfo Program { get; } = FakeProgram.Program(Inputs, Classes, TargetKind.Labels);

    public NetworkCore<FakeClassifier> Core { get; } = new(seed);

    public Span<float> Parameters => Core.Parameters;

    public static unsafe void Run(Entry entry, Frame* frame) => FakeProgram.Run(entry, ref *frame, Inputs, Classes, TargetKind.Labels);

    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs) => Core.Predict(inputs, outputs);

    public void Save(string path) => Core.Save(path);

    public void Load(string path) => Core.Load(path);
}

/// <summary>A network without a loss.</summary>
internal sealed class FakeFeatures : INetwork<FakeFeatures>
{
    public static NetworkInfo Info { get; } = FakeProgram.Info(nameof(FakeFeatures), 5, 3);

    public static ProgramInfo Program { get; } = FakeProgram.Program(5, 3, TargetKind.None);

    public NetworkCore<FakeFeatures> Core { get; } = new(0);

    public Span<float> Parameters => Core.Parameters;

    public static unsafe void Run(Entry entry, Frame* frame) => FakeProgram.Run(entry, ref *frame, 5, 3, TargetKind.None);

    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs) => Core.Predict(inputs, outputs);

    public void Save(string path) => Core.Save(path);

    public void Load(string path) => Core.Load(path);
}
