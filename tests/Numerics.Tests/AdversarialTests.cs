using System.Runtime.InteropServices;
using System.Text.Json;

namespace Unrolled.Numerics.Tests;

/// <summary>
/// Steps of adversarial pairs against PyTorch: losses, and both networks afterwards, on every body and any number of threads.
/// </summary>
public class AdversarialTests
{
    private static readonly int[] ThreadCounts = [1, 2, 3, 8];

    private static readonly Declaration Discriminator = new([2, 6, 6],
    [
        new Conv2D(4, 3) { Stride = 2, Padding = 1 }, new LeakyReLU(0.2), new Conv2D(5, 3) { Padding = 1 }, new BatchNorm(),
        new LeakyReLU(0.2), new Flatten(), new Dense(1),
        new BinaryCrossEntropy(),
    ]);

    private static readonly string[] Losses = ["NonSaturating", "LeastSquares"];

    private static readonly NetworkSet Pairs = new([With(Discriminator)]);

    public static TheoryData<string> LossNames => [.. Losses];

    [Theory, MemberData(nameof(LossNames))]
    public void Steps_agree_with_PyTorch_and_have_the_same_bits_everywhere(string loss)
    {
        using var stream = typeof(AdversarialTests).Assembly.GetManifestResourceStream($"{loss}.pair")!;
        var state = JsonDocument.Parse(stream).RootElement;
        float[] real = Floats(state.GetProperty("real")), noise = Floats(state.GetProperty("noise"));
        int steps = state.GetProperty("steps").GetInt32();
        var results = new HashSet<string>();
        foreach (var subject in Pairs.BuildAll(Discriminator.Title))
        {
            var beside = subject.Class.Assembly.GetType($"{subject.Class.FullName}Beside{loss}", throwOnError: true)!;
            var info = (NetworkInfo)beside.GetMethod("Info")!.Invoke(null, null)!;
            foreach (int threads in ThreadCounts)
            {
                float[] generator = new float[info.ParameterCount];
                foreach (var tensor in info.Parameters)
                    Place(generator, tensor, Floats(state.GetProperty("generator").GetProperty(tensor.Name)));
                foreach (var tensor in subject.Info.Parameters)
                    Place(subject.Parameters, tensor, Floats(state.GetProperty("discriminator").GetProperty(tensor.Name)));
                float[] losses = (float[])beside.GetMethod("Run")!.Invoke(null, [subject.Network, generator, real, noise, steps, threads])!;

                string where = $"({subject.Info.Body}, {threads} threads)";
                Close.Assert($"losses {where}", [.. state.GetProperty("losses").EnumerateArray().Select(l => l.GetDouble())], losses, 2e-4);
                foreach (var tensor in info.Parameters)
                    Agrees($"generator's {tensor.Name} {where}", state.GetProperty("generator_after"), tensor, generator);
                foreach (var tensor in subject.Info.Parameters)
                    Agrees($"discriminator's {tensor.Name} {where}", state.GetProperty("discriminator_after"), tensor, subject.Parameters);
                results.Add(Convert.ToHexString(MemoryMarshal.AsBytes<float>([.. losses, .. generator, .. subject.Parameters])));
            }
        }
        Assert.Single(results);
    }

    private static Declaration With(Declaration declaration) =>
        declaration with { Beside = name => string.Join("\n", Losses.Select(loss => Beside(name, loss))) };

    private static string Beside(string name, string loss) => $$"""
        [Network, Input(5)]
        [Dense(18, Bias = false), BatchNorm, ReLU, Reshape(2, 3, 3), ConvTranspose2D(2, 4, Stride = 2, Padding = 1), Tanh]
        public sealed partial class {{name}}Generator{{loss}};

        [Adversarial<{{name}}Generator{{loss}}, {{name}}>(Loss = AdversarialLoss.{{loss}})]
        public sealed partial class {{name}}Pair{{loss}};

        public static class {{name}}Beside{{loss}}
        {
            public static NetworkInfo Info() => {{name}}Generator{{loss}}.Info;

            public static float[] Run({{name}} discriminator, float[] parameters, float[] real, float[] noise, int steps, int threads)
            {
                var generator = new {{name}}Generator{{loss}}();
                System.MemoryExtensions.CopyTo(parameters, generator.Parameters);
                using var trainer = new {{name}}Pair{{loss}}(generator, discriminator).Train(
                    new Sgd(0.1f), new Sgd(0.1f), new TrainerOptions { Threads = threads });
                var losses = new System.Collections.Generic.List<float>();
                for (int step = 0; step < steps; step++)
                {
                    var (one, two, three) = trainer.Step(real, noise);
                    losses.AddRange(new[] { one, two, three });
                }
                generator.Parameters.CopyTo(parameters);
                return losses.ToArray();
            }
        }

        """;

    private static void Agrees(string what, JsonElement expected, ParameterInfo tensor, ReadOnlySpan<float> parameters)
    {
        float[] actual = new float[tensor.Length];
        int i = 0;
        foreach (int place in Subject.Places(tensor))
            actual[i++] = parameters[place];
        Close.Assert(what, Array.ConvertAll(Floats(expected.GetProperty(tensor.Name)), value => (double)value), actual, 2e-3, floor: 1e-2);
    }

    private static void Place(Span<float> parameters, ParameterInfo tensor, float[] values)
    {
        int i = 0;
        foreach (int place in Subject.Places(tensor))
            parameters[place] = values[i++];
    }

    private static float[] Floats(JsonElement base64) =>
        MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(base64.GetString()!)).ToArray();
}
