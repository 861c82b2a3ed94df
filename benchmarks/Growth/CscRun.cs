using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Unrolled.Benchmarks.Growth;

/// <summary>The compiler without a server and with the generator, as a build runs it, in a folder that holds one program.</summary>
internal sealed class CscRun(string folder, Limits limits)
{
    private const string NoNetwork = """
        internal static class Program
        {
            private static void Main()
            {
            }
        }
        """;

    /// <summary>A program that prints the milliseconds of a process's first training step, and the network's parameters.</summary>
    private static string FirstStep(string network) => $$"""
        using System;
        using System.Diagnostics;
        using System.Linq;
        using Unrolled;
        using Unrolled.Generated;

        internal static class Program
        {
            private static void Main() => Run(new {{network}}(seed: 1));

            private static void Run<T>(T network) where T : class, INetwork<T>
            {
                const int Batch = 16;
                using var trainer = new Trainer<T>(network, new Adam(1e-3f));
                var random = new Random(1);
                float[] inputs = Enumerable.Range(0, Batch * T.Info.InputLength).Select(_ => random.NextSingle()).ToArray();
                int[] labels = new int[Batch * T.Program.TargetLength];
                float[] targets = new float[labels.Length];
                long start = Stopwatch.GetTimestamp();
                float loss = T.Program.Targets == TargetKind.Labels ? trainer.Step(inputs, labels) : trainer.Step(inputs, targets);
                double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                Console.WriteLine($"{milliseconds} {T.Info.ParameterCount} {loss}");
            }
        }
        """;

    private const string RuntimeConfig = """
        { "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" } } }
        """;

    private const string Options = "/nologo /nostdlib+ /target:exe /optimize+ /unsafe+ /nullable:enable /deterministic+ /debug:portable";

    /// <summary>What the package's targets set for a compiler without a server.</summary>
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_TC_CallCountingDelayMs"] = "200",
    };

    private string Program => Path.Combine(folder, "Growth.dll");

    /// <summary>A file that declares a network.</summary>
    public static string Declaration(string source) => $"using Unrolled;\n\n{source}\n";

    /// <summary>Compiles a program without a network.</summary>
    public Outcome Empty() => Compile(("Program.cs", NoNetwork));

    /// <summary>Compiles a program that takes one training step of a network.</summary>
    public Outcome Network(GrowthNetwork network) =>
        Compile(("Net.cs", Declaration(network.Source)), ("Program.cs", FirstStep(network.Class)));

    /// <summary>Bytes of IL in all methods but those of the program around the network.</summary>
    public int IlBytes()
    {
        using var file = new PEReader(File.OpenRead(Program));
        MetadataReader reader = file.GetMetadataReader();
        return reader.TypeDefinitions.Select(reader.GetTypeDefinition)
            .Where(type => !IsProgram(reader, type))
            .SelectMany(type => type.GetMethods())
            .Select(method => reader.GetMethodDefinition(method).RelativeVirtualAddress)
            .Where(address => address != 0)
            .Sum(address => file.GetMethodBody(address).GetILBytes()!.Length);
    }

    /// <summary>Runs the compiled program.</summary>
    public Outcome Start()
    {
        File.Copy(Toolchain.Library, Path.Combine(folder, Path.GetFileName(Toolchain.Library)), overwrite: true);
        File.WriteAllText(Path.ChangeExtension(Program, ".runtimeconfig.json"), RuntimeConfig);
        return limits.Run(Program);
    }

    private Outcome Compile(params (string Name, string Text)[] sources)
    {
        foreach ((string name, string text) in sources)
            File.WriteAllText(Path.Combine(folder, name), text);
        string[] lines =
        [
            // A generator that throws is only a warning to the compiler.
            Options, "/warnaserror+:CS8785", $"/out:\"{Program}\"", $"/analyzer:\"{Toolchain.Generator}\"",
            .. Toolchain.References.Select(path => $"/reference:\"{path}\""),
            .. sources.Select(source => $"\"{Path.Combine(folder, source.Name)}\""),
        ];
        string response = Path.Combine(folder, "csc.rsp");
        File.WriteAllLines(response, lines);
        return Repeated.Best(() => limits.Run(Environment, Toolchain.Csc, $"@{response}"), outcome => outcome.Milliseconds);
    }

    /// <summary>Whether a type is the program, or was made by the compiler for its lambdas.</summary>
    private static bool IsProgram(MetadataReader reader, TypeDefinition type) =>
        type.GetDeclaringType() is { IsNil: false } outer
            ? IsProgram(reader, reader.GetTypeDefinition(outer))
            : reader.StringComparer.Equals(type.Name, "Program");
}
