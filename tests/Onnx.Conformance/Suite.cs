using Google.Protobuf;
using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Tests;

namespace Unrolled.Onnx.Conformance;

/// <summary>Runs tests: import, compile, predict, compare.</summary>
internal static class Suite
{
    // Networks of one compilation: the compiler's own start is paid once.
    private const int Together = 32;

    private sealed record Part(int Test, int Output, ImportedNetwork Network, IReadOnlyList<int> Data);

    /// <summary>The outcome of each test, in the order of the tests.</summary>
    public static IReadOnlyList<Outcome> Run(IReadOnlyList<OnnxTest> tests)
    {
        var outcomes = new Outcome?[tests.Count];
        var parts = new List<Part>();
        for (int i = 0; i < tests.Count; i++)
        {
            Qualification qualification = Qualification.Of(tests[i]);
            if (qualification.Reason is { } reason)
                outcomes[i] = new Outcome(tests[i].Name, Status.IsNone, 0, reason);
            else if (Import(tests[i], i, qualification.Data, parts) is { } problem)
                outcomes[i] = new Outcome(tests[i].Name, Status.Fails, 0, problem);
        }

        // A test may have several outputs, each a network of its own.
        parts.RemoveAll(part => outcomes[part.Test] is not null);
        foreach (Part[] chunk in parts.Chunk(Together))
        {
            foreach ((Part part, Func<IRunner> network) in Compiled(chunk))
            {
                Outcome outcome = Compare(tests[part.Test], part, network);
                outcomes[part.Test] = outcomes[part.Test] is not { } before || outcome.Status == Status.Fails ? outcome
                    : before with { Ulps = Math.Max(before.Ulps, outcome.Ulps) };
            }
        }

        return [.. outcomes.Select(static outcome => outcome!)];
    }

    /// <summary>Adds the network of each output, or tells why one cannot be had.</summary>
    private static string? Import(OnnxTest test, int place, IReadOnlyList<int> data, List<Part> parts)
    {
        byte[] model = OneInput.Of(test, data).ToByteArray();
        for (int i = 0; i < test.Outputs.Count; i++)
        {
            var options = new ImportOptions { ClassName = $"Network{place}Output{i}", Output = test.Outputs[i].Name };
            try
            {
                parts.Add(new Part(place, i, OnnxModel.Import(model, test.Name, options), data));
            }
            catch (UnsupportedModelException unsupported)
            {
                UnsupportedNode node = unsupported.Nodes[0];
                return $"{node.Operator}: {node.Reason}";
            }
            catch (InvalidDataException damage)
            {
                return damage.Message[(test.Name.Length + ": ".Length)..];
            }
        }

        return null;
    }

    /// <summary>The networks, compiled together; one by one where one of them does not compile, to find out which.</summary>
    private static IEnumerable<(Part Part, Func<IRunner> Network)> Compiled(Part[] parts)
    {
        IRunner[]? all = null;
        try
        {
            all = CompiledNetwork.OfAll([.. parts.Select(static part => part.Network)]);
        }
        catch (InvalidOperationException) when (parts.Length > 1)
        {
        }

        return parts.Select((part, i) => (part, (Func<IRunner>)(() => all is null ? CompiledNetwork.Of(part.Network) : all[i])));
    }

    private static Outcome Compare(OnnxTest test, Part part, Func<IRunner> network)
    {
        float[] expected = test.Output(part.Output).ToFloats();
        float[] actual;
        try
        {
            actual = network().Predict(OneInput.Values(test, part.Data));
        }
        catch (InvalidOperationException mistake)
        {
            return new Outcome(test.Name, Status.Fails, 0, mistake.Message.Split('\n')[0]);
        }

        return Comparison.Problem(expected, actual) is { } problem ? new Outcome(test.Name, Status.Fails, 0, problem)
            : new Outcome(test.Name, Status.Passes, Comparison.Ulps(expected, actual), "");
    }
}
