namespace Unrolled.Numerics.Tests;

/// <summary>Networks that were once wrong keep every promise that random ones keep.</summary>
public class FoundTests
{
    private static readonly NetworkSet Set = new(Found.All);

    public static TheoryData<string> Titles => Set.Titles;

    [Theory, MemberData(nameof(Titles))]
    public void Found_networks_keep_every_promise(string title)
    {
        Finding finding = NetworkChecks.Run(Set[title], Set);
        Assert.True(finding.Verdict == Verdict.Passed, $"{finding.Verdict}: {finding.Kind}\n{finding.Text}");
    }
}
