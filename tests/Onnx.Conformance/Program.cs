using System.CommandLine;
using Unrolled.Onnx.Conformance;

Argument<string> data = new("FOLDER") { Description = "ONNX's tests: folders with a model.onnx and test_data_set_0." };
Option<string> manifest = new("--manifest") { HelpName = "FILE", Required = true, Description = "What came of the tests before." };
Option<bool> update = new("--update") { Description = "Write the manifest anew." };
Option<int> every = new("--every")
{
    HelpName = "N",
    DefaultValueFactory = static _ => 1,
    Description = "Run each n-th test that qualified.",
};
Option<string?> only = new("--only")
{
    HelpName = "TEXT",
    Description = "Run the tests with this in their names, and print what came of them.",
};
var root = new RootCommand("Runs ONNX's own tests of nodes: import, compile, predict, compare.") { data, manifest, update, every, only };
root.SetAction(line => new ConformanceRun(line.GetRequiredValue(data), line.GetRequiredValue(manifest)).Run(
    line.GetValue(update), line.GetValue(every), line.GetValue(only), Console.Out));
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is IOException or InvalidDataException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 1;
}
