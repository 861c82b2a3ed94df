using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>A network in numbers, as an editor shows it while layers are typed: from the way forward alone.</summary>
internal static class Summary
{
    /// <summary>The arguments of the message.</summary>
    public static string[] Of(NetworkSpec spec, Graph graph)
    {
        int all = graph.ParameterCount, learned = graph.LearnedCount;
        string parameters = learned == all ? $"{all:#,0} parameters" : $"{all:#,0} parameters ({learned:#,0} learned)";
        string multiplyAdds = $"{graph.Layers.Sum(static l => l.MultiplyAdds):#,0}";
        return [spec.Name.TrimStart('@'), graph.Input.Shape.ToString(), graph.Output.Shape.ToString(), parameters, multiplyAdds];
    }
}
