using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Onnx;
using Unrolled.Onnx.Tests;

namespace Unrolled.Fuzz;

/// <summary>
/// ONNX models, of all operators and patterns: a damaged one becomes a class that compiles, or is refused by words that name the file and
/// the nodes.
/// </summary>
internal static class OnnxModels
{
    // Compiling a class takes much longer than importing it.
    private const int CompiledOneIn = 32, LongestSound = 4 << 10, LongestReason = 2000;

    private const string ClassName = "Imported";

    // A file is read once more by the tool, which has as much for it.
    private static long MostBytes(int length) => (512 << 20) + 24L * length;

    public static Format Format(Scratch scratch) => new([.. Sound()], bytes =>
    {
        scratch.Bytes = bytes;
        // A loss that is asked for must fit the output: that is for the compiler to say.
        string? loss = bytes.Length % 2 == 0 ? "SoftmaxCrossEntropy" : null;
        ImportedNetwork network = Import(scratch.Path, loss);
        network.WriteWeights(Stream.Null);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(network.Source);
        if (tree.GetDiagnostics().FirstOrDefault() is { } wrong)
            throw new InvalidOperationException($"what was imported is no C#: {wrong}\n{network.Source}");
        if (loss is null && bytes.Sum(static b => b) % CompiledOneIn == 0)
            Compiles(network);
    }, MostBytes)
    { Words = OnnxDamage.Words, Change = OnnxDamage.Of, Share = 2 };

    /// <summary>The command that describes models, and weights.</summary>
    public static Format Info(Scratch scratch) => new([.. Sound(), Weights(scratch)], bytes =>
    {
        scratch.Bytes = bytes;
        using StringWriter output = new(), errors = new();
        int code = Tool.CommandLine.Run(["info", scratch.Path], output, errors);
        if (code == 1 && errors.ToString().StartsWith($"error: {scratch.Path}: ", StringComparison.Ordinal))
            throw new InvalidDataException(errors.ToString());
        if (code != 0 || output.ToString().Length == 0)
            throw new InvalidOperationException($"it ended with {code} and \"{errors}\"");
    }, MostBytes)
    { Words = OnnxDamage.Words, Change = OnnxDamage.Of };

    private static IEnumerable<byte[]> Sound() =>
        SingleModels.All.Concat(WholeModels.All).Concat(FurtherModels.All).Concat(VariantModels.All)
            .Select(static model => model.Build().ToArray()).Where(static bytes => bytes.Length <= LongestSound);

    private static byte[] Weights(Scratch scratch)
    {
        new Small(seed: 1).Save(scratch.Path);
        return scratch.Bytes;
    }

    private static ImportedNetwork Import(string path, string? loss)
    {
        try
        {
            return OnnxModel.Import(path, new() { ClassName = ClassName, Loss = loss });
        }
        catch (UnsupportedModelException unsupported) when (unsupported.Nodes.All(IsTold))
        {
            throw new InvalidDataException(unsupported.Nodes[0].ToString(), unsupported);
        }
        catch (InvalidDataException damage) when (!damage.Message.StartsWith($"{path}: ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("the message does not name the file", damage);
        }
    }

    private static bool IsTold(UnsupportedNode node) =>
        node is { Name.Length: > 0, Operator.Length: > 0, Reason.Length: > 0 and < LongestReason };

    private static void Compiles(ImportedNetwork network)
    {
        // The weights are no matter: the class has its own.
        string source = network.Source.Replace($"(Weights = \"{ClassName}.safetensors\")", "", StringComparison.Ordinal);
        Declarations.Compile(source);
    }
}
