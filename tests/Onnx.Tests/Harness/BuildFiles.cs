using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Unrolled.Onnx.Tests;

/// <summary>A weight file's header as the build step hands it to the compiler: the length of the data, then the header.</summary>
internal sealed class WeightsText(string name, byte[] file) : AdditionalText
{
    public string Name => name;

    public override string Path => $"/obj/{name}.header";

    public override SourceText GetText(CancellationToken cancellationToken = default)
    {
        int length = checked((int)BitConverter.ToInt64(file));
        return SourceText.From($"{file.Length - 8 - length}\n{Encoding.UTF8.GetString(file, 8, length)}");
    }
}

/// <summary>The project's properties and the metadata of additional files, as MSBuild hands them over.</summary>
internal sealed class BuildOptions(string bodies) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Values("build_property.UnrolledBodyList", bodies);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
        new Values("build_metadata.AdditionalFiles.UnrolledWeights", (textFile as WeightsText)?.Name);

    private sealed class Values(string known, string? text) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key == known ? text : null;
            return value is not null;
        }
    }
}
