using Google.Protobuf;
using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Protocol;
using Unrolled.Onnx.Reading;

namespace Unrolled.Onnx.Conformance;

/// <summary>One of ONNX's own tests: a model, the numbers that it is given, and those that it must give.</summary>
/// <param name="Name">Its folder's name: <c>test_abs</c>.</param>
/// <param name="Model">The model. All that it takes are inputs, its parameters too.</param>
/// <param name="Data">The folder of the first set of numbers.</param>
internal sealed record OnnxTest(string Name, ModelProto Model, string Data)
{
    public IReadOnlyList<ValueInfoProto> Inputs => Model.Graph.Input;

    public IReadOnlyList<ValueInfoProto> Outputs => Model.Graph.Output;

    /// <summary>All tests below a folder, by name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static IReadOnlyList<OnnxTest> All(string directory)
    {
        OnnxTest[] all = [.. Directory.EnumerateFiles(directory, "model.onnx", SearchOption.AllDirectories)
            .Select(static file => Path.GetDirectoryName(file)!)
            .Select(static folder => new OnnxTest(
                Path.GetFileName(folder),
                ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))),
                Path.Combine(folder, "test_data_set_0")))
            .OrderBy(static test => test.Name, StringComparer.Ordinal)];
        return all.Length > 0 ? all : throw new InvalidDataException(
            $"{directory} has no folders with a model.onnx; make them with python3 -m onnx.backend.test.cmd_tools generate-data.");
    }

    /// <summary>The numbers that an input is given, under its name.</summary>
    public TensorProto Input(int index)
    {
        TensorProto tensor = Read($"input_{index}.pb");
        tensor.Name = Inputs[index].Name;
        return tensor;
    }

    /// <summary>The numbers that an output must give.</summary>
    public Tensor Output(int index) => new TensorReader(null).Read(Read($"output_{index}.pb"));

    private TensorProto Read(string file) => TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Data, file)));
}
