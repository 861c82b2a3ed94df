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

/// <summary>The metadata of additional files, as MSBuild hands it over.</summary>
internal sealed class WeightsOptions : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Metadata(null);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Metadata((textFile as WeightsText)?.Name);

    private sealed class Metadata(string? name) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key == "build_metadata.AdditionalFiles.UnrolledWeights" ? name : null;
            return value is not null;
        }
    }
}
