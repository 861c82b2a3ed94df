using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Unrolled.Generator.Tests;

/// <summary>A weight file's header as the build step hands it to the compiler.</summary>
internal sealed class WeightsText(string name, string text) : AdditionalText
{
    public string Name => name;

    public override string Path => "/obj/" + name + ".header";

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}

/// <summary>The project's properties and the metadata of additional files, as MSBuild hands them over.</summary>
internal sealed class BuildOptions(string bodies = "") : AnalyzerConfigOptionsProvider
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
